import type { Range } from "@/lib/contract/time.ts";
import { niceStep } from "@/lib/domain/nice-steps.ts";
import { env } from "@/lib/platform/env.ts";
import { planRange, type RangePlan } from "./range-plan.ts";

/** The plan of a range of metrics: as of requests, but single points are kept as long as minutes. */
export function planMetric(range: Range, step: number | undefined, nowMs: number): RangePlan {
  const { minutesMs } = env().retention;
  return planRange(range, step, { nowMs, ages: { finestMs: minutesMs, minutesMs } });
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
