import { expect, it } from "vitest";
import { toCsv, toHeatTable, toTrackTable } from "./chart-table.ts";
import { type Track, toTrackTimes } from "./track.ts";

const track: Track = {
  id: "latency",
  title: "",
  note: "",
  kind: "lines",
  height: 10,
  unit: "ms",
  ticks: [],
  lines: [
    { id: "p95", label: "p95", colour: "", weight: 1, values: [100.5, null] },
    { id: "before", label: "p95, hour before", colour: "", weight: 1, values: [90, 80] },
  ],
  write: String,
};
const times = toTrackTimes({ startsMs: [0, 60_000], stepMs: 60_000, nowMs: 200_000 });

it("writes every bucket, and nothing for what is unknown", () => {
  expect(toCsv(toTrackTable([track], times))).toBe(
    'at,p95 (ms),"p95, hour before (ms)"\n1970-01-01T00:00:00.000Z,100.5,90\n1970-01-01T00:01:00.000Z,,80',
  );
});

it("names a column without unit by its label alone", () => {
  const { unit: _, ...bare } = track;
  expect(Object.keys(toTrackTable([bare], times)[0] ?? {})).toEqual([
    "at",
    "p95",
    "p95, hour before",
  ]);
});

it("keeps names that a spreadsheet would run as text, and numbers as they are", () => {
  expect(toCsv([{ '=HYPERLINK("x")': "=1+1", value: -5 }])).toBe(
    '"\'=HYPERLINK(""x"")",value\n"\'=1+1",-5',
  );
});

it("writes the filled cells of a heatmap by time and latency", () => {
  const heatmap = {
    boundsMs: [10, 20],
    floorMs: 5,
    edges: [0, 0.5, 1],
    columns: 2,
    cells: [
      { column: 1, row: 0, level: 1, count: 3 },
      { column: 0, row: 1, level: 9, count: 7 },
    ],
    most: 7,
    ticks: [],
  };
  expect(toHeatTable(heatmap, times)).toEqual([
    { at: "1970-01-01T00:00:00.000Z", "above (ms)": 10, "up to (ms)": 20, requests: 7 },
    { at: "1970-01-01T00:01:00.000Z", "above (ms)": 5, "up to (ms)": 10, requests: 3 },
  ]);
});
