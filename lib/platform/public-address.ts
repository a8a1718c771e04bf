import ipaddr from "ipaddr.js";

/** Public by its range, but a cloud's own service to its machines. */
const CLOUD_INTERNAL = ["168.63.129.16"];

/** All that is given out to the internet; outside of it lie old forms such as `::127.0.0.1`. */
const GLOBAL_IPV6 = "2000::/3";

/** Whether notifications may go to an address: a public one, or one that `allow` lists (addresses or CIDRs). */
export function isAllowedAddress(text: string, allow: readonly string[]): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (allow.some((range) => isWithin(address, range))) return true;
  if (address.range() !== "unicast" || CLOUD_INTERNAL.includes(address.toString())) return false;
  return address.kind() === "ipv4" || isWithin(address, GLOBAL_IPV6);
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  if (!range.includes("/")) return ipaddr.process(range).toString() === address.toString();
  const [base, bits] = ipaddr.parseCIDR(range);
  return base.kind() === address.kind() && address.match(base, bits);
}
