import type { Distribution } from "./distribution.ts";
import { sketchLowerBound, sketchMiddle } from "./latency-sketch.ts";

/** Where a value lies. Exact: known to the sketch's error, without a band worth showing. */
export type ValueBand = { low: number; estimate: number; high: number; isExact: boolean };

/** What all values lie between; NaN or infinite: not known. */
export type Bounds = { min: number; max: number };

/** Shares of counts are fractions: sums of them miss whole ranks by as little. */
const SLACK = 1e-9;

type Interval = { low: number; high: number; count: number; isNarrow: boolean };

/** The values of a distribution in any unit, also below zero, ready to be ranked. */
export class RankedValues {
  private readonly byLow: Interval[];
  private readonly byHigh: Interval[];
  readonly count: number;
  private readonly isExact: boolean;

  constructor(
    distribution: Distribution,
    private readonly bounds: Bounds,
  ) {
    const intervals = intervalsOf(distribution, bounds).map((interval) => clip(interval, bounds));
    this.byLow = sortedBy(intervals, "low");
    this.byHigh = sortedBy(intervals, "high");
    this.count = intervals.reduce((sum, { count }) => sum + count, 0);
    this.isExact = intervals.every(({ isNarrow }) => isNarrow);
  }

  /**
   * The quantile by nearest rank, ceil(q·n), 0 ≤ q ≤ 1; null: there is no value. The k-th smallest value is at least
   * the k-th smallest lower bound and at most the k-th smallest upper bound; the estimate lies between them, linear
   * within its bucket.
   */
  quantile(q: number): ValueBand | null {
    if (!(this.count > SLACK)) return null;
    const rank = Math.max(Math.ceil(q * this.count - SLACK), Math.min(this.count, 1));
    const low = atRank(this.byLow, rank).interval.low;
    const { interval, into } = atRank(this.byHigh, rank);
    const { high } = interval;
    const { min, max } = this.bounds;
    const inside = Math.min(Math.max(estimateIn(interval, into), low), high);
    // Of what is not known (NaN), no comparison is true.
    const estimate = clamp(inside, { min, max });
    return { low, estimate, high, isExact: this.isExact };
  }

  /** The least and the greatest value. */
  extreme(which: "min" | "max"): ValueBand | null {
    const band = this.quantile(which === "min" ? 0 : 1);
    if (band === null || band.isExact) return band;
    const edge = which === "min" ? band.low : band.high;
    const other = which === "min" ? band.high : band.low;
    return { ...band, estimate: Number.isFinite(edge) ? edge : other };
  }
}

/** One histogram's buckets are in order as they come. */
function sortedBy(intervals: Interval[], bound: "low" | "high"): Interval[] {
  for (let i = 1; i < intervals.length; i++) {
    if ((intervals[i - 1]?.[bound] ?? 0) > (intervals[i]?.[bound] ?? 0)) {
      return [...intervals].sort((a, b) => a[bound] - b[bound]);
    }
  }
  return intervals;
}

function intervalsOf(
  { zeroCount, exponential, explicit }: Distribution,
  { min }: Bounds,
): Interval[] {
  const found: Interval[] = [];
  const add = (low: number, high: number, count: number, isNarrow: boolean) => {
    if (count > SLACK) found.push({ low, high, count, isNarrow });
  };
  add(0, 0, zeroCount, true);
  for (const [index, count] of exponential) {
    add(sketchLowerBound(index), sketchLowerBound(index + 1), count, true);
  }
  for (const { bounds, counts } of explicit) {
    // What is measured is mostly not negative: without a bound at or below zero, the first bucket begins there.
    const lowest = (bounds[0] ?? 0) > 0 ? (min < 0 ? min : 0) : Number.NEGATIVE_INFINITY;
    for (let i = 0; i < counts.length; i++) {
      const high = bounds[i] ?? Number.POSITIVE_INFINITY;
      add(bounds[i - 1] ?? lowest, high, counts[i] ?? 0, false);
    }
  }
  return found;
}

/** A bucket holds nothing beyond the least and the greatest value. Those of the sketch are narrow enough. */
function clip(interval: Interval, { min, max }: Bounds): Interval {
  if (interval.isNarrow) return interval;
  const low = min > interval.low && min <= interval.high ? min : interval.low;
  const high = max < interval.high && max >= low ? max : interval.high;
  if (low === interval.low && high === interval.high) return interval;
  return { ...interval, low, high };
}

function clamp(value: number, { min, max }: Bounds): number {
  if (value > max) return max;
  return value < min ? min : value;
}

/** The interval that holds a rank, and how far into its count the rank lies. */
function atRank(sorted: readonly Interval[], rank: number): { interval: Interval; into: number } {
  let seen = 0;
  for (const interval of sorted) {
    if (seen + interval.count >= rank - SLACK) return { interval, into: rank - seen };
    seen += interval.count;
  }
  const interval = sorted.at(-1) ?? { low: 0, high: 0, count: 0, isNarrow: true };
  return { interval, into: interval.count };
}

function estimateIn({ low, high, count, isNarrow }: Interval, into: number): number {
  if (!Number.isFinite(high)) return Number.isFinite(low) ? low : 0;
  if (!Number.isFinite(low)) return high;
  if (isNarrow && low > 0) return sketchMiddle(Math.round(Math.log2(low) * 64));
  return count > 0 ? low + ((high - low) * into) / count : high;
}
