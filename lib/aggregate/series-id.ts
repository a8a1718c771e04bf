import { createHash } from "node:crypto";

/**
 * Stable 63-bit identity of a list of texts: the first eight bytes of SHA-256 over their JSON, without the sign bit.
 * Needs no coordination between processes and spreads evenly, so it is a distribution key too. Two lists that
 * differ in any part or in their length differ in JSON. Collisions are for the store to detect.
 */
export function seriesId(parts: readonly string[]): bigint {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest();
  return digest.readBigUInt64BE(0) & 0x7fff_ffff_ffff_ffffn;
}
