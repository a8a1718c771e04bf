import { unparse } from "papaparse";
import type { Heatmap } from "./heatmap.ts";
import type { Track, TrackTimes } from "./track.ts";

/** One row of what a chart shows, by column name; null is unknown. */
export type TableRow = Record<string, string | number | null>;

const columnOf = (label: string, unit: string | undefined) =>
  unit === undefined ? label : `${label} (${unit})`;

/** Every bucket of several tracks with its plain values in the unit that the column names; null is unknown. */
export function toTrackTable(tracks: readonly Track[], times: TrackTimes): TableRow[] {
  return times.startsMs.map((startMs, index) => {
    const row: TableRow = { at: new Date(startMs).toISOString() };
    for (const track of tracks) {
      for (const line of track.lines) {
        row[columnOf(line.label, track.unit)] = line.values[index] ?? null;
      }
    }
    return row;
  });
}

/** Every filled cell of a heatmap: its bucket, the bounds of its row in ms, and its count. */
export function toHeatTable(heatmap: Heatmap, times: TrackTimes): TableRow[] {
  const edges = [heatmap.floorMs, ...heatmap.boundsMs];
  return heatmap.cells
    .toSorted((a, b) => a.column - b.column || a.row - b.row)
    .map(({ column, row, count }) => ({
      at: new Date(times.startsMs[column] ?? times.fromMs).toISOString(),
      "above (ms)": edges[row] ?? null,
      "up to (ms)": edges[row + 1] ?? null,
      requests: count,
    }));
}

/** The rows as CSV with a head; unknown is empty, and no text begins as a spreadsheet's formula. */
export const toCsv = (rows: readonly TableRow[]): string =>
  unparse([...rows], { newline: "\n", escapeFormulae: true });
