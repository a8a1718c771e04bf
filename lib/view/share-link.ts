type Range = { fromMs: number; toMs: number };

/** The bar's parameter that holds the moment at which a link was frozen, ISO 8601. */
export const FROZEN_PARAM = "frozen" as const;

/**
 * An address whose range is frozen to moments, with when that was done, so that whoever opens it sees the same. All
 * else that the address says (filters, selection, order) stays.
 */
export function frozenAddress(address: string, range: Range, nowMs: number): string {
  const url = new URL(address);
  url.searchParams.set("from", new Date(range.fromMs).toISOString());
  url.searchParams.set("to", new Date(range.toMs).toISOString());
  url.searchParams.set(FROZEN_PARAM, new Date(nowMs).toISOString());
  return url.toString();
}

const UNITS = [
  { ms: 86_400_000, letter: "d" },
  { ms: 3_600_000, letter: "h" },
  { ms: 60_000, letter: "m" },
] as const;

/** The range of the same length that ends now, such as `now-90m`, to whole minutes; one minute at least. */
export function liveRange({ fromMs, toMs }: Range): { from: string; to: string } {
  const lengthMs = Math.max(60_000, Math.round((toMs - fromMs) / 60_000) * 60_000);
  const unit = UNITS.find(({ ms }) => lengthMs % ms === 0) ?? UNITS[2];
  return { from: `now-${lengthMs / unit.ms}${unit.letter}`, to: "now" };
}
