import type { Range } from "@/lib/contract/time.ts";
import { niceStep } from "@/lib/domain/nice-steps.ts";
import { env } from "@/lib/platform/env.ts";
import { planRange, type RangePlan } from "./range-plan.ts";

/** The plan of a range of metrics: as of requests, but single points are kept as long as minutes. */
export function planMetric(
  range: Range,
  step: number | undefined,
  nowMs: number,
  mostPoints?: number,
): RangePlan {
  const { minutesMs } = env().retention;
  const ages = { finestMs: minutesMs, minutesMs };
  return planRange(range, step, {
    nowMs,
    ages,
    ...(mostPoints === undefined ? {} : { mostPoints }),
  });
}

/** As `planMetric`; a step that was not asked for is none finer than the metric reports (seconds; null: not known). */
export function planFor(
  range: Range,
  { step, interval, nowMs }: { step: number | undefined; interval: number | null; nowMs: number },
): RangePlan {
  const plan = planMetric(range, step, nowMs);
  if (step !== undefined || interval === null) return plan;
  // Exports are late by little now and then: a step that is a little shorter than the interval will do.
  const least = niceStep(interval * 0.9);
  return least <= plan.stepSeconds ? plan : planMetric(range, least, nowMs);
}

/** Points of all series together, so that an answer about many of them can still be read and drawn. */
const POINTS_OF_ALL = 60_000;
const MOST_POINTS = 300;
const FEWEST_POINTS = 32;
/** Where more single points than this would be read, of a minute each, cells of five minutes answer. */
const MOST_MINUTES = 60_000;
const CELL_SECONDS = 300;
const FEWEST_CELLS = 12;
/** From so many series on, what lies at the edges of a range is not worth its time. */
const MANY_SERIES = 500;

/** How many points each of so many series has at most. */
export function pointsOfEach(series: number): number {
  const fitting = Math.floor(POINTS_OF_ALL / Math.max(series, 1));
  return Math.min(Math.max(fitting, FEWEST_POINTS), MOST_POINTS);
}

/**
 * As `planFor`, of many series at once: the more there are, the fewer points each of them has where no step was asked
 * for. The range of many series is rounded outwards: to five minutes with such a step, to hours with a step of six hours.
 */
export function planOfMany(
  range: Range,
  at: { step: number | undefined; interval: number | null; series: number; nowMs: number },
): RangePlan {
  const { step, interval, series, nowMs } = at;
  const seconds = (range.toMs - range.fromMs) / 1_000;
  const isLarge = (seconds / 60) * series > MOST_MINUTES;
  const drawn = pointsOfEach(series);
  const ofCells = Math.max(Math.ceil(seconds / CELL_SECONDS) + 1, FEWEST_CELLS);
  const mostPoints = isLarge ? Math.min(drawn, ofCells) : drawn;
  const first = planMetric(range, step, nowMs, mostPoints);
  const least = step === undefined && interval !== null ? niceStep(interval * 0.9) : 0;
  const stepSeconds = Math.max(first.stepSeconds, least);
  const edge = isLarge && series >= MANY_SERIES ? edgeSeconds(first.stepSeconds) : 1;
  if (edge === 1 && stepSeconds === first.stepSeconds) return first;
  const edgeMs = edge * 1_000;
  const rounded = {
    fromMs: edge === 1 ? range.fromMs : Math.floor(range.fromMs / edgeMs) * edgeMs,
    toMs: edge === 1 ? range.toMs : Math.ceil(range.toMs / edgeMs) * edgeMs,
  };
  return planMetric(rounded, stepSeconds, nowMs);
}

/** The step that `planOfMany` takes where none is asked for, at least so long (seconds). */
export const stepOfMany = (
  range: Range,
  at: { least: number; series: number; nowMs: number },
): number => planOfMany(range, { ...at, step: undefined, interval: at.least }).stepSeconds;

const edgeSeconds = (stepSeconds: number): number => {
  if (stepSeconds % 21_600 === 0) return 3_600;
  return stepSeconds % CELL_SECONDS === 0 ? CELL_SECONDS : 1;
};
