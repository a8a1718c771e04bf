import type { ExplicitBuckets } from "./distribution.ts";
import type { HistogramFigures } from "./histogram-slots.ts";
import { sketchIndex, sketchLowerBound } from "./latency-sketch.ts";

/** What a heatmap draws of a cell. */
type Figures = Omit<HistogramFigures, "quantile">;

/** Rows of a heatmap, from the lowest value up: row i ends at `bounds[i]` and begins where the one before ends. */
export type HeatmapRows = { lowest: number; bounds: number[]; counts: number[][] };

/** Sketch buckets in a row: four rows for each doubling. */
const PER_ROW = 16;
/** More different bounds than this are drawn on the sketch's rows. */
const MOST_BOUNDS = 200;

/**
 * How many values of each cell lie in which row; a cell may be absent. Histograms that have bounds alone keep them as
 * rows; with exponential ones, rows are a quarter of a doubling high, and zero and less count in the lowest.
 */
export function heatmapRows(cells: readonly (Figures | undefined)[]): HeatmapRows {
  const present = cells.flatMap((cell) => cell ?? []);
  const bounds = [...new Set(present.flatMap(boundsOf))].sort((a, b) => a - b);
  const isExplicit = present.every(
    ({ distribution }) => distribution.exponential.size === 0 && distribution.zeroCount === 0,
  );
  return isExplicit && bounds.length > 0 && bounds.length <= MOST_BOUNDS
    ? boundRows(cells, bounds)
    : sketchRows(cells);
}

const boundsOf = ({ distribution }: Figures): number[] =>
  distribution.explicit.flatMap((part) => part.bounds);

function boundRows(
  cells: readonly (Figures | undefined)[],
  bounds: readonly number[],
): HeatmapRows {
  const [first = 0, second = first + 1] = bounds;
  const last = bounds.at(-1) ?? 0;
  const rowOf = new Map(bounds.map((bound, row) => [bound, row]));
  const counts = cells.map((cell) => {
    const column = new Array<number>(bounds.length + 1).fill(0);
    for (const part of cell?.distribution.explicit ?? []) addPart(column, part, rowOf);
    return column;
  });
  const present = cells.flatMap((cell) => cell ?? []);
  const least = Math.min(...present.map(({ min }) => (Number.isFinite(min) ? min : first)));
  const most = Math.max(...present.map(({ max }) => (Number.isFinite(max) ? max : last)));
  return {
    lowest: first > 0 ? Math.min(least, 0) : Math.min(least, first - (second - first)),
    bounds: [...bounds, most > last ? most : last + Math.abs(last - first || 1) / 2],
    counts,
  };
}

/** A bucket that is wider than a row says nothing of where in it: its count is spread evenly over its rows. */
function addPart(
  column: number[],
  { bounds, counts }: ExplicitBuckets,
  rowOf: ReadonlyMap<number, number>,
): void {
  for (const [i, count] of counts.entries()) {
    if (count <= 0) continue;
    const from = i === 0 ? 0 : (rowOf.get(bounds[i - 1] ?? 0) ?? 0) + 1;
    const to = i < bounds.length ? (rowOf.get(bounds[i] ?? 0) ?? from) : column.length - 1;
    spreadEvenly(column, [from, to], count);
  }
}

function spreadEvenly(
  column: number[],
  [from, to]: readonly [number, number],
  count: number,
): void {
  const size = Math.max(to - from + 1, 1);
  for (let row = from; row < from + size; row++) column[row] = (column[row] ?? 0) + count / size;
}

function sketchRows(cells: readonly (Figures | undefined)[]): HeatmapRows {
  const columns = cells.map((cell) => (cell ? sketchColumn(cell) : new Map<number, number>()));
  const rows = columns.flatMap((column) => [...column.keys()]).filter(Number.isFinite);
  const lowest = rows.length === 0 ? 0 : Math.min(...rows);
  const height = rows.length === 0 ? 1 : Math.max(...rows) - lowest + 1;
  return {
    lowest: sketchLowerBound(lowest * PER_ROW),
    bounds: Array.from({ length: height }, (_, i) => sketchLowerBound((lowest + i + 1) * PER_ROW)),
    counts: columns.map((column) =>
      Array.from(
        { length: height },
        (_, i) => (column.get(lowest + i) ?? 0) + (i === 0 ? (column.get(NOT_POSITIVE) ?? 0) : 0),
      ),
    ),
  };
}

const NOT_POSITIVE = Number.NEGATIVE_INFINITY;

function sketchColumn({ distribution, max }: Figures): Map<number, number> {
  const column = new Map<number, number>();
  const add = (row: number, count: number) => column.set(row, (column.get(row) ?? 0) + count);
  if (distribution.zeroCount > 0) add(NOT_POSITIVE, distribution.zeroCount);
  for (const [index, count] of distribution.exponential) add(Math.floor(index / PER_ROW), count);
  for (const { bounds, counts } of distribution.explicit) {
    for (const [i, count] of counts.entries()) {
      if (count <= 0) continue;
      const high = bounds[i] ?? (max > (bounds.at(-1) ?? 0) ? max : (bounds.at(-1) ?? 1) * 1.5);
      const low = Math.max(bounds[i - 1] ?? high / 2, high / 1_024);
      if (high <= 0) add(NOT_POSITIVE, count);
      else for (const row of rowsBetween(low, high)) add(row.at, count / row.of);
    }
  }
  return column;
}

function rowsBetween(low: number, high: number): { at: number; of: number }[] {
  const rowOf = (value: number) => Math.floor(sketchIndex(value) / PER_ROW);
  const first = rowOf(low * 1.000_001);
  const size = Math.max(rowOf(high) - first + 1, 1);
  return Array.from({ length: size }, (_, i) => ({ at: first + i, of: size }));
}
