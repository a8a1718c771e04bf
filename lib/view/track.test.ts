import { describe, expect, it, test } from "vitest";
import {
  bucketAt,
  isolated,
  shareAt,
  summaryOf,
  toggled,
  toTrackTimes,
  valueShare,
} from "./track.ts";

const startsMs = [0, 10_000, 20_000];

describe("toTrackTimes", () => {
  it("marks the bucket that is not over yet", () => {
    expect(toTrackTimes({ startsMs, stepMs: 10_000, nowMs: 29_999 }).newest).toBe(2);
    expect(toTrackTimes({ startsMs, stepMs: 10_000, nowMs: 30_000 }).newest).toBeNull();
  });
});

describe("positions", () => {
  const times = toTrackTimes({ startsMs, stepMs: 10_000, nowMs: 60_000 });

  it("finds the bucket of a moment and stays on the axis", () => {
    expect([-5, 0, 9_999, 10_000, 99_000].map((at) => bucketAt(times, at))).toEqual([
      0, 0, 0, 1, 2,
    ]);
    expect(bucketAt({ ...times, startsMs: [] }, 5)).toBeNull();
  });

  it("gives the share of the axis", () => {
    expect(shareAt(times, 15_000)).toBe(0.5);
  });
});

it("places a value on an axis that begins below zero", () => {
  const ticks = [-50, 0, 50, 100].map((value) => ({ value, label: String(value) }));
  expect([-50, 25, 100].map((value) => valueShare({ ticks }, value))).toEqual([0, 0.5, 1]);
});

describe("summaryOf", () => {
  const line = { id: "a", label: "a", colour: "", weight: 1, values: [1, null, 3, 100] };

  it("leaves gaps and the incomplete bucket out", () => {
    expect(summaryOf(line, 3)).toEqual({ last: 3, mean: 2, max: 3 });
  });

  it("knows nothing of nothing", () => {
    expect(summaryOf({ ...line, values: [null] }, null)).toEqual({
      last: null,
      mean: null,
      max: null,
    });
  });
});

test("a click hides a line, a double click shows it alone, and another one all again", () => {
  const track = {
    lines: ["a", "b", "c"].map((id) => ({ id, label: id, colour: "", weight: 1, values: [] })),
  };
  const ids = (hidden: ReadonlySet<string>) => [...hidden].sort();
  expect(ids(toggled(new Set(), "a"))).toEqual(["a"]);
  expect(ids(toggled(new Set(["a"]), "a"))).toEqual([]);
  expect(ids(isolated(track, new Set(), "a"))).toEqual(["b", "c"]);
  expect(ids(isolated(track, new Set(["a"]), "a"))).toEqual(["b", "c"]);
  expect(ids(isolated(track, new Set(["b", "c"]), "a"))).toEqual([]);
});
