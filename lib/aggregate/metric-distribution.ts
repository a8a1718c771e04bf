import type {
  ExponentialBuckets,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
} from "@/lib/decode/otlp-messages.ts";
import {
  addBucket,
  type Distribution,
  type ExplicitBuckets,
  emptyDistribution,
} from "./distribution.ts";
import { indexFromFinerScale, SKETCH_SCALE } from "./latency-sketch.ts";

/** Scales that a double can express in both directions, as SDKs use them. */
const SCALES = { least: -10, most: 20 } as const;

/** An honest histogram has some hundreds. */
const MOST_BUCKETS = 4_096;

/** Powers of two between which the bounds of a double lie. */
const EXPONENTS = { least: -1_074, most: 1_024 } as const;

/** The buckets of a histogram point, null when it has none, or why the point cannot be used. */
export type PointBuckets =
  | { kind: "buckets"; distribution: Distribution | null }
  | { kind: "unusable"; reason: string };

const unusable = (reason: string): PointBuckets => ({ kind: "unusable", reason });

/**
 * Buckets of a point with explicit bounds, in the metric's own unit. A point without buckets has only its count and
 * sum.
 * @see OpenTelemetry metrics data model, "Histogram"
 */
export function explicitBuckets(point: HistogramDataPoint): PointBuckets {
  const { bucketCounts, explicitBounds } = point;
  if (bucketCounts.length === 0 && explicitBounds.length === 0) {
    return { kind: "buckets", distribution: null };
  }
  if (bucketCounts.length !== explicitBounds.length + 1) {
    return unusable("a histogram needs one bucket more than it has bounds");
  }
  if (bucketCounts.length > MOST_BUCKETS) return unusable("a histogram has too many buckets");
  if (!isAscending(explicitBounds)) return unusable("the bounds of a histogram must ascend");
  return {
    kind: "buckets",
    distribution: {
      ...emptyDistribution(),
      explicit: [{ bounds: [...explicitBounds], counts: bucketCounts.map(Number) }],
    },
  };
}

/**
 * Buckets of an exponential histogram. Positive buckets of scale 6 and finer become sketch buckets without loss;
 * coarser and negative ones keep their own bounds.
 * @see OpenTelemetry metrics data model, "ExponentialHistogram"
 */
export function exponentialBuckets(point: ExponentialHistogramDataPoint): PointBuckets {
  const { scale, positive, negative } = point;
  if (scale < SCALES.least || scale > SCALES.most) {
    return unusable("the scale of an exponential histogram must lie between -10 and 20");
  }
  const sides = [positive, negative].map((side) => occupied(side));
  if (sides.some((side) => side.length > MOST_BUCKETS)) {
    return unusable("a histogram has too many buckets");
  }
  if (!sides.every((side) => side.every(({ index }) => isInRange(index, scale)))) {
    return unusable("a bucket of an exponential histogram lies beyond what a number can hold");
  }
  const [above = [], below = []] = sides;
  const distribution = emptyDistribution();
  distribution.zeroCount = Number(point.zeroCount);
  if (scale >= SKETCH_SCALE) {
    for (const { index, count } of above) {
      addBucket(distribution, indexFromFinerScale(index, scale), count);
    }
  } else if (above.length > 0) distribution.explicit.push(positiveBounds(above, scale));
  if (below.length > 0) distribution.explicit.push(mirrored(positiveBounds(below, scale)));
  if (!distribution.explicit.every((part) => isAscending(part.bounds))) {
    return unusable("buckets of an exponential histogram are too narrow for a number");
  }
  return { kind: "buckets", distribution };
}

type Bucket = { index: number; count: number };

/** Buckets from the first to the last that holds something. */
function occupied(side: ExponentialBuckets | undefined): Bucket[] {
  const counts = side?.bucketCounts ?? [];
  const first = counts.findIndex((count) => count > 0n);
  if (first === -1) return [];
  const last = counts.findLastIndex((count) => count > 0n);
  const offset = side?.offset ?? 0;
  return counts
    .slice(first, last + 1)
    .map((count, i) => ({ index: offset + first + i, count: Number(count) }));
}

const isInRange = (index: number, scale: number): boolean =>
  index + 1 > EXPONENTS.least * 2 ** scale && index < EXPONENTS.most * 2 ** scale;

const lowerBound = (index: number, scale: number): number => 2 ** (index / 2 ** scale);

/** Bounds of consecutive buckets; the last bucket is open when its upper bound is no finite number. */
function positiveBounds(buckets: Bucket[], scale: number): ExplicitBuckets {
  const first = buckets[0]?.index ?? 0;
  const bounds = [lowerBound(first, scale)];
  for (const { index } of buckets) bounds.push(lowerBound(index + 1, scale));
  const counts = [0, ...buckets.map(({ count }) => count)];
  if (Number.isFinite(bounds.at(-1))) counts.push(0);
  else bounds.pop();
  return { bounds, counts };
}

const mirrored = ({ bounds, counts }: ExplicitBuckets): ExplicitBuckets => ({
  bounds: bounds.map((bound) => -bound).reverse(),
  counts: [...counts].reverse(),
});

const isAscending = (bounds: readonly number[]): boolean =>
  bounds.every(
    (bound, i) => Number.isFinite(bound) && (i === 0 || bound > (bounds[i - 1] ?? Number.NaN)),
  );
