import { forEachIncrease } from "@/lib/aggregate/counter-increase.ts";
import { SeriesSlots } from "@/lib/aggregate/series-slots.ts";
import { slotOf, type TimeGrid } from "@/lib/aggregate/time-grid.ts";
import type { MetricValue } from "@/lib/contract/metrics.ts";
import type { MetricAgg } from "@/lib/domain/metrics.ts";
import type { MetricSeries } from "./metric-catalog.ts";
import { type KeyedLine, type LineContext, type MetricLine, slotSeconds } from "./metric-lines.ts";
import type { PointsOfSeries, SummaryPoints } from "./metric-points.ts";
import type { SeriesGroup } from "./metric-selection.ts";

const QUANTILES: Partial<Record<MetricAgg, number>> = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
};

/**
 * Lines of summaries. Quantiles that senders worked out cannot be merged: of one series its newest is shown, of several
 * their mean, with the lowest and the highest, between which the quantile of all lies. `quantiles` gives each its line.
 */
export function summaryLines(
  groups: Iterable<readonly [string, SeriesGroup]>,
  points: PointsOfSeries<SummaryPoints>,
  context: LineContext & { agg: MetricAgg },
): Map<string, KeyedLine> {
  const { agg } = context;
  const lines = new Map<string, KeyedLine>();
  for (const [text, { key, series }] of groups) {
    const one = QUANTILES[agg];
    if (one !== undefined) {
      const line = quantileLine(series, points, { grid: context.grid, quantile: one });
      if (line) lines.set(text, { key, line });
    } else if (agg === "quantiles") {
      for (const quantile of quantilesOf(series, points)) {
        const line = quantileLine(series, points, { grid: context.grid, quantile });
        const named = { ...key, quantile: String(quantile) };
        if (line) lines.set(`${text} ${quantile}`, { key: named, line });
      }
    } else {
      const line = countLine(series, points, context);
      if (line) lines.set(text, { key, line });
    }
  }
  return lines;
}

function quantilesOf(
  series: readonly MetricSeries[],
  points: PointsOfSeries<SummaryPoints>,
): number[] {
  const found = new Set<number>();
  for (const { seriesId } of series) {
    for (const quantiles of points.get(seriesId)?.quantiles ?? []) {
      for (const quantile of quantiles.keys()) found.add(quantile);
    }
  }
  return [...found].sort((a, b) => a - b);
}

function quantileLine(
  series: readonly MetricSeries[],
  points: PointsOfSeries<SummaryPoints>,
  { grid, quantile }: { grid: TimeGrid; quantile: number },
): MetricLine | null {
  const ofSlot = new Map<number, number[]>();
  for (const { seriesId } of series) {
    for (const [slot, value] of newestBySlot(points.get(seriesId), grid, quantile)) {
      ofSlot.set(slot, [...(ofSlot.get(slot) ?? []), value]);
    }
  }
  if (ofSlot.size === 0) return null;
  const at = (slot: number) => together(ofSlot.get(slot) ?? []);
  return { total: at(grid.points), at };
}

function newestBySlot(
  points: SummaryPoints | undefined,
  grid: TimeGrid,
  quantile: number,
): Map<number, number> {
  const newest = new Map<number, { time: number; value: number }>();
  for (const [i, time] of points?.times.entries() ?? []) {
    const slot = slotOf(grid, time);
    const value = points?.quantiles[i]?.get(quantile);
    if (slot === null || value === undefined) continue;
    for (const one of [slot, grid.points]) {
      if (time >= (newest.get(one)?.time ?? 0)) newest.set(one, { time, value });
    }
  }
  return new Map([...newest].map(([slot, { value }]) => [slot, value]));
}

function together(values: readonly number[]): MetricValue {
  if (values.length === 0) return { value: null };
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  if (values.length === 1) return { value };
  return { value, low: Math.min(...values), high: Math.max(...values) };
}

/** Their counts and sums grow as counters do. */
function countLine(
  series: readonly MetricSeries[],
  points: PointsOfSeries<SummaryPoints>,
  context: LineContext & { agg: MetricAgg },
): MetricLine | null {
  const { grid, agg } = context;
  const counts = new SeriesSlots(grid);
  const sums = new SeriesSlots(grid);
  const shape = { isDelta: false, trustSince: grid.from };
  for (const { seriesId } of series) {
    const own = points.get(seriesId);
    if (!own) continue;
    const { starts, times } = own;
    const monotonic = { ...shape, isMonotonic: true };
    forEachIncrease({ starts, times, values: own.counts }, monotonic, counts.addIncrease);
    forEachIncrease({ starts, times, values: own.sums }, monotonic, sums.addIncrease);
  }
  if (counts.counts[grid.points] === 0) return null;
  const at = (slot: number): MetricValue => {
    const count = counts.sums[slot] ?? 0;
    const sum = sums.sums[slot] ?? 0;
    if (counts.counts[slot] === 0) return { value: null };
    if (agg === "sum") return { value: Number.isFinite(sum) ? sum : null };
    if (agg === "mean") return { value: count > 0 && Number.isFinite(sum) ? sum / count : null };
    if (agg === "count") return { value: count };
    const seconds = slotSeconds(context, slot, slot === grid.points ? null : counts.newest);
    return { value: seconds > 0 ? count / seconds : null };
  };
  return { total: at(grid.points), at };
}
