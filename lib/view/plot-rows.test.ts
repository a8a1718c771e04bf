import { expect, it } from "vitest";
import { toPlotRows } from "./plot-rows.ts";
import { type Track, toTrackTimes } from "./track.ts";

const times = toTrackTimes({ startsMs: [0, 10, 20, 30], stepMs: 10, nowMs: 35 });
const track = (kind: Track["kind"], values: (number | null)[]): Track => ({
  id: "t",
  title: "",
  note: "",
  kind,
  height: 10,
  ticks: [],
  lines: [{ id: "a", label: "a", colour: "", weight: 1, values }],
  limit: { value: 5, label: "" },
  write: String,
});

it("draws the incomplete bucket as its own stretch and leaves it out of the line", () => {
  const rows = toPlotRows(track("lines", [1, 2, 3, 4]), times);
  expect(rows.map((row) => row.a)).toEqual([1, 2, 3, null]);
  expect(rows.map((row) => row["a-newest"])).toEqual([null, null, 3, 4]);
  expect(rows.map((row) => row.atMs)).toEqual([5, 15, 25, 35]);
});

it("keeps gaps and shows a value between them", () => {
  const rows = toPlotRows(track("lines", [1, null, 3, null]), times);
  expect(rows.map((row) => row.a)).toEqual([1, null, 3, null]);
  expect(rows.map((row) => row["a-alone"])).toEqual([1, null, 3, null]);
});

it("splits bars at the limit", () => {
  const rows = toPlotRows(track("bars", [5, 6, null, 1]), times);
  expect(rows.map((row) => [row.a, row["a-over"]])).toEqual([
    [5, null],
    [null, 6],
    [null, null],
    [1, null],
  ]);
});
