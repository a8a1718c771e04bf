/** Seconds of a 64-bit number of nanoseconds given as unsigned halves, rounded down, exactly. */
export function wholeSeconds(high: number, low: number): number {
  const nanoseconds = high * 4_294_967_296 + low;
  const seconds = Math.floor(nanoseconds / 1e9);
  // The sum above is rounded to 256 ns: only next to a full second can that matter.
  const rest = nanoseconds - seconds * 1e9;
  if (rest > 1_000 && rest < 999_999_000) return seconds;
  return Number(((BigInt(high) << 32n) | BigInt(low)) / 1_000_000_000n);
}

/** Seconds between two times, not negative: a clock that stepped back during a request gives 0. */
export function secondsBetween(
  startHigh: number,
  startLow: number,
  endHigh: number,
  endLow: number,
): number {
  return Math.max(((endHigh - startHigh) * 4_294_967_296 + (endLow - startLow)) / 1e9, 0);
}
