import { type Day, daysBetween } from "./cost-days.ts";
import {
  type DayCost,
  expectedOn,
  known,
  levelOf,
  robustSigma,
  weekdayFactors,
} from "./weekday-model.ts";

/** A day is compared with the four weeks before it, two of which must be known. */
const WINDOW_DAYS = 28;
const LEAST_DAYS = 14;
/** Days are learnt from the last twelve weeks. */
const LEARNT_DAYS = 84;
/** Over the expectation by more than so many spreads … */
const SIGMAS = 4;
/** … where a spread is at least this share of the expectation, so that an even bill does not cry at every cent … */
const LEAST_SPREAD_RATIO = 0.05;
/** … and by more than this share of what all services usually cost a day. */
const LEAST_SHARE = 0.01;

/** Days in a row on which a series cost more than expected. `over` is `cost - expected`, of those days together. */
export type CostAnomaly = {
  from: Day;
  /** The last of its days. */
  to: Day;
  dayCount: number;
  cost: number;
  expected: number;
  over: number;
};

/**
 * Days that cost more than the median of the four weeks before, with the weekday's factor, by more than four robust
 * spreads (1.4826 MAD). `usualTotal`: what everything costs on a usual day. Days are in order; null is skipped.
 */
export function findAnomalies(days: readonly DayCost[], usualTotal: number): CostAnomaly[] {
  const found: CostAnomaly[] = [];
  days.forEach(({ day, cost }, at) => {
    if (cost === null) return;
    const expected = expectationAt(days, at);
    if (expected === null) return;
    const over = cost - expected.cost;
    if (over <= SIGMAS * expected.spread || over <= LEAST_SHARE * usualTotal) return;
    const last = found.at(-1);
    if (last && daysBetween(last.to, day) === 1) {
      last.to = day;
      last.dayCount++;
      last.cost += cost;
      last.expected += expected.cost;
      last.over += over;
    } else {
      found.push({ from: day, to: day, dayCount: 1, cost, expected: expected.cost, over });
    }
  });
  return found;
}

/** What the day at a place should cost from those before it; null: too few are known. */
function expectationAt(days: readonly DayCost[], at: number) {
  const window = days.slice(Math.max(0, at - WINDOW_DAYS), at);
  const day = days[at]?.day;
  if (day === undefined || known(window).length < LEAST_DAYS) return null;
  const factors = weekdayFactors(days.slice(Math.max(0, at - LEARNT_DAYS), at));
  const level = levelOf(window, factors) ?? 0;
  const residuals = window.flatMap((one) =>
    one.cost === null ? [] : [one.cost - expectedOn(one.day, level, factors)],
  );
  const cost = expectedOn(day, level, factors);
  return { cost, spread: Math.max(robustSigma(residuals), LEAST_SPREAD_RATIO * Math.abs(cost)) };
}
