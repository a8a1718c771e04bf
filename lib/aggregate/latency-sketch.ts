/**
 * OpenTelemetry's exponential histogram at the fixed scale 6: bucket i holds (base^i, base^(i+1)] seconds with
 * base = 2^(1/64). A value is told from the middle of its bucket with a relative error of at most 0.55 %.
 * @see OpenTelemetry metrics data model, "ExponentialHistogram"
 */
export const SKETCH_SCALE = 6;
const BUCKETS_PER_DOUBLING = 2 ** SKETCH_SCALE;

/** Bucket of a positive number of seconds. Zero has no bucket: it is counted apart. */
export const sketchIndex = (seconds: number): number =>
  Math.ceil(Math.log2(seconds) * BUCKETS_PER_DOUBLING) - 1;

/** Exclusive lower bound of a bucket in seconds; the upper bound is that of the next bucket. */
export const sketchLowerBound = (index: number): number => 2 ** (index / BUCKETS_PER_DOUBLING);

/** What a value of a bucket is taken for: the middle by ratio, in seconds. */
export const sketchMiddle = (index: number): number => 2 ** ((index + 0.5) / BUCKETS_PER_DOUBLING);

/** Bucket at scale 6 of a bucket of a finer scale; exact, since each finer bucket lies in one coarser bucket. */
export const indexFromFinerScale = (index: number, scale: number): number =>
  Math.floor(index / 2 ** (scale - SKETCH_SCALE));
