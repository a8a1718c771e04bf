import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addBucket,
  emptyDistribution,
  encodeDistribution,
  readDistribution,
} from "./distribution.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { DistributionMerger } from "./quantile.ts";

const QUANTILES = [0.01, 0.5, 0.9, 0.95, 0.99, 1] as const;

const latency = fc.oneof(
  fc.double({ min: 1e-6, max: 20, noNaN: true }),
  fc.constantFrom(0.1, 0.25, 0.5, 1),
);
const latencies = fc.array(latency, { minLength: 1, maxLength: 300 });

/** Nearest rank ceil(q·n) of the raw values; q in hundredths, so that the rank is exact. */
const trueQuantile = (values: readonly number[], q: number): number => {
  const rank = Math.ceil((Math.round(q * 100) * values.length) / 100);
  return [...values].sort((a, b) => a - b)[rank - 1] ?? Number.NaN;
};

const bounds = fc
  .uniqueArray(fc.double({ min: 0.001, max: 10, noNaN: true }), { minLength: 1, maxLength: 12 })
  .map((list) => list.sort((a, b) => a - b));

function explicitOf(list: readonly number[], values: readonly number[]) {
  const counts = Array.from({ length: list.length + 1 }, () => 0);
  for (const value of values) {
    const found = list.findIndex((bound) => value <= bound);
    const at = found === -1 ? list.length : found;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { bounds: [...list], counts };
}

function addValues(merger: DistributionMerger, values: readonly number[]): void {
  for (const value of values) merger.bucket(sketchIndex(value), 1);
}

describe("quantiles of the sketch", () => {
  test("each is within 0.55 % of the nearest rank of the raw values, and its band holds it", () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const merger = new DistributionMerger();
        addValues(merger, values);
        const answers = merger.quantiles(QUANTILES, Math.max(...values));
        for (const [i, q] of QUANTILES.entries()) {
          const expected = trueQuantile(values, q);
          const answer = answers[i];
          expect(Math.abs((answer?.estimate ?? 0) - expected) / expected).toBeLessThanOrEqual(
            0.0055,
          );
          expect(answer?.low).toBeLessThanOrEqual(expected * (1 + 1e-12));
          expect(answer?.high).toBeGreaterThanOrEqual(expected * (1 - 1e-12));
          expect(answer?.exact).toBe(true);
        }
      }),
    );
  });

  test("merging encoded parts in any order answers as one sketch of all values", () => {
    fc.assert(
      fc.property(fc.array(latencies, { minLength: 1, maxLength: 5 }), (parts) => {
        const whole = new DistributionMerger();
        addValues(whole, parts.flat());
        const merged = new DistributionMerger();
        for (const part of [...parts].reverse()) {
          const one = emptyDistribution();
          for (const value of part) addBucket(one, sketchIndex(value), 1);
          readDistribution(encodeDistribution(one), merged);
        }
        expect(merged.quantiles(QUANTILES, 20)).toEqual(whole.quantiles(QUANTILES, 20));
      }),
    );
  });

  test("a merger takes what another one holds, and a correction takes away what it corrects", () => {
    const first = new DistributionMerger();
    first.bucket(sketchIndex(0.5), 3);
    first.zero(1);
    first.explicit({ bounds: [1, 2], counts: [5, 0, 1] });
    const correction = new DistributionMerger();
    correction.bucket(sketchIndex(0.5), -1);
    correction.bucket(sketchIndex(4), 2);
    correction.explicit({ bounds: [1, 2], counts: [-5, 0, -1] });
    const whole = new DistributionMerger();
    whole.merge(first);
    whole.merge(correction);
    expect(whole.count).toBe(5);
    expect(whole.isExact).toBe(true);
    // 0 s, twice 0.5 s, twice 4 s: ranks 1, 3 and 4 of five.
    const found = whole.quantiles([0.2, 0.6, 0.8], 4).map((answer) => answer?.estimate ?? -1);
    expect(found[0]).toBe(0);
    expect(found[1]).toBeCloseTo(0.5, 2);
    expect(found[2]).toBeCloseTo(4, 1);
    expect(first.count).toBe(10);
  });

  test("zeros are the smallest values", () => {
    const merger = new DistributionMerger();
    merger.zero(95);
    merger.bucket(sketchIndex(1), 5);
    expect(merger.quantiles([0.95], 1)[0]?.estimate).toBe(0);
    // Rank 96 of 100: the first that took a second.
    expect(merger.quantiles([0.96], 1)[0]?.estimate).toBeCloseTo(1, 1);
    expect(merger.quantiles([0.5, 0.96], 1).map((one) => (one?.estimate ?? 0) > 0)).toEqual([
      false,
      true,
    ]);
  });

  test("fractions that add up to a whole rank do not spill into the next bucket", () => {
    const merger = new DistributionMerger();
    const quick = sketchIndex(0.01);
    // Ten times 0.1 is a little less than 1 in doubles.
    for (let i = 0; i < 10; i++) merger.bucket(quick, 0.1);
    merger.bucket(sketchIndex(10), 1);
    expect(merger.quantiles([0.5], 10)[0]?.estimate).toBeCloseTo(0.01, 4);
  });

  test("nothing has no quantile, and a cleared merger holds nothing", () => {
    const merger = new DistributionMerger();
    expect(merger.quantiles([0.5, 0.95], 0)).toEqual([null, null]);
    addValues(merger, [1, 2, 3]);
    merger.zero(2);
    merger.explicit({ bounds: [1], counts: [1, 1] });
    merger.clear();
    expect(merger.count).toBe(0);
    expect(merger.isExact).toBe(true);
    expect(merger.quantiles([0.5], 0)).toEqual([null]);
  });
});

