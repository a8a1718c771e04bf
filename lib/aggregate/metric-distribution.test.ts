import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
} from "@/lib/decode/otlp-messages.ts";
import { countOf, type Distribution } from "./distribution.ts";
import { explicitBuckets, exponentialBuckets, type PointBuckets } from "./metric-distribution.ts";

const ABSENT = {
  attributes: [],
  startTimeUnixNano: 0n,
  timeUnixNano: 0n,
  count: 0n,
  sum: undefined,
  min: undefined,
  max: undefined,
  exemplars: [],
  flags: 0,
} as const;

const explicitPoint = (bucketCounts: bigint[], explicitBounds: number[]): HistogramDataPoint => ({
  ...ABSENT,
  bucketCounts,
  explicitBounds,
});

const exponentialPoint = (
  given: Partial<ExponentialHistogramDataPoint>,
): ExponentialHistogramDataPoint => ({
  ...ABSENT,
  scale: 0,
  zeroCount: 0n,
  zeroThreshold: 0,
  positive: undefined,
  negative: undefined,
  ...given,
});

function distributionOf(buckets: PointBuckets): Distribution {
  if (buckets.kind === "unusable" || !buckets.distribution) throw new Error("no distribution");
  return buckets.distribution;
}

describe("explicit bounds", () => {
  test("are kept with their counts", () => {
    expect(distributionOf(explicitBuckets(explicitPoint([1n, 2n, 3n], [0.1, 0.25])))).toEqual({
      zeroCount: 0,
      exponential: new Map(),
      explicit: [{ bounds: [0.1, 0.25], counts: [1, 2, 3] }],
    });
  });

  test("may be absent: only count and sum are known", () => {
    expect(explicitBuckets(explicitPoint([], []))).toEqual({ kind: "buckets", distribution: null });
  });

  test.each([
    ["as many buckets as bounds", [1n, 2n], [1, 2]],
    ["bounds without buckets", [], [1, 2]],
    ["bounds that repeat", [1n, 2n, 3n], [1, 1]],
    ["bounds that descend", [1n, 2n, 3n], [2, 1]],
    ["a bound that is no number", [1n, 2n], [Number.NaN]],
    ["an infinite bound", [1n, 2n], [Number.POSITIVE_INFINITY]],
  ])("%s make the point unusable", (_, counts, bounds) => {
    expect(explicitBuckets(explicitPoint(counts, bounds)).kind).toBe("unusable");
  });
});

describe("exponential buckets", () => {
  test("coarser than the sketch keep their own bounds", () => {
    // Scale 0: bucket i is (2^i, 2^(i+1)]. Empty ends are left out.
    const positive = { offset: -1, bucketCounts: [0n, 2n, 0n, 1n, 0n] };
    const point = exponentialPoint({ scale: 0, zeroCount: 4n, positive });
    expect(distributionOf(exponentialBuckets(point))).toEqual({
      zeroCount: 4,
      exponential: new Map(),
      explicit: [{ bounds: [1, 2, 4, 8], counts: [0, 2, 0, 1, 0] }],
    });
  });

  test("of the sketch's scale are sketch buckets", () => {
    const positive = { offset: -3, bucketCounts: [1n, 0n, 2n] };
    const point = exponentialPoint({ scale: 6, positive });
    expect(distributionOf(exponentialBuckets(point)).exponential).toEqual(
      new Map([
        [-3, 1],
        [-1, 2],
      ]),
    );
  });

  test("of scale 7 fold two into one", () => {
    // Scale-7 buckets −1, 0 and 1 lie in scale-6 buckets −1, 0 and 0.
    const positive = { offset: -1, bucketCounts: [1n, 2n, 3n] };
    const point = exponentialPoint({ scale: 7, positive });
    expect(distributionOf(exponentialBuckets(point)).exponential).toEqual(
      new Map([
        [-1, 1],
        [0, 5],
      ]),
    );
  });

  test("below zero are mirrored", () => {
    // Scale 0: magnitudes (1, 2] four times and (2, 4] once.
    const negative = { offset: 0, bucketCounts: [4n, 1n] };
    const point = exponentialPoint({ scale: 0, negative });
    expect(distributionOf(exponentialBuckets(point)).explicit).toEqual([
      { bounds: [-4, -2, -1], counts: [0, 1, 4, 0] },
    ]);
  });

  test("the largest bucket of the coarsest scale is open above", () => {
    // Scale −10: base 2^1024, bucket 0 is (1, 2^1024], beyond the largest double.
    const positive = { offset: 0, bucketCounts: [7n] };
    const point = exponentialPoint({ scale: -10, positive });
    expect(distributionOf(exponentialBuckets(point)).explicit).toEqual([
      { bounds: [1], counts: [0, 7] },
    ]);
  });

  test.each([
    ["a scale beyond any double", { scale: 21, positive: { offset: 0, bucketCounts: [1n] } }],
    ["an index beyond any double", { scale: 6, positive: { offset: 65_536, bucketCounts: [1n] } }],
    ["too many buckets", { positive: { offset: 0, bucketCounts: new Array(5_000).fill(1n) } }],
  ])("%s makes the point unusable", (_, given) => {
    expect(exponentialBuckets(exponentialPoint(given)).kind).toBe("unusable");
  });

  test("every value stays inside the bucket that holds it, and none is lost", () => {
    const placed = fc.record({
      index: fc.integer({ min: -60, max: 60 }),
      part: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    });
    const values = fc.array(placed, { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: -3, max: 5 }), (places, scale) => {
        const positive = bucketsOf(places.map(({ index }) => index));
        const point = exponentialPoint({ scale, positive });
        const distribution = distributionOf(exponentialBuckets(point));
        expect(countOf(distribution)).toBe(places.length);
        const numbers = places.map(({ index, part }) => 2 ** ((index + part) / 2 ** scale));
        const [{ bounds, counts } = { bounds: [], counts: [] }] = distribution.explicit;
        expect(counts).toEqual(
          counts.map((_, i) => numbers.filter((value) => isInBucket(value, bounds, i)).length),
        );
      }),
    );
  });
});

function bucketsOf(indexes: number[]): { offset: number; bucketCounts: bigint[] } {
  const offset = Math.min(...indexes);
  const bucketCounts = Array.from({ length: Math.max(...indexes) - offset + 1 }, (_, i) =>
    BigInt(indexes.filter((index) => index === offset + i).length),
  );
  return { offset, bucketCounts };
}

const isInBucket = (value: number, bounds: number[], i: number): boolean =>
  value > (bounds[i - 1] ?? Number.NEGATIVE_INFINITY) &&
  value <= (bounds[i] ?? Number.POSITIVE_INFINITY);
