import { addMonths, type Day, daysOf, monthStartOf } from "./cost-days.ts";
import {
  type DayCost,
  expectedOn,
  known,
  robustSigma,
  trimmedLevelOf,
  weekdayFactors,
} from "./weekday-model.ts";

/** The share of months that should end within the interval. */
export const FORECAST_LEVEL = 0.8;
/** Of the normal distribution, for 80 % in the middle. */
const Z = 1.2816;
/** A forecast rests on two whole weeks at least. */
export const LEAST_DAYS = 14;
/** The level is that of the last four weeks, weekdays are learnt from the last twelve. */
const LEVEL_DAYS = 28;
const LEARNT_DAYS = 84;

/**
 * `weekday`: the usual level times the weekday's factor. `runRate`: each day like the mean of the month so far, of the
 * last seven days in its first week.
 */
export const FORECAST_MODELS = ["weekday", "runRate"] as const;
export type ForecastModel = (typeof FORECAST_MODELS)[number];

/** A day to come. All in the currency of the bill, floating point: it is an estimate. */
export type ForecastDay = { day: Day; cost: number; low: number; high: number };

/** The days of a month that no whole bill tells of yet, and what they cost in four cases of five. */
export type MonthForecast = {
  month: Day;
  model: ForecastModel;
  rest: ForecastDay[];
  restCost: number;
  restLow: number;
  restHigh: number;
  basedOnDays: number;
};

export type ForecastChoice = {
  model: ForecastModel;
  /** How far a forecast was off per forecast day, in four cases of five; absent: never tried. */
  errorPerDay?: number | undefined;
};

/**
 * What the days from `from` to the end of the month will cost, from the days before. The interval is of the daily
 * scatter and of how well the level is known, and not narrower than held-back months were missed by. Null: fewer than
 * 14 days are known.
 */
export function forecastMonth(
  history: readonly DayCost[],
  from: Day,
  { model, errorPerDay = 0 }: ForecastChoice = { model: "weekday" },
): MonthForecast | null {
  const past = history.filter(({ day }) => day < from).slice(-LEARNT_DAYS);
  const recent = past.slice(-LEVEL_DAYS);
  const count = known(recent).length;
  if (count < LEAST_DAYS) return null;
  const month = monthStartOf(from);
  const { level, factors } = model === "weekday" ? weekdays(past) : runRate(past, month);
  const residuals = recent.flatMap(({ day, cost }) =>
    cost === null ? [] : [cost - expectedOn(day, level, factors)],
  );
  const sigma = robustSigma(residuals);
  const half = (days: number) =>
    Math.max(Z * sigma * Math.sqrt(days + days ** 2 / count), errorPerDay * days);
  const between = (cost: number, days: number) => ({
    low: Math.min(cost, Math.max(0, cost - half(days))),
    high: cost + half(days),
  });
  const rest = daysOf(from, addMonths(month, 1)).map((day): ForecastDay => {
    const cost = expectedOn(day, level, factors);
    return { day, cost, ...between(cost, 1) };
  });
  const restCost = rest.reduce((sum, { cost }) => sum + cost, 0);
  const { low, high } = between(restCost, rest.length);
  return { month, model, rest, restCost, restLow: low, restHigh: high, basedOnDays: count };
}

function weekdays(past: readonly DayCost[]) {
  const factors = weekdayFactors(past);
  return { factors, level: trimmedLevelOf(past.slice(-LEVEL_DAYS), factors) };
}

function runRate(past: readonly DayCost[], month: Day) {
  const ofMonth = past.filter(({ day }) => day >= month);
  const costs = known(ofMonth.length >= 7 ? ofMonth : past.slice(-7));
  const level = costs.reduce((sum, cost) => sum + cost, 0) / Math.max(1, costs.length);
  return { factors: Array<number>(7).fill(1), level };
}
