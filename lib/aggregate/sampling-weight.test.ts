import { expect, test } from "vitest";
import { samplingWeight } from "./sampling-weight.ts";

test.each([
  ["", 1],
  ["ot=th:0", 1],
  // Half, three quarters, fifteen sixteenths are rejected.
  ["ot=th:8", 2],
  ["ot=th:c", 4],
  ["ot=th:f", 16],
  ["ot=th:80000000000000", 2],
  ["vendor=1,ot=rv:abcdef01234567;th:8", 2],
  ["ot=th:8;rv:abcdef01234567, other=x", 2],
  ["ot=rv:abcdef01234567", 1],
  ["ot=th:xyz", 1],
  ["ot=th:800000000000000", 1],
  ["not=th:8", 1],
])("trace state %s stands for %d", (traceState, expected) => {
  expect(samplingWeight(traceState)).toBe(expected);
});

test("a third is told as exactly as 56 bits can", () => {
  // Rejecting two thirds: 0xaaaaaaaaaaaaaa / 2^56.
  expect(samplingWeight("ot=th:aaaaaaaaaaaaaa")).toBeCloseTo(3, 12);
});
