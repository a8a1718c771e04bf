import { describe, expect, it } from "vitest";
import { largestOf, spanTicks, zeroTicks } from "./axis.ts";

describe("zeroTicks", () => {
  it.each([
    [880, 5, [0, 200, 400, 600, 800, 1000]],
    [1_284, 3, [0, 500, 1000, 1500]],
    [0.013, 3, [0, 0.005, 0.01, 0.015]],
    [200, 5, [0, 40, 80, 120, 160, 200]],
    [3, 3, [0, 1, 2, 3]],
  ])("rounds %s to at most %s ticks", (max, most, ticks) => {
    expect(zeroTicks(max, most)).toEqual(ticks);
  });

  it("has an axis without data", () => {
    expect(zeroTicks(0, 4)).toEqual([0, 1]);
    expect(zeroTicks(Number.NaN, 4)).toEqual([0, 1]);
  });
});

describe("spanTicks", () => {
  it("begins at zero when nothing is below it", () => {
    expect(spanTicks(5, 880, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
  });

  it.each([
    [-30, 90, 4, [-50, 0, 50, 100]],
    [-8, 0, 4, [-8, -4, 0]],
    [-1, 1, 2, [-1, 0, 1]],
  ])("holds zero between %s and %s", (min, max, most, ticks) => {
    expect(spanTicks(min, max, most)).toEqual(ticks);
  });
});

it("finds the largest of what is known", () => {
  expect(largestOf([1, null, 5], [undefined, 3])).toBe(5);
  expect(largestOf([null])).toBe(0);
});
