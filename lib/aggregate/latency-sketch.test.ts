import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  indexFromFinerScale,
  sketchIndex,
  sketchLowerBound,
  sketchMiddle,
} from "./latency-sketch.ts";

/** From a nanosecond to eleven days. */
const seconds = fc.double({ min: 1e-9, max: 1e6, noNaN: true });

describe("sketch buckets", () => {
  test("a value lies in the bucket of its index, to the last bits of a double", () => {
    fc.assert(
      fc.property(seconds, (value) => {
        const index = sketchIndex(value);
        expect(value).toBeGreaterThan(sketchLowerBound(index) * (1 - 1e-13));
        expect(value).toBeLessThanOrEqual(sketchLowerBound(index + 1) * (1 + 1e-13));
      }),
    );
  });

  test("the middle is at most 0.55 % away from any value of the bucket", () => {
    fc.assert(
      fc.property(seconds, (value) => {
        const error = Math.abs(sketchMiddle(sketchIndex(value)) - value) / value;
        expect(error).toBeLessThanOrEqual(0.0055);
      }),
    );
  });

  test("upper bounds belong to their bucket, as OpenTelemetry has it", () => {
    // Powers of two are exact: (2^(-1/64), 2^0] ends at 1, so 1 is in bucket −1.
    expect(sketchIndex(1)).toBe(-1);
    expect(sketchIndex(2)).toBe(63);
    expect(sketchIndex(0.25)).toBe(-129);
  });

  test("a bucket of a finer scale falls into the bucket of its values", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 20 }),
        fc.integer({ min: -20, max: 10 }),
        (scale, power) => {
          // A value strictly inside the fine bucket that follows 2^power.
          const fine = power * 2 ** scale;
          const inside = 2 ** ((fine + 0.5) / 2 ** scale);
          expect(indexFromFinerScale(fine, scale)).toBe(sketchIndex(inside));
        },
      ),
    );
  });

  test("every fine bucket lies in one coarse bucket", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 12 }),
        fc.integer({ min: -9_000, max: 9_000 }),
        (scale, fine) => {
          const coarse = indexFromFinerScale(fine, scale);
          expect(2 ** (fine / 2 ** scale)).toBeGreaterThanOrEqual(
            sketchLowerBound(coarse) * (1 - 1e-13),
          );
          expect(2 ** ((fine + 1) / 2 ** scale)).toBeLessThanOrEqual(
            sketchLowerBound(coarse + 1) * (1 + 1e-13),
          );
        },
      ),
    );
  });
});
