import { type Day, weekdayOf } from "./cost-days.ts";

/** The cost of one day; null: no bill tells of it. Floating point: what is worked out of it is an estimate. */
export type DayCost = { day: Day; cost: number | null };

/** The middle value; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** MAD of a normal distribution times this is its standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/** Spread of residuals around zero that a few wild ones do not move. */
export const robustSigma = (residuals: readonly number[]): number =>
  MAD_TO_SIGMA * (median(residuals.map(Math.abs)) ?? 0);

/** A weekday is told apart only when at least so many of each were seen. */
const LEAST_OF_EACH = 3;

/**
 * How each weekday usually compares with the week around it: 1 is as usual. The factor is the median of the ratio of a
 * day and the median of the seven days around it. All are 1 while some weekday was seen less than three times.
 */
export function weekdayFactors(days: readonly DayCost[]): number[] {
  const ratios = Array.from({ length: 7 }, () => [] as number[]);
  for (let at = 3; at < days.length - 3; at++) {
    const day = days[at];
    const around = known(days.slice(at - 3, at + 4));
    const level = around.length === 7 ? median(around) : null;
    if (day?.cost == null || level === null || level <= 0) continue;
    ratios[weekdayOf(day.day)]?.push(day.cost / level);
  }
  if (ratios.some((own) => own.length < LEAST_OF_EACH)) return Array(7).fill(1);
  return ratios.map((own) => Math.max(0, median(own) ?? 1));
}

export const known = (days: readonly DayCost[]): number[] =>
  days.flatMap(({ cost }) => (cost === null ? [] : [cost]));

/** Days with their weekday taken out. */
const flattened = (days: readonly DayCost[], factors: readonly number[]): number[] =>
  days.flatMap(({ day, cost }) => {
    const factor = factors[weekdayOf(day)] ?? 1;
    return cost === null || factor <= 0 ? [] : [cost / factor];
  });

/** The usual level of days with their weekday taken out: the median, so that a spike or a fee does not move it. */
export const levelOf = (days: readonly DayCost[], factors: readonly number[]): number | null =>
  median(flattened(days, factors));

/** The mean of such levels without the highest and the lowest tenth: nearer than the median, as deaf to a fee. */
export function trimmedLevelOf(days: readonly DayCost[], factors: readonly number[]): number {
  const sorted = flattened(days, factors).sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 10);
  const kept = sorted.slice(cut, sorted.length - cut);
  return kept.reduce((sum, level) => sum + level, 0) / Math.max(1, kept.length);
}

/** What a day costs at a level. */
export const expectedOn = (day: Day, level: number, factors: readonly number[]): number =>
  level * (factors[weekdayOf(day)] ?? 1);
