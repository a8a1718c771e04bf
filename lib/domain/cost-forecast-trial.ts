import { addMonths, type Day, daysBetween, monthStartOf } from "./cost-days.ts";
import { type ForecastChoice, type ForecastModel, forecastMonth } from "./cost-forecast.ts";
import { type DayCost, known } from "./weekday-model.ts";

/** Held-back months are forecast as they stood after so many days. */
const ORIGIN_DAYS = [7, 14, 21];

/** How far forecasts of past months were off. Ratios are mean absolute errors over the months' real totals. */
export type ForecastTest = {
  /** Months that were held back, and forecasts of them. */
  monthCount: number;
  forecastCount: number;
  errorRatio: number;
  /** Of the forecast that takes every day to come for the mean of the month's days so far. */
  naiveErrorRatio: number;
  /** The share of real totals within the interval. */
  withinRatio: number;
};

/**
 * Holds back each whole month after the first, forecasts it as of its 7th, 14th and 21st day from what was known then,
 * by the model that the months before it speak for, and compares with what it cost. Null: no month can be held back.
 */
export function testForecast(history: readonly DayCost[]): ForecastTest | null {
  const tried = errorsOfModels(history);
  const found = tried.flatMap(({ month, passed }) => {
    const earlier = tried.filter((one) => one.month < month);
    return errorOf(history, { month, passed, choice: choiceOf(earlier) }) ?? [];
  });
  if (found.length === 0) return null;
  const mean = (pick: (one: HeldBack) => number) =>
    found.reduce((sum, one) => sum + pick(one), 0) / found.length;
  return {
    monthCount: new Set(found.map(({ month }) => month)).size,
    forecastCount: found.length,
    errorRatio: mean((one) => one.missed / one.total),
    naiveErrorRatio: mean((one) => one.naiveMissed / one.total),
    withinRatio: mean(({ isWithin }) => (isWithin ? 1 : 0)),
  };
}

/** The model that missed the held-back months of a history less, and by how much it may miss. */
export const chooseForecast = (history: readonly DayCost[]): ForecastChoice =>
  choiceOf(errorsOfModels(history));

type Errors = { month: Day; passed: number } & Record<ForecastModel, HeldBack>;

function errorsOfModels(history: readonly DayCost[]): Errors[] {
  return wholeMonths(history).flatMap((month) =>
    ORIGIN_DAYS.flatMap((passed) => {
      const weekday = errorOf(history, { month, passed, choice: { model: "weekday" } });
      const runRate = errorOf(history, { month, passed, choice: { model: "runRate" } });
      return weekday && runRate ? [{ month, passed, weekday, runRate }] : [];
    }),
  );
}

/** One month of its own luck speaks for nothing. */
const LEAST_MONTHS = 2;

/** The run rate, unless the other model has earned it. */
function choiceOf(tried: readonly Errors[]): ForecastChoice {
  const model = isWeekdayBetter(tried) ? "weekday" : "runRate";
  const perDay = tried.map((one) => one[model].missed / one[model].restDays).sort((a, b) => a - b);
  return { model, errorPerDay: perDay[Math.ceil(0.8 * perDay.length) - 1] };
}

/**
 * Whether weekdays missed the held-back months by less than the run rate, by more than one standard error of the
 * difference: of two models that cannot be told apart the simpler one forecasts (the one-standard-error rule). Each month
 * counts once, since its forecasts share their luck.
 * @see Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, section 3.4.3
 */
function isWeekdayBetter(tried: readonly Errors[]): boolean {
  const gains = [...new Set(tried.map(({ month }) => month))].map((month) =>
    meanOf(
      tried
        .filter((one) => one.month === month)
        .map((one) => (one.runRate.missed - one.weekday.missed) / one.runRate.total),
    ),
  );
  if (gains.length < LEAST_MONTHS) return false;
  const gain = meanOf(gains);
  const variance = meanOf(gains.map((one) => (one - gain) ** 2));
  // Where neither missed anything, the one that a fee on one day does not move.
  return gain >= Math.sqrt(variance / (gains.length - 1));
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Months of which every day is known. */
function wholeMonths(history: readonly DayCost[]): Day[] {
  const counts = new Map<Day, number>();
  for (const { day, cost } of history) {
    if (cost !== null) counts.set(monthStartOf(day), (counts.get(monthStartOf(day)) ?? 0) + 1);
  }
  return [...counts].flatMap(([month, count]) =>
    count === daysBetween(month, addMonths(month, 1)) ? [month] : [],
  );
}

/** Amounts by which a held-back month was missed. */
type HeldBack = {
  month: Day;
  total: number;
  restDays: number;
  missed: number;
  naiveMissed: number;
  isWithin: boolean;
};

function errorOf(
  history: readonly DayCost[],
  { month, passed, choice }: { month: Day; passed: number; choice: ForecastChoice },
): HeldBack | null {
  const days = history.filter(({ day }) => monthStartOf(day) === month);
  const from = days[passed]?.day;
  const forecast = from === undefined ? null : forecastMonth(history, from, choice);
  const total = known(days).reduce((sum, cost) => sum + cost, 0);
  if (forecast === null || total <= 0) return null;
  const soFar = known(days.slice(0, passed)).reduce((sum, cost) => sum + cost, 0);
  const rest = total - soFar;
  return {
    ...{ month, total, restDays: forecast.rest.length },
    missed: Math.abs(forecast.restCost - rest),
    naiveMissed: Math.abs((soFar / passed) * days.length - total),
    isWithin: rest >= forecast.restLow && rest <= forecast.restHigh,
  };
}
