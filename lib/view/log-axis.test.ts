import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logTicks, withLogAxis } from "./log-axis.ts";
import { toPlotRows } from "./plot-rows.ts";
import { type Track, toTrackTimes, valueShare } from "./track.ts";

describe("logTicks", () => {
  const cases: [number, number, number[]][] = [
    [3, 80, [2, 5, 10, 20, 50, 100]],
    [10, 10, [10, 20]],
    [0.4, 0.9, [0.2, 0.5, 1]],
    [1, 100_000, [1, 10, 100, 1_000, 10_000, 100_000]],
  ];
  for (const [min, max, expected] of cases) {
    it(`${min} to ${max}`, () => {
      expect(logTicks(min, max)).toEqual(expected);
    });
  }

  it("always encloses what is shown", () => {
    const value = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const ticks = logTicks(min, max);
        expect(ticks[0]).toBeLessThanOrEqual(min);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
        expect(ticks.length).toBeGreaterThan(1);
      }),
    );
  });
});

const track: Track = {
  id: "latency",
  title: "",
  note: "",
  kind: "lines",
  height: 10,
  ticks: [],
  lines: [{ id: "p95", label: "p95", colour: "", weight: 1, values: [5, null, 0, 50] }],
  limit: { value: 200, label: "200 ms" },
  write: String,
};

describe("withLogAxis", () => {
  const log = withLogAxis(track, String);

  it("has an axis around the values and the objective", () => {
    expect(log.ticks.map(({ value }) => value)).toEqual([5, 10, 20, 50, 100, 200]);
    expect(valueShare(log, 5)).toBe(0);
    expect(valueShare(log, 200)).toBe(1);
    expect(valueShare(log, Math.sqrt(5 * 200))).toBeCloseTo(0.5, 12);
  });

  it("leaves a gap where a log axis has no place", () => {
    const times = toTrackTimes({ startsMs: [0, 1, 2, 3], stepMs: 1, nowMs: 10 });
    expect(toPlotRows(log, times).map((row) => row.p95)).toEqual([5, null, null, 50]);
  });

  it("stays as it is when nothing is above zero", () => {
    const empty = { ...track, lines: [] };
    const { limit: _, ...unlimited } = empty;
    expect(withLogAxis(unlimited, String)).toBe(unlimited);
  });
});
