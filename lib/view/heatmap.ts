import type { HeatmapResponse } from "@/lib/contract/requests.ts";
import { formatMsTick } from "./format.ts";
import type { TrackTimes } from "./track.ts";

/** Levels of the sequential scale, few to many. */
export const HEAT_LEVELS = 9;

/** One filled cell by its column and its row from below. Empty cells are not there. */
export type HeatCell = { column: number; row: number; level: number; count: number };

/** Counts by time and value, ready to draw, whatever they count. */
export type HeatGrid = {
  /** Shares of the axis from below at which rows begin and end: one more than there are rows. */
  edges: readonly number[];
  columns: number;
  cells: readonly HeatCell[];
  /** The largest count of a cell. */
  most: number;
  ticks: readonly { share: number; label: string }[];
};

/** Requests by time and latency on a log axis. */
export type Heatmap = HeatGrid & Rows;

const MOST_ROWS = 28;
const TICKS_MS = [0.1, 1, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000];

/**
 * Counts on a log axis of at most 28 rows that cover what occurs. The answer's own rows are merged, never
 * split; a row counts where its upper bound lies. Levels grow with the logarithm of the count.
 */
export function toHeatmap(answer: HeatmapResponse, times: TrackTimes): Heatmap | null {
  const columns = answer.columns.map((column) => ({
    index: Math.round((Date.parse(column.at) - times.fromMs) / times.stepMs),
    counts: column.counts,
  }));
  const rows = rowsOf(answer);
  if (!rows) return null;
  const merged = new Map<string, HeatCell>();
  for (const { index, counts } of columns) {
    if (index < 0 || index >= times.startsMs.length) continue;
    counts.forEach((count, bound) => {
      if (count <= 0) return;
      const row = rowOf(answer.boundsMs[bound] ?? Number.POSITIVE_INFINITY, rows);
      const key = `${index} ${row}`;
      const cell = merged.get(key) ?? { column: index, row, level: 0, count: 0 };
      merged.set(key, { ...cell, count: cell.count + count });
    });
  }
  const most = Math.max(...[...merged.values()].map((cell) => cell.count));
  const cells = [...merged.values()].map((cell) => ({ ...cell, level: levelOf(cell.count, most) }));
  const edges = [rows.floorMs, ...rows.boundsMs].map((bound) => heatShareAt(rows, bound));
  return { ...rows, edges, columns: times.startsMs.length, cells, most, ticks: ticksOf(rows) };
}

/** Upper bounds of the rows in ms, lowest first, and the lower bound of the first row. */
type Rows = { boundsMs: readonly number[]; floorMs: number };

/** The answer's rows from the lowest to the highest that holds requests, merged to at most 28; null without any. */
function rowsOf(answer: HeatmapResponse): Rows | null {
  const used = answer.boundsMs
    .map((_, index) => index)
    .filter((index) => answer.columns.some((column) => (column.counts[index] ?? 0) > 0));
  const [first] = used;
  const last = used.at(-1);
  if (first === undefined || last === undefined) return null;
  const chunk = Math.ceil((last - first + 1) / MOST_ROWS);
  const boundsMs = answer.boundsMs.filter(
    (_, index) =>
      index >= first && index <= last && ((index - first + 1) % chunk === 0 || index === last),
  );
  const floorMs = first === 0 ? (answer.boundsMs[0] ?? 1) / 2 : (answer.boundsMs[first - 1] ?? 1);
  return { boundsMs, floorMs };
}

/** The row whose bounds hold an upper bound of the answer. */
function rowOf(boundMs: number, { boundsMs }: Rows): number {
  const row = boundsMs.findIndex((bound) => boundMs <= bound);
  return row === -1 ? boundsMs.length - 1 : row;
}

/** 1 to 9, by the logarithm of a count against the largest. */
export const levelOf = (count: number, most: number): number =>
  most <= 1
    ? HEAT_LEVELS
    : Math.min(HEAT_LEVELS, 1 + Math.floor((Math.log(count) / Math.log(most)) * (HEAT_LEVELS - 1)));

/** Share of the axis from its bottom at a latency; below 0 or above 1 outside of it. */
export const heatShareAt = ({ boundsMs, floorMs }: Rows, ms: number): number =>
  Math.log(ms / floorMs) / Math.log((boundsMs.at(-1) ?? floorMs * 2) / floorMs);

function ticksOf(rows: Rows): Heatmap["ticks"] {
  const ticks: { share: number; label: string }[] = [];
  for (const ms of TICKS_MS) {
    const share = heatShareAt(rows, ms);
    const last = ticks.at(-1);
    if (share < 0.02 || share > 0.98 || (last && share - last.share < 0.17)) continue;
    ticks.push({ share, label: formatMsTick(ms) });
  }
  return ticks;
}
