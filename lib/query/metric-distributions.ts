import { forEachGain, type HistogramPoints } from "@/lib/aggregate/histogram-increase.ts";
import type { HistogramFigures } from "@/lib/aggregate/histogram-slots.ts";
import { HistogramSlots } from "@/lib/aggregate/histogram-slots.ts";
import { RankedValues, type ValueBand } from "@/lib/aggregate/metric-quantile.ts";
import type { TimeGrid } from "@/lib/aggregate/time-grid.ts";
import type { MetricValue } from "@/lib/contract/metrics.ts";
import type { MetricAgg } from "@/lib/domain/metrics.ts";
import type { MetricSeries } from "./metric-catalog.ts";
import { type LineContext, type MetricLine, slotSeconds } from "./metric-lines.ts";
import type { PointsOfSeries } from "./metric-points.ts";
import type { CellsOfSeries } from "./metric-sources.ts";

const QUANTILES: Partial<Record<MetricAgg, number>> = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
};

/** Lines of histograms, one a group. */
export function histogramLines(
  groups: Iterable<readonly [string, readonly MetricSeries[]]>,
  loaded: HistogramsLoaded,
  { agg, ...context }: LineContext & { agg: MetricAgg },
): Map<string, MetricLine> {
  const { grid } = context;
  const lines = new Map<string, MetricLine>();
  for (const [text, members] of groups) {
    const slots = fillSlots(members, loaded, grid);
    if (!slots.isTold) continue;
    const at = (slot: number): MetricValue => {
      const cell = slots.get(slot);
      if (!cell) return { value: null };
      const newest = slot === grid.points ? null : slots.newest;
      return valueOfCell(cell, agg, slotSeconds(context, slot, newest));
    };
    lines.set(text, { total: at(grid.points), at });
  }
  return lines;
}

/** Points and cells of histograms. */
type HistogramsLoaded = {
  parts: readonly { from: number; to: number; points: PointsOfSeries<HistogramPoints> }[];
  cells: CellsOfSeries;
};

/** What some series gained, by bucket of the grid, and over the whole range. */
export function fillSlots(
  members: readonly MetricSeries[],
  loaded: HistogramsLoaded,
  grid: TimeGrid,
): HistogramSlots {
  const slots = new HistogramSlots(grid);
  for (const { seriesId } of members) {
    for (const row of loaded.cells.get(seriesId) ?? []) slots.addRow(row);
  }
  addGains(slots, members, { parts: loaded.parts, trustSince: grid.from });
  return slots;
}

/** Adds what the single points of some series gained. */
export function addGains(
  slots: HistogramSlots,
  members: readonly MetricSeries[],
  { parts, trustSince }: Pick<HistogramsLoaded, "parts"> & { trustSince: number },
): void {
  for (const part of parts) {
    const { from, to } = part;
    const within = slots.adderWithin(part);
    for (const { seriesId, temporality } of members) {
      const own = part.points.get(seriesId);
      const shape = { isDelta: temporality === "delta", trustSince, from, to };
      if (own) forEachGain(own, shape, within);
    }
  }
}

function valueOfCell(cell: HistogramFigures, agg: MetricAgg, seconds: number): MetricValue {
  switch (agg) {
    case "count":
      return { value: cell.count };
    case "rate":
      return { value: seconds > 0 ? cell.count / seconds : null };
    case "sum":
      return { value: finite(cell.sum) };
    case "mean":
      return { value: cell.count > 0 ? finite(cell.sum / cell.count) : null };
    case "min":
    case "max":
      return toValue(new RankedValues(cell.distribution, cell).extreme(agg));
    default:
      return toValue(new RankedValues(cell.distribution, cell).quantile(QUANTILES[agg] ?? 0.5));
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const toValue = (band: ValueBand | null): MetricValue => {
  if (band === null) return { value: null };
  const value = finite(band.estimate);
  return band.isExact ? { value } : { value, low: finite(band.low), high: finite(band.high) };
};
