import { BURN_RATE, NEEDS_TARGET } from "./alert-measures.ts";
import type { AlertQuery } from "./alerts.ts";

/** What of a query's form makes no sense with its measure, the first such thing; null: nothing. */
export function alertFormProblem(
  query: Omit<AlertQuery, "filters" | "groupBy">,
): { path: string[]; message: string } | null {
  const { concern, measure, targetMs, objective, shortWindowSeconds, compare, forecast } = query;
  const ofRequests = concern === "requests";
  const problem = (name: string, message: string) => ({ path: [name], message });
  if (
    targetMs !== undefined &&
    !(ofRequests && (NEEDS_TARGET.has(measure) || measure === BURN_RATE))
  ) {
    return problem("targetMs", `${measure} does not know it: leave it out`);
  }
  if (ofRequests && NEEDS_TARGET.has(measure) && targetMs === undefined) {
    return problem("targetMs", `${measure} needs it: how long a request may take, in ms`);
  }
  const burns = ofRequests && measure === BURN_RATE;
  if (burns && objective === undefined) {
    return problem("objective", "burnRate needs it: the share of good requests, such as 0.999");
  }
  if (!burns && objective !== undefined) return problem("objective", "only burnRate knows it");
  if (!burns && shortWindowSeconds !== undefined) {
    return problem("shortWindowSeconds", "only burnRate knows it");
  }
  if (shortWindowSeconds !== undefined && shortWindowSeconds > query.windowSeconds) {
    return problem("shortWindowSeconds", "must be at most windowSeconds");
  }
  if (burns && (compare ?? forecast) !== undefined) {
    return problem(compare ? "compare" : "forecast", "burnRate has two windows of its own");
  }
  if (compare && forecast) return problem("forecast", "either compare or forecast");
  if (forecast && query.windowSeconds < LEAST_FORECAST_SECONDS) {
    return problem("windowSeconds", `a forecast needs at least ${LEAST_FORECAST_SECONDS} seconds`);
  }
  return null;
}

const LEAST_FORECAST_SECONDS = 300;
/** A forecast goes out from so many values of its window. */
const FORECAST_PARTS = 20;

/** Seconds of one of the values that a forecast goes out from; whole minutes, which are kept for long. */
export const forecastStep = (windowSeconds: number): number =>
  Math.max(Math.floor(windowSeconds / FORECAST_PARTS / 60), 1) * 60;

type At = { atMs: number; value: number };
/** Fewer values than this make no line. */
const LEAST_VALUES = 3;

/** Where the straight line through values leads (least squares); null: there are too few. */
export function lineAt(points: readonly At[], atMs: number): number | null {
  const [first] = points;
  if (!first || points.length < LEAST_VALUES) return null;
  // Hours since the first value: squares of Unix milliseconds would lose digits.
  const hours = (ms: number) => (ms - first.atMs) / 3_600_000;
  const count = points.length;
  const meanAt = points.reduce((sum, point) => sum + hours(point.atMs), 0) / count;
  const meanValue = points.reduce((sum, { value }) => sum + value, 0) / count;
  let covariance = 0;
  let variance = 0;
  for (const point of points) {
    const offset = hours(point.atMs) - meanAt;
    covariance += offset * (point.value - meanValue);
    variance += offset * offset;
  }
  return variance === 0 ? null : meanValue + (covariance / variance) * (hours(atMs) - meanAt);
}
