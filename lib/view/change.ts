type Pair = { now: number | null; before: number | null };

const MINUS = "−";
/** A zero after rounding has no sign. */
function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value > 0 ? "+" : MINUS}${text}`;
}

/** The relative change, 0.05 for +5 %; null when either is unknown or nothing was there before. */
export const relativeChange = ({ now, before }: Pair): number | null =>
  now === null || before === null || before === 0 ? null : now / before - 1;

/** "+3.1 %", "+242 %", "−1 %", from 10 times on "12×"; null when it cannot be told. */
export function changeText(pair: Pair): string | null {
  const change = relativeChange(pair);
  if (change === null) return null;
  if (change >= 9) return `${Math.round(change + 1)}×`;
  const percent = change * 100;
  return `${signed(percent, Math.abs(percent) < 9.95 ? 1 : 0)}\u00a0%`;
}

/**
 * The change of a ratio: "4.1×" from twofold on, else the difference in points "−0.01 points".
 * From nothing it says "was 0 %"; null when either is unknown.
 */
export function ratioChangeText({ now, before }: Pair): string | null {
  if (now === null || before === null) return null;
  if (before === 0) return now === 0 ? `0.00\u00a0points` : "was 0\u00a0%";
  const times = now / before;
  if (times >= 2) return `${times >= 9.95 ? Math.round(times) : times.toFixed(1)}×`;
  return `${signed((now - before) * 100, 2)}\u00a0points`;
}

const NAMES = new Map([
  [60_000, "minute"],
  [3_600_000, "hour"],
  [86_400_000, "day"],
  [604_800_000, "week"],
]);

/** What a range of this length is compared with: "hour before", "15 min before", "7 d before". */
export function periodBefore(rangeMs: number): string {
  const name = NAMES.get(Math.round(rangeMs / 1_000) * 1_000);
  if (name) return `${name} before`;
  if (rangeMs >= 2 * 86_400_000) return `${Math.round(rangeMs / 86_400_000)}\u00a0d before`;
  if (rangeMs >= 2 * 3_600_000) return `${Number((rangeMs / 3_600_000).toFixed(1))}\u00a0h before`;
  if (rangeMs >= 60_000) return `${Math.round(rangeMs / 60_000)}\u00a0min before`;
  return `${Math.round(rangeMs / 1_000)}\u00a0s before`;
}
