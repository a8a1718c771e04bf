import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExponentialHistogramDataPoint } from "@/lib/decode/otlp-messages.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { writeMessage } from "@/lib/decode/write-message.ts";
import { countOf, type Distribution, emptyDistribution } from "./distribution.ts";
import { increaseOf } from "./distribution-increase.ts";
import { exponentialBuckets } from "./metric-distribution.ts";
import { DistributionMerger } from "./quantile.ts";

/** What an SDK's exponential histogram of at most 160 buckets holds after these values. */
function pointOf(values: readonly number[]): ExponentialHistogramDataPoint {
  const indexAt = (value: number, scale: number) => Math.ceil(Math.log2(value) * 2 ** scale) - 1;
  let scale = 20;
  const spread = () => {
    const all = values.map((value) => indexAt(value, scale));
    return { least: Math.min(...all), most: Math.max(...all) };
  };
  while (spread().most - spread().least >= 160) scale--;
  const { least, most } = spread();
  const counts = Array.from({ length: most - least + 1 }, () => 0n);
  for (const value of values) {
    const at = indexAt(value, scale) - least;
    counts[at] = (counts[at] ?? 0n) + 1n;
  }
  return readMessage(
    "ExponentialHistogramDataPoint",
    writeMessage("ExponentialHistogramDataPoint", {
      count: BigInt(values.length),
      scale,
      positive: { offset: least, bucketCounts: counts },
    }),
  );
}

function distributionOf(values: readonly number[]): Distribution {
  const buckets = exponentialBuckets(pointOf(values));
  if (buckets.kind !== "buckets" || buckets.distribution === null) throw new Error("no buckets");
  return buckets.distribution;
}

const latencies = fc.array(fc.double({ min: 0.000_5, max: 30, noNaN: true }), {
  minLength: 1,
  maxLength: 80,
});

describe("increases of exponential histograms", () => {
  test("as range and scale change, the increase holds the new values and no others", () => {
    fc.assert(
      fc.property(latencies, latencies, (before, added) => {
        const now = distributionOf([...before, ...added]);
        const gained = increaseOf(now, distributionOf(before));
        expect(gained).not.toBeNull();
        if (gained === null) return;
        expect(countOf(gained)).toBe(added.length);
        const merger = new DistributionMerger();
        for (const [index, count] of gained.exponential) merger.bucket(index, count);
        for (const part of gained.explicit) merger.explicit(part);
        const median = [...added].sort((a, b) => a - b)[Math.ceil(added.length / 2) - 1] ?? 0;
        const [answer] = merger.quantiles([0.5], 0);
        expect(answer?.low).toBeLessThanOrEqual(median * (1 + 1e-12));
        expect(answer?.high).toBeGreaterThanOrEqual(median * (1 - 1e-12));
      }),
    );
  });
});

describe("distributions that do not fit", () => {
  const explicit = (counts: number[], bounds = [0.1, 1]): Distribution => ({
    ...emptyDistribution(),
    explicit: [{ bounds, counts }],
  });

  test("a bucket that lost something gives none", () => {
    expect(increaseOf(explicit([5, 0, 9]), explicit([4, 1, 0]))).toBeNull();
  });

  test("other bounds give none", () => {
    expect(increaseOf(explicit([5, 0, 9]), explicit([0, 4, 0], [0.05, 2]))).toBeNull();
  });

  test("equal bounds are taken bucket by bucket", () => {
    expect(increaseOf(explicit([5, 2, 9]), explicit([4, 2, 0]))).toEqual(explicit([1, 0, 9]));
    expect(increaseOf(explicit([5, 2, 9]), explicit([5, 2, 9]))).toEqual(emptyDistribution());
  });
});