describe("quantiles of bounds and of mixtures", () => {
  test("the true quantile lies between low and high, and so does the estimate", () => {
    const part = fc.tuple(bounds, latencies);
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.array(latency),
        (parts, exact) => {
          const merger = new DistributionMerger();
          addValues(merger, exact);
          for (const [list, values] of parts) merger.explicit(explicitOf(list, values));
          const all = [...parts.flatMap(([, values]) => values), ...exact];
          // Only the exact values' maximum is known: the bounds may hide larger ones.
          const knownMax = exact.length === 0 ? 0 : Math.max(...exact);
          const answers = merger.quantiles(QUANTILES, knownMax);
          for (const [i, q] of QUANTILES.entries()) {
            const expected = trueQuantile(all, q);
            const answer = answers[i];
            expect(answer?.low).toBeLessThanOrEqual(expected * (1 + 1e-12));
            expect(answer?.high).toBeGreaterThanOrEqual(expected * (1 - 1e-12));
            expect(answer?.estimate).toBeGreaterThanOrEqual(answer?.low ?? 0);
            expect(answer?.estimate).toBeLessThanOrEqual(answer?.high ?? 0);
            expect(answer?.exact).toBe(false);
          }
        },
      ),
    );
  });

  test("the SDK's default buckets around a 200 ms limit say 100 to 250 ms", () => {
    const merger = new DistributionMerger();
    merger.explicit({ bounds: [0.1, 0.25, 0.5], counts: [90, 10, 0, 0] });
    const [p95] = merger.quantiles([0.95], 0);
    expect(p95).toMatchObject({ low: 0.1, high: 0.25, exact: false });
    // Rank 95 is the fifth of ten in the bucket: half way.
    expect(p95?.estimate).toBeCloseTo(0.175, 9);
  });

  test("beyond the last bound nothing is known", () => {
    const merger = new DistributionMerger();
    merger.explicit({ bounds: [1], counts: [0, 4] });
    expect(merger.quantiles([0.5], 0)[0]).toEqual({
      low: 1,
      estimate: 1,
      high: Number.POSITIVE_INFINITY,
      exact: false,
    });
  });

  test("a correction takes away what it corrects", () => {
    const merger = new DistributionMerger();
    merger.explicit({ bounds: [1, 2], counts: [10, 0, 3] });
    merger.explicit({ bounds: [1, 2], counts: [-9, 0, -3] });
    merger.explicit({ bounds: [1, 2], counts: [0, 9, 0] });
    expect(merger.count).toBe(10);
    expect(merger.quantiles([0.5], 0)[0]).toMatchObject({ low: 1, high: 2 });
    merger.explicit({ bounds: [1, 2], counts: [-1, -9, 0] });
    merger.bucket(sketchIndex(3), 1);
    expect(merger.isExact).toBe(true);
  });
});
