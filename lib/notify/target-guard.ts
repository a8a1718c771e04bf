import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import { isAllowedAddress } from "@/lib/platform/public-address.ts";

/** Refused before anything was sent: asking again will not help until an administrator allows the address. */
export class TargetRefusedError extends Error {
  override name = "TargetRefusedError";
}

/** Every address of a name. */
export type Resolve = (host: string) => Promise<string[]>;

export const resolveHost: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * The addresses at which a host may be reached, all of them checked; the caller connects to one of these and resolves
 * nothing again. Throws `TargetRefusedError` when any of them is not public and not in `allow` (addresses or CIDRs).
 */
export async function checkedAddresses(
  host: string,
  { allow, resolve }: { allow: readonly string[]; resolve: Resolve },
): Promise<string[]> {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  const addresses = ipaddr.isValid(bare) ? [bare] : await resolve(bare);
  if (addresses.length === 0) throw new Error(`${bare} has no address`);
  const refused = addresses.find((address) => !isAllowedAddress(address, allow));
  if (refused === undefined) return addresses;
  throw new TargetRefusedError(
    `${bare} is at ${refused}, which is no public address: an administrator can list it in HEADROOM_NOTIFY_ALLOW`,
  );
}
