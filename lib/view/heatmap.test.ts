import { describe, expect, it } from "vitest";
import { heatShareAt, toHeatmap } from "./heatmap.ts";
import { toTrackTimes } from "./track.ts";

const START = Date.UTC(2026, 10, 24, 14, 0, 0);
const times = toTrackTimes({
  startsMs: [START, START + 10_000],
  stepMs: 10_000,
  nowMs: START + 60_000,
});
const at = (index: number) => new Date(START + index * 10_000).toISOString();

describe("toHeatmap", () => {
  const boundsMs = [1, 2, 4, 8, 16, 32, 64, 128, 256];
  const answer = {
    stepSeconds: 10,
    boundsMs,
    columns: [
      { at: at(0), counts: [0, 0, 0, 0, 100, 0, 0, 0, 0] },
      { at: at(1), counts: [0, 0, 0, 0, 10, 0, 0, 1, 0] },
    ],
  };

  it("covers what occurs, leaves empty cells out and loses no request", () => {
    const map = toHeatmap(answer, times);
    expect(map?.floorMs).toBe(8);
    expect(map?.boundsMs.at(-1)).toBeCloseTo(128);
    expect(map?.cells).toHaveLength(3);
    expect(map?.cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(111);
  });

  it("grades counts by their logarithm: 1, 10 and 100 are the first, the middle and the last level", () => {
    const levels = toHeatmap(answer, times)?.cells.map((cell) => [cell.count, cell.level]);
    expect(levels).toEqual([
      [100, 9],
      [10, 5],
      [1, 1],
    ]);
  });

  it("is nothing without requests", () => {
    const columns = [{ at: at(0), counts: boundsMs.map(() => 0) }];
    expect(toHeatmap({ ...answer, columns }, times)).toBeNull();
  });

  it("ignores columns outside of the axis", () => {
    const columns = [...answer.columns, { at: at(7), counts: boundsMs.map(() => 5) }];
    expect(toHeatmap({ ...answer, columns }, times)?.cells.every((cell) => cell.column < 2)).toBe(
      true,
    );
  });
});

it("places a latency on the log axis", () => {
  const rows = { boundsMs: [10, 100], floorMs: 1 };
  expect(heatShareAt(rows, 10)).toBeCloseTo(0.5);
  expect(heatShareAt(rows, 100)).toBeCloseTo(1);
});
