import type { Track, TrackTimes } from "./track.ts";

type Row = Record<string, string | number | null>;

/** Every bucket of several tracks with its plain values: ms, requests per second, ratios; null is unknown. */
export function toTrackTable(tracks: readonly Track[], times: TrackTimes): Row[] {
  return times.startsMs.map((startMs, index) => {
    const row: Row = { at: new Date(startMs).toISOString() };
    for (const track of tracks) {
      for (const line of track.lines) row[line.label] = line.values[index] ?? null;
    }
    return row;
  });
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The rows as CSV with a head; unknown is empty. */
export function toCsv(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => names.map((name) => quoted(String(row[name] ?? ""))).join(","));
  return [names.map(quoted).join(","), ...lines].join("\n");
}
