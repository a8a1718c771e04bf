import type { MetricHeatmapResponse } from "@/lib/contract/metrics.ts";
import type { TableRow } from "./chart-table.ts";
import { type HeatCell, type HeatGrid, levelOf } from "./heatmap.ts";
import type { TrackTimes } from "./track.ts";
import type { UnitFormat } from "./unit-format.ts";

const MOST_ROWS = 28;
/** Labels stand at least this share of the axis apart. */
const LABEL_SHARE = 0.17;

/** A heatmap that knows the bounds of its rows, from below, in the metric's unit: one more than there are rows. */
export type MetricHeatmap = HeatGrid & { bounds: readonly number[] };

/**
 * Counts of a histogram of any unit by time and bucket. Buckets are equally high, which is a log axis for those that
 * grow by a factor; neighbours are merged to at most 28 rows, never split. Null: nothing was counted.
 */
export function toMetricHeatmap(
  answer: MetricHeatmapResponse,
  times: TrackTimes,
  unit: UnitFormat,
): MetricHeatmap | null {
  const used = answer.bounds
    .map((_, bucket) => bucket)
    .filter((bucket) => answer.columns.some(({ counts }) => (counts[bucket] ?? 0) > 0));
  const [first] = used;
  const last = used.at(-1);
  if (first === undefined || last === undefined) return null;
  const chunk = Math.ceil((last - first + 1) / MOST_ROWS);
  const rows = Math.ceil((last - first + 1) / chunk);
  const cells = gatherCells(answer, times, (bucket) => Math.floor((bucket - first) / chunk));
  const most = Math.max(...cells.map(({ count }) => count));
  const edgeOf = (row: number) =>
    row === 0
      ? (answer.bounds[first - 1] ?? answer.lowest)
      : (answer.bounds[Math.min(last, first + row * chunk - 1)] ?? 0);
  return {
    bounds: Array.from({ length: rows + 1 }, (_, row) => edgeOf(row)),
    edges: Array.from({ length: rows + 1 }, (_, row) => row / rows),
    columns: times.startsMs.length,
    cells: cells.map((cell) => ({ ...cell, level: levelOf(cell.count, most) })),
    most: Math.max(1, Math.round(most)),
    ticks: ticksOf(rows, edgeOf, unit.tick),
  };
}

/** Counts by column and row; columns outside of the axis are left out. */
function gatherCells(
  answer: MetricHeatmapResponse,
  times: TrackTimes,
  rowOf: (bucket: number) => number,
): HeatCell[] {
  const cells = new Map<string, HeatCell>();
  for (const { at, counts } of answer.columns) {
    const column = Math.round((Date.parse(at) - times.fromMs) / times.stepMs);
    if (column < 0 || column >= times.startsMs.length) continue;
    counts.forEach((count, bucket) => {
      if (count <= 0) return;
      const row = rowOf(bucket);
      const key = `${column} ${row}`;
      const known = cells.get(key)?.count ?? 0;
      cells.set(key, { column, row, level: 0, count: known + count });
    });
  }
  return [...cells.values()];
}

function ticksOf(
  rows: number,
  edgeOf: (row: number) => number,
  write: (value: number) => string,
): HeatGrid["ticks"] {
  const every = Math.max(1, Math.ceil(rows * LABEL_SHARE));
  const ticks: { share: number; label: string }[] = [];
  for (let row = 0; row <= rows; row += every) {
    ticks.push({ share: row / rows, label: write(edgeOf(row)) });
  }
  return ticks;
}

/** Every filled cell: its bucket, the bounds of its row in the metric's unit, and its count. */
export const toMetricHeatTable = (
  { cells, bounds }: MetricHeatmap,
  times: TrackTimes,
): TableRow[] =>
  cells
    .toSorted((a, b) => a.column - b.column || a.row - b.row)
    .map(({ column, row, count }) => ({
      at: new Date(times.startsMs[column] ?? times.fromMs).toISOString(),
      above: bounds[row] ?? null,
      "up to": bounds[row + 1] ?? null,
      count,
    }));
