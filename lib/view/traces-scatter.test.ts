import { describe, expect, it } from "vitest";
import type { TraceRow } from "./traces.ts";
import { areaOfBox, buildScatter, listedRange, markAt } from "./traces-scatter.ts";

const row = (key: string, atMs: number, durationMs: number): TraceRow => ({
  key,
  traceId: key,
  spanId: key,
  atMs,
  service: "users",
  method: "GET",
  route: "/",
  statusCode: "200",
  durationMs,
  durationShare: 1,
  error: false,
  matchName: null,
  spanCount: 1,
  errorCount: 0,
  services: ["users"],
});
const range = { fromMs: 1_000, toMs: 2_000 };

describe("buildScatter", () => {
  it("places marks by time and by the logarithm of their duration", () => {
    const scatter = buildScatter(
      [row("a", 1_250, 1), row("b", 2_000, 100), row("c", 1_500, 10)],
      range,
    );
    expect([scatter.lowMs, scatter.highMs]).toEqual([1, 100]);
    expect(scatter.marks.map((mark) => [mark.x, mark.y])).toEqual([
      [0.25, 0],
      [1, 1],
      [0.5, 0.5],
    ]);
  });

  it("has ticks at 1, 2 and 5 over two decades and at powers of ten over more", () => {
    const ticks = (least: number, most: number) =>
      buildScatter([row("a", 1_000, least), row("b", 1_000, most)], range).ticks.map(
        ({ ms }) => ms,
      );
    expect(ticks(3, 80)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(ticks(3, 8_000)).toEqual([1, 10, 100, 1_000, 10_000]);
    expect(ticks(0.03, 0.08)).toEqual([0.01, 0.02, 0.05, 0.1]);
  });

  it("is at least a decade high and takes a duration of zero", () => {
    const scatter = buildScatter([row("a", 1_000, 10)], range);
    expect([scatter.lowMs, scatter.highMs]).toEqual([10, 100]);
    expect(buildScatter([row("a", 1_000, 0)], range).marks[0]?.y).toBe(0);
    expect(buildScatter([], range)).toMatchObject({ marks: [], lowMs: 1, highMs: 1_000 });
  });
});

describe("markAt", () => {
  const scatter = buildScatter(
    [row("a", 1_250, 1), row("b", 1_500, 10), row("c", 2_000, 100)],
    range,
  );
  const plot = { width: 400, height: 100, reachPx: 10 };

  it("finds the nearest in reach", () => {
    expect(markAt(scatter, { x: 203, y: 54 }, plot)?.row.key).toBe("b");
    expect(markAt(scatter, { x: 100, y: 92 }, plot)?.row.key).toBe("a");
    expect(markAt(scatter, { x: 150, y: 75 }, plot)).toBeNull();
  });
});

describe("listedRange", () => {
  const rows = [row("a", 1_900, 1), row("b", 1_300, 1)];

  it("begins at the oldest listed request when older ones are not listed", () => {
    expect(listedRange(rows, range, true)).toEqual({ fromMs: 1_300, toMs: 2_000 });
  });

  it("is the whole range when everything is listed, or nothing", () => {
    expect(listedRange(rows, range, false)).toEqual(range);
    expect(listedRange([row("early", 500, 1)], range, true)).toEqual(range);
    expect(listedRange([], range, false)).toEqual(range);
  });
});

describe("areaOfBox", () => {
  it("has the box's times and durations whichever way it was dragged", () => {
    const axis = { ...range, lowMs: 1, highMs: 10_000, scale: "log" as const };
    expect(areaOfBox(axis, { x: 0.75, y: 0.25 }, { x: 0.25, y: 0.5 })).toEqual({
      fromMs: 1_250,
      toMs: 1_750,
      minMs: 10,
      maxMs: 100,
    });
    expect(areaOfBox(axis, { x: -1, y: -1 }, { x: 2, y: 2 })).toEqual({
      ...range,
      minMs: 1,
      maxMs: 10_000,
    });
  });
});

describe("a linear axis", () => {
  it("begins at zero and boxes what lies in it", () => {
    const scatter = buildScatter([], range, "linear");
    expect(scatter).toMatchObject({ lowMs: 0, scale: "linear" });
    const axis = { ...range, lowMs: 0, highMs: 400, scale: "linear" as const };
    expect(areaOfBox(axis, { x: 0, y: 0.25 }, { x: 1, y: 0.75 })).toMatchObject({
      minMs: 100,
      maxMs: 300,
    });
  });
});
