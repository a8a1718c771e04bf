import { expect, it } from "vitest";
import { toMetricHeatmap, toMetricHeatTable } from "./metric-heatmap.ts";
import { toTrackTimes } from "./track.ts";
import { unitFormat } from "./unit-format.ts";

const START = Date.UTC(2026, 10, 24, 14, 0, 0);
const at = (index: number) => new Date(START + index * 10_000).toISOString();
const times = toTrackTimes({
  startsMs: [START, START + 10_000],
  stepMs: 10_000,
  nowMs: START + 60_000,
});
const answer = {
  name: "t",
  unit: "s",
  stepSeconds: 10,
  lowest: 0,
  bounds: [0.05, 0.1, 0.25, 0.5],
  columns: [
    { at: at(0), counts: [0, 3, 0, 1] },
    { at: at(1), counts: [0, 0, 9, 0] },
    { at: at(5), counts: [7, 7, 7, 7] },
  ],
};

it("covers what occurs on the axis, in the metric's own buckets", () => {
  const inside = { ...answer, columns: answer.columns.slice(0, 2) };
  const map = toMetricHeatmap(inside, times, unitFormat("s"));
  expect(map?.bounds).toEqual([0.05, 0.1, 0.25, 0.5]);
  expect(map?.edges).toEqual([0, 1 / 3, 2 / 3, 1]);
  expect(map?.most).toBe(9);
  expect(map && toMetricHeatTable(map, times)).toEqual([
    { at: at(0), above: 0.05, "up to": 0.1, count: 3 },
    { at: at(0), above: 0.25, "up to": 0.5, count: 1 },
    { at: at(1), above: 0.1, "up to": 0.25, count: 9 },
  ]);
});

it("leaves columns outside of the axis out", () => {
  const map = toMetricHeatmap(answer, times, unitFormat("s"));
  expect(map?.cells.reduce((sum, { count }) => sum + count, 0)).toBe(13);
});

it("merges many buckets to at most 28 rows without losing a value", () => {
  const bounds = Array.from({ length: 100 }, (_, index) => 1.1 ** index);
  const columns = [{ at: at(0), counts: bounds.map(() => 1) }];
  const map = toMetricHeatmap({ ...answer, bounds, columns }, times, unitFormat("s"));
  expect((map?.edges.length ?? 0) - 1).toBeLessThanOrEqual(28);
  expect(map?.cells.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  expect(map?.bounds.at(-1)).toBe(bounds.at(-1));
});

it("is nothing when nothing was counted", () => {
  const columns = [{ at: at(0), counts: [0, 0, 0, 0] }];
  expect(toMetricHeatmap({ ...answer, columns }, times, unitFormat("s"))).toBeNull();
});
