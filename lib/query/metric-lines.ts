import type { SeriesPoints } from "@/lib/aggregate/counter-increase.ts";
import { forEachIncrease } from "@/lib/aggregate/counter-increase.ts";
import { GroupFold, type ScalarAgg } from "@/lib/aggregate/group-fold.ts";
import { addGaugePoints, SeriesSlots } from "@/lib/aggregate/series-slots.ts";
import type { TimeGrid } from "@/lib/aggregate/time-grid.ts";
import type { MetricValue } from "@/lib/contract/metrics.ts";
import type { MetricSeries } from "./metric-catalog.ts";
import type { PointsOfSeries } from "./metric-points.ts";
import type { CellsOfSeries } from "./metric-sources.ts";
import { passedSeconds } from "./range-plan.ts";

/** One group over the range: its value of each bucket, and of the whole range. */
export type MetricLine = { total: MetricValue; at: (slot: number) => MetricValue };

/** A line with the key of its group. */
export type KeyedLine = { key: Record<string, string>; line: MetricLine };

/** What lines are drawn on: the buckets, the clock, and how often the metric reports. */
export type LineContext = {
  grid: TimeGrid;
  nowMs: number;
  /** Seconds between two points of a series; null: not known. */
  intervalSeconds: number | null;
};

/** Points of gauges or counters, and cells where there are any. */
type NumbersLoaded = {
  parts: readonly { from: number; to: number; points: PointsOfSeries<SeriesPoints> }[];
  cells?: CellsOfSeries;
};

/** Intervals that a series may miss before it counts as silent. */
const PATIENCE = 2.5;
/** A state is held no longer than this, however seldom the metric reports, in seconds. */
const LONGEST_HOLD_SECONDS = 300;
/** The interval of a metric that does not show it: SDKs export each minute. */
const USUAL_INTERVAL_SECONDS = 60;

/** Lines of gauges, one a group; a group of which nothing was reported has none. */
export function gaugeLines(
  groups: Iterable<readonly [string, readonly MetricSeries[]]>,
  loaded: NumbersLoaded,
  { agg, ...context }: LineContext & { agg: ScalarAgg },
): Map<string, MetricLine> {
  const add = gaugeAdder(loaded, context.intervalSeconds);
  return foldGroups(groups, { ...context, agg, isCounter: false }, add);
}

/** What adds the samples of a gauge's series to slots. */
export function gaugeAdder(loaded: NumbersLoaded, intervalSeconds: number | null): AddSeries {
  const hold = Math.min((intervalSeconds ?? 0) * PATIENCE, LONGEST_HOLD_SECONDS);
  return ({ seriesId }, slots) => {
    for (const part of loaded.parts) {
      slots.restrict(part);
      const own = part.points.get(seriesId);
      if (own) addGaugePoints(slots, own, hold);
    }
    for (const source of loaded.cells?.get(seriesId) ?? []) {
      slots.addGaugeRow(source);
    }
  };
}

/** Lines of counters, one a group. */
export function counterLines(
  groups: Iterable<readonly [string, readonly MetricSeries[]]>,
  loaded: NumbersLoaded,
  { agg, ...context }: LineContext & { agg: ScalarAgg },
): Map<string, MetricLine> {
  const reads = { trustSince: context.grid.from, withReadings: agg === "last" };
  return foldGroups(groups, { ...context, agg, isCounter: true }, counterAdder(loaded, reads));
}

/** What adds the increases of a counter's series to slots; with its readings too, where they are asked for. */
export function counterAdder(
  loaded: NumbersLoaded,
  { trustSince, withReadings }: { trustSince: number; withReadings: boolean },
): AddSeries {
  return (series, slots) => {
    const { isMonotonic, temporality } = series;
    const shape = { isDelta: temporality === "delta", isMonotonic, trustSince };
    for (const part of loaded.parts) {
      const own = part.points.get(series.seriesId);
      if (!own) continue;
      slots.restrict(part);
      forEachIncrease(own, shape, slots.addIncrease);
      if (!withReadings) continue;
      for (const [i, time] of own.times.entries()) slots.noteReading(time, own.values[i] ?? 0);
    }
    for (const source of loaded.cells?.get(series.seriesId) ?? []) {
      slots.restrict(source);
      slots.addCounterRow(source, withReadings);
    }
  };
}

type AddSeries = (series: MetricSeries, slots: SeriesSlots) => void;

function foldGroups(
  groups: Iterable<readonly [string, readonly MetricSeries[]]>,
  context: LineContext & { agg: ScalarAgg; isCounter: boolean },
  addSeries: AddSeries,
): Map<string, MetricLine> {
  const { grid, agg, isCounter } = context;
  const slots = new SeriesSlots(grid);
  const lines = new Map<string, MetricLine>();
  for (const [text, members] of groups) {
    const fold = new GroupFold(grid.points + 1, { isCounter, agg });
    for (const series of members) {
      slots.clear();
      addSeries(series, slots);
      fold.add(slots);
    }
    const line = lineOf(fold, context);
    if (line.total.value !== null) lines.set(text, line);
  }
  return lines;
}

function lineOf(fold: GroupFold, context: LineContext): MetricLine {
  const { points } = context.grid;
  return {
    total: { value: fold.value(points, slotSeconds(context, points, null)) },
    at: (slot) => ({ value: fold.value(slot, slotSeconds(context, slot, fold.newest)) }),
  };
}

/**
 * Seconds of a bucket (or of the whole range) that have passed. The bucket in which a group that still reports was last
 * heard ends there: what has not been reported yet is no decline.
 */
export function slotSeconds(
  { grid, nowMs, intervalSeconds }: LineContext,
  slot: number,
  newest: number | null,
): number {
  if (slot >= grid.points) return passedSeconds(grid, nowMs);
  const start = grid.first + slot * grid.stepSeconds;
  const end = start + grid.stepSeconds;
  const passed = passedSeconds(grid, nowMs, start * 1000, end * 1000);
  const patience = (intervalSeconds ?? USUAL_INTERVAL_SECONDS) * PATIENCE;
  const isLive = newest !== null && newest > nowMs / 1000 - patience;
  if (!isLive || newest <= start || newest >= end) return passed;
  return Math.min(passed, newest - Math.max(start, grid.from));
}
