import fc from "fast-check";
import { expect, test } from "vitest";
import { sketchIndex } from "./latency-sketch.ts";
import { DistributionMerger } from "./quantile.ts";

/** Half a bucket of scale 6. */
const ERROR = 2 ** (1 / 128);

test("values at most so large are counted to the sketch's error", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-6, max: 1e4, noNaN: true }), { maxLength: 200 }),
      fc.double({ min: 1e-6, max: 1e4, noNaN: true }),
      (values, limit) => {
        const merger = new DistributionMerger();
        for (const value of values) merger.bucket(sketchIndex(value), 1);
        const counted = merger.countAtMost(limit);
        const among = (most: number) => values.filter((value) => value <= most).length;
        expect(counted).toBeGreaterThanOrEqual(among(limit / ERROR / (1 + 1e-9)));
        expect(counted).toBeLessThanOrEqual(among(limit * ERROR * (1 + 1e-9)));
      },
    ),
  );
});

test("explicit bounds: exact at a bound, even between, nothing known beyond the last", () => {
  const merger = new DistributionMerger();
  merger.zero(2);
  merger.explicit({ bounds: [0.1, 0.25], counts: [10, 30, 5] });
  expect(merger.countAtMost(0)).toBe(2);
  expect(merger.countAtMost(0.1)).toBe(12);
  expect(merger.countAtMost(0.2)).toBeCloseTo(2 + 10 + 20, 9);
  expect(merger.countAtMost(0.25)).toBe(42);
  expect(merger.countAtMost(60)).toBe(42);
});
