/** What a service owes: so large a share of its requests good, over a sliding window. */
export type Objective = {
  /** Share of requests that must be good, such as 0.999; above 0, below 1. */
  target: number;
  windowSeconds: number;
};

/** Requests of a time and those of them that were bad: failed, or slower than the objective allows. */
export type ObjectiveCounts = { total: number; bad: number };

/** One pair of windows: it alerts while both burn faster than `burnRate`. */
export type BurnWindow = {
  burnRate: number;
  longSeconds: number;
  /** Ends the alert soon after the burning ends. */
  shortSeconds: number;
  severity: "critical" | "warning";
};

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/**
 * Pairs for an objective over 30 days: what they let burn before they alert is 2, 5 and 10 % of the budget.
 * @see https://sre.google/workbook/alerting-on-slos/ "6: Multiwindow, Multi-Burn-Rate Alerts"
 */
export const BURN_WINDOWS: readonly BurnWindow[] = [
  { burnRate: 14.4, longSeconds: HOUR, shortSeconds: 5 * MINUTE, severity: "critical" },
  { burnRate: 6, longSeconds: 6 * HOUR, shortSeconds: 30 * MINUTE, severity: "critical" },
  { burnRate: 1, longSeconds: 3 * DAY, shortSeconds: 6 * HOUR, severity: "warning" },
];

/** The share of requests that may be bad. */
export const budgetShare = ({ target }: Pick<Objective, "target">): number => 1 - target;

/** How many times faster than allowed the budget burns; 1 spends it in exactly the window. Null: no requests. */
export function burnRateOf(
  objective: Pick<Objective, "target">,
  { total, bad }: ObjectiveCounts,
): number | null {
  return total > 0 ? bad / total / budgetShare(objective) : null;
}

/** The share of the budget that is left after a whole window; below 0: overspent. Null: no requests. */
export function budgetLeftOf(
  objective: Pick<Objective, "target">,
  counts: ObjectiveCounts,
): number | null {
  const burnt = burnRateOf(objective, counts);
  return burnt === null ? null : 1 - burnt;
}

/** The share of the window's budget that a burn rate spends in a time. */
export const budgetSpent = (
  { windowSeconds }: Pick<Objective, "windowSeconds">,
  burnRate: number,
  seconds: number,
): number => (burnRate * seconds) / windowSeconds;

/** How long a full budget lasts at a burn rate, in seconds. Infinite when nothing burns. */
export const secondsToExhaustion = (
  { windowSeconds }: Pick<Objective, "windowSeconds">,
  burnRate: number,
): number => windowSeconds / burnRate;

/**
 * How fast the budget burns for certain: the slower of a pair's two windows, so that the pair alerts while this is at
 * least its burn rate. Null: one of them had no requests.
 */
export function pairBurnRate(
  objective: Pick<Objective, "target">,
  { long, short }: { long: ObjectiveCounts; short: ObjectiveCounts },
): number | null {
  const rates = [burnRateOf(objective, long), burnRateOf(objective, short)];
  return rates.some((rate) => rate === null) ? null : Math.min(...rates.map((rate) => rate ?? 0));
}
