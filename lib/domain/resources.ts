/** A limit used above this share for most of the range, and an event loop that is busy above it, is saturated. */
export const SATURATED_RATIO = 0.7;
/** What hardly ever uses more of its CPU than this is idle. */
export const IDLE_CPU_RATIO = 0.1;
const IDLE_QUANTILE = 0.95;

/** The figures that the page has a chart of. */
export const RESOURCE_CHARTS = [
  "cpuUtilization",
  "memoryUsageBytes",
  "eventLoopUtilization",
] as const;

type Course = readonly (number | null)[];

/**
 * Whether something was short of a resource or had hardly any work: `saturated` when one of `limits` (shares of a
 * limit, by bucket) was above 0.7 in more than half of the buckets that were reported; `idle` when the 95th percentile
 * (nearest rank) of `cpu` is below 0.1; null when nothing is known.
 */
export function resourceCondition({
  limits,
  cpu,
}: {
  limits: readonly Course[];
  cpu: Course;
}): "saturated" | "idle" | "ok" | null {
  let isKnown = false;
  for (const course of limits) {
    let [known, saturated] = [0, 0];
    for (const value of course) {
      if (value === null) continue;
      known++;
      if (value > SATURATED_RATIO) saturated++;
    }
    if (saturated * 2 > known) return "saturated";
    if (known > 0) isKnown = true;
  }
  const busy = cpu.filter((value) => value !== null).sort((a, b) => a - b);
  const p95 = busy[Math.ceil(IDLE_QUANTILE * busy.length) - 1];
  if (p95 !== undefined && p95 < IDLE_CPU_RATIO) return "idle";
  return isKnown ? "ok" : null;
}
