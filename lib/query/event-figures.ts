import { addDistribution, emptyDistribution } from "@/lib/aggregate/distribution.ts";
import { RankedValues } from "@/lib/aggregate/metric-quantile.ts";
import type { EventFigures } from "@/lib/contract/events.ts";
import type { EventDimension, EventMeasure } from "@/lib/domain/events.ts";
import type { LensLine } from "./lens-lines.ts";

type Line = LensLine<EventDimension, EventMeasure>;

/**
 * The figures of a group in a bucket that has lasted so many seconds. Messages are counted by the counters that say so;
 * only where there is none, by how many durations there are.
 */
export function eventFiguresAt(
  lines: readonly Line[],
  slot: number,
  seconds: number,
): EventFigures {
  const published = counted(lines, "published", slot) ?? timed(lines, ["publishMs"], slot);
  const consumed = counted(lines, "processed", slot);
  const attempts = timed(lines, ["processMs", "processFailedMs"], slot);
  const processed = consumed ?? attempts;
  const failures = timed(lines, ["processFailedMs"], slot);
  const rated = processed ?? published;
  return {
    published,
    processed,
    // A library that times what succeeds has had no failure while no failed one is timed.
    failed: failures ?? (attempts === null ? null : 0),
    deadLettered: counted(lines, "deadLettered", slot),
    throughputPerSecond: rated === null || seconds <= 0 ? null : rated / seconds,
    p50Ms: quantile(lines, ["processMs", "processFailedMs"], { slot, q: 0.5 }),
    p95Ms: quantile(lines, ["processMs", "processFailedMs"], { slot, q: 0.95 }),
    lagP95Ms: quantile(lines, ["lagMs"], { slot, q: 0.95 }),
    backlog: waiting(lines, slot),
  };
}

function counted(lines: readonly Line[], measure: EventMeasure, slot: number): number | null {
  return sumOf(lines, (line) =>
    line.measure === measure && line.kind === "counter" ? line.counts[slot] : undefined,
  );
}

function timed(lines: readonly Line[], measures: readonly EventMeasure[], slot: number) {
  return sumOf(lines, (line) =>
    measures.includes(line.measure) && line.kind === "histogram"
      ? line.cells.get(slot)?.count
      : undefined,
  );
}

/** Each partition and consumer reports its own part of what waits. */
function waiting(lines: readonly Line[], slot: number): number | null {
  return sumOf(lines, (line) =>
    line.measure === "backlog" && line.kind === "gauge" ? line.lasts[slot] : undefined,
  );
}

function sumOf(lines: readonly Line[], read: (line: Line) => number | undefined): number | null {
  let sum: number | null = null;
  for (const line of lines) {
    const value = read(line);
    if (value !== undefined && !Number.isNaN(value)) sum = (sum ?? 0) + value;
  }
  return sum;
}

function quantile(
  lines: readonly Line[],
  measures: readonly EventMeasure[],
  { slot, q }: { slot: number; q: number },
): number | null {
  const distributions = new Map<number, ReturnType<typeof emptyDistribution>>();
  const bounds = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  for (const line of lines) {
    if (line.kind !== "histogram" || !measures.includes(line.measure)) continue;
    const cell = line.cells.get(slot);
    if (!cell || cell.count === 0) continue;
    const merged = distributions.get(line.factor) ?? emptyDistribution();
    distributions.set(line.factor, merged);
    addDistribution(merged, cell.distribution);
    bounds.min = Math.min(bounds.min, cell.min);
    bounds.max = Math.max(bounds.max, cell.max);
  }
  // Seconds and milliseconds have no common buckets.
  const [only, ...others] = distributions;
  if (only === undefined || others.length > 0) return null;
  const [factor, distribution] = only;
  const estimate = new RankedValues(distribution, bounds).quantile(q)?.estimate ?? Number.NaN;
  return Number.isFinite(estimate) ? estimate * factor : null;
}
