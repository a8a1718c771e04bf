import { expect, test } from "vitest";
import { sketchLowerBound, sketchMiddle } from "./latency-sketch.ts";
import { lowerNs, middleNs } from "./sketch-nanoseconds.ts";

test("bounds and middles of buckets are those of the sketch, in nanoseconds", () => {
  for (let index = -3_000; index < 2_500; index++) {
    expect(middleNs(index) / 1e9 / sketchMiddle(index)).toBeCloseTo(1, 12);
    const exact = sketchLowerBound(index) * 1e9;
    expect(Math.abs(lowerNs(index) - exact)).toBeLessThanOrEqual(1 + exact * 1e-12);
  }
});

test("a doubling is a doubling to the bit", () => {
  for (let index = -2_000; index < 1_400; index++) {
    expect(middleNs(index + 64)).toBe(middleNs(index) * 2);
  }
});

test("one second and the half bucket above it, by digits that are known", () => {
  expect(lowerNs(0)).toBe(1_000_000_000);
  expect(lowerNs(32)).toBe(1_414_213_562);
  // 2^(1/128) = 1.005429901112…
  expect(Math.floor(middleNs(0))).toBe(1_005_429_901);
});
