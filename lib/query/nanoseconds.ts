/** The last millisecond that a bigint of nanoseconds can hold (in 2262). */
const LAST_MS = 9_223_372_036_854;

/** Unix nanoseconds of Unix milliseconds, kept within what the store can hold. */
export const nsOfMs = (ms: number): bigint =>
  BigInt(Math.floor(Math.min(Math.max(ms, 0), LAST_MS))) * 1_000_000n;

/** ISO 8601 in UTC, rounded down to the millisecond, of Unix nanoseconds. */
export const instantOfNs = (ns: bigint): string => new Date(Number(ns / 1_000_000n)).toISOString();
