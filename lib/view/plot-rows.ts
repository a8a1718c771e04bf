import type { Track, TrackLine, TrackTimes } from "./track.ts";

/** One bucket as a chart row: the middle of the bucket, and values by the names that the plot draws. */
export type PlotRow = { atMs: number } & Record<string, number | null | readonly [number, number]>;

/**
 * Rows of a track. A line `p95` gives `p95` (complete buckets), `p95-newest` (the stretch to the incomplete
 * one), `p95-alone` (a value between two gaps, which has no stretch) and `p95-band`; a bar gives `errors` up to
 * the limit or `errors-over`.
 */
export function toPlotRows(track: Track, times: TrackTimes): PlotRow[] {
  return times.startsMs.map((startMs, index) => {
    const row: PlotRow = { atMs: startMs + times.stepMs / 2 };
    for (const line of track.lines) {
      if (track.kind === "bars") addBar(row, line, { index, limit: track.limit?.value ?? null });
      else addPoint(row, line, { index, newest: times.newest, positive: track.scale === "log" });
    }
    return row;
  });
}

function addBar(row: PlotRow, line: TrackLine, at: { index: number; limit: number | null }): void {
  const value = line.values[at.index] ?? null;
  const over = value !== null && at.limit !== null && value > at.limit;
  row[line.id] = over ? null : value;
  row[`${line.id}-over`] = over ? value : null;
}

function addPoint(
  row: PlotRow,
  line: TrackLine,
  at: {
    index: number;
    newest: number | null;
    /** A log axis has no place for zero: a gap. */
    positive: boolean;
  },
): void {
  const { index, newest } = at;
  const valueAt = (i: number) => {
    const known = line.values[i] ?? null;
    return at.positive && known !== null && known <= 0 ? null : known;
  };
  const value = valueAt(index);
  const incomplete = index === newest && line.dotted !== true;
  row[line.id] = incomplete ? null : value;
  const isEdge = newest !== null && (index === newest || index === newest - 1);
  row[`${line.id}-newest`] = isEdge && line.dotted !== true ? value : null;
  const alone = valueAt(index - 1) === null && valueAt(index + 1) === null;
  row[`${line.id}-alone`] = alone ? value : null;
  if (line.band) row[`${line.id}-band`] = line.band[index] ?? null;
}
