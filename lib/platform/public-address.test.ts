import { expect, test } from "vitest";
import { isAllowedAddress } from "./public-address.ts";

test.each(["93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8"])(
  "%s is public",
  (address) => {
    expect(isAllowedAddress(address, [])).toBe(true);
  },
);

test.each([
  ...["127.0.0.1", "::1", "0.0.0.0", "::", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1"],
  // Metadata services of clouds.
  ...["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"],
  // The same addresses in other clothes: mapped, compatible, NAT64, 6to4, Teredo.
  ...["::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::"],
  ...["fe80::1", "fc00::1", "ff02::1", "224.0.0.1", "255.255.255.255", "198.51.100.1", "240.0.0.1"],
  "no address",
])("%s is not", (address) => {
  expect(isAllowedAddress(address, [])).toBe(false);
});

test("what an administrator lists may be reached, and nothing beside it", () => {
  const allow = ["10.0.0.0/8", "::1", "fd00::/8", "127.0.0.2"];
  expect(
    ["10.9.8.7", "::1", "fd12::1", "127.0.0.2", "::ffff:10.0.0.1"].map((a) =>
      isAllowedAddress(a, allow),
    ),
  ).toEqual([true, true, true, true, true]);
  expect(
    ["11.0.0.1", "127.0.0.1", "::2", "192.168.0.1"].map((a) => isAllowedAddress(a, allow)),
  ).toEqual([true, false, false, false]);
});
