import { DenseCounts } from "./dense-counts.ts";
import { type DistributionSink, type ExplicitBuckets, sameBounds } from "./distribution.ts";
import { sketchIndex, sketchLowerBound, sketchMiddle } from "./latency-sketch.ts";

/** Where a quantile lies, in seconds. Low and high are equal to the estimate's bucket error when it is exact. */
export type QuantileBand = { low: number; estimate: number; high: number; exact: boolean };

/** Weights are fractions: sums of them miss whole ranks by as little. */
const SLACK = 1e-9;

/** Merges encoded distributions and answers quantiles; meant to be cleared and used again. */
export class DistributionMerger implements DistributionSink {
  readonly dense = new DenseCounts();
  private zeros = 0;
  private parts: ExplicitBuckets[] = [];

  clear(): void {
    this.dense.clear();
    this.zeros = 0;
    this.parts = [];
  }

  zero(count: number): void {
    this.zeros += count;
  }

  bucket(index: number, count: number): void {
    this.dense.add(index, count);
  }

  /** Parts of the same bounds become one, so that a correction takes away what it corrects. */
  explicit(part: ExplicitBuckets): void {
    const known = this.parts.find((other) => sameBounds(other.bounds, part.bounds));
    if (!known) this.parts.push({ bounds: part.bounds, counts: [...part.counts] });
    else for (const [i, count] of part.counts.entries()) add(known.counts, i, count);
  }

  /** The total number of values. */
  get count(): number {
    let count = this.zeros + this.dense.total;
    for (const part of this.parts) for (const bucket of part.counts) count += bucket;
    return count;
  }

  /** True when each value is known to the sketch's error. */
  get isExact(): boolean {
    return this.parts.every((part) => part.counts.every((count) => count === 0));
  }

  /** Adds everything that another one holds. */
  merge(other: DistributionMerger): void {
    this.zeros += other.zeros;
    this.dense.merge(other.dense);
    for (const part of other.parts) this.explicit(part);
  }

  /** Calls back each occupied scale-6 bucket in ascending order, then nothing for explicit parts. */
  forEachBucket(callback: (index: number, count: number) => void): void {
    this.dense.forEach(callback);
  }

  get zeroCount(): number {
    return this.zeros;
  }

  get explicitParts(): readonly ExplicitBuckets[] {
    return this.parts;
  }

  /**
   * Quantiles (each 0 < q ≤ 1, ascending) by nearest rank ceil(q·n). Null when there is no value. Explicit parts are
   * answered by interval arithmetic: the k-th smallest value is at least the k-th smallest lower bound and at most the
   * k-th smallest upper bound. `maxSeconds` is the largest value that is known (0: none) and bounds estimates alone,
   * since a sender need not tell its maximum.
   */
  quantiles(qs: readonly number[], maxSeconds: number): (QuantileBand | null)[] {
    const total = this.count;
    if (!(total > 0)) return qs.map(() => null);
    const ranks = qs.map((q) => Math.max(Math.ceil(q * total - SLACK), Math.min(total, SLACK)));
    return this.isExact
      ? this.exactQuantiles(ranks, maxSeconds)
      : this.bandQuantiles(ranks, maxSeconds);
  }

  /**
   * How many values are at most so large. A sketch's bucket counts as a whole, by its middle: the answer is exact for a
   * limit that is at most 0.55 % off. Within a bucket of explicit bounds values are taken to lie evenly.
   */
  countAtMost(seconds: number): number {
    if (!(seconds > 0)) return seconds === 0 ? this.zeros : 0;
    const index = sketchIndex(seconds);
    const whole = sketchMiddle(index) <= seconds ? index : index - 1;
    let count = this.zeros + this.dense.totalUpTo(whole);
    for (const { bounds, counts } of this.parts) {
      counts.forEach((own, i) => {
        const low = Math.max(bounds[i - 1] ?? 0, 0);
        count += own * shareAtMost(seconds, low, bounds[i] ?? Number.POSITIVE_INFINITY);
      });
    }
    return count;
  }

  private exactQuantiles(ranks: number[], maxSeconds: number): (QuantileBand | null)[] {
    const enough = ranks.map((rank) => rank - SLACK);
    return this.dense.bucketsAtRanks(enough, this.zeros).map((index) => {
      if (index === null) return point(0, 0, 0);
      const middle = sketchMiddle(index);
      const estimate = maxSeconds > 0 ? Math.min(middle, maxSeconds) : middle;
      return point(sketchLowerBound(index), estimate, sketchLowerBound(index + 1));
    });
  }

  private bandQuantiles(ranks: number[], maxSeconds: number): (QuantileBand | null)[] {
    const buckets = this.intervals();
    const byLow = [...buckets].sort((a, b) => a.low - b.low);
    const byHigh = [...buckets].sort((a, b) => a.high - b.high);
    return ranks.map((rank) => {
      const low = atRank(byLow, rank)?.low ?? 0;
      const high = atRank(byHigh, rank)?.high ?? Number.POSITIVE_INFINITY;
      const inside = interpolate(byHigh, rank);
      const middle = maxSeconds > 0 ? Math.min(inside, maxSeconds) : inside;
      return { low, estimate: Math.min(Math.max(middle, low), high), high, exact: false };
    });
  }

  private intervals(): Interval[] {
    const found: Interval[] = this.zeros > 0 ? [{ low: 0, high: 0, count: this.zeros }] : [];
    this.forEachBucket((index, count) =>
      found.push({ low: sketchLowerBound(index), high: sketchLowerBound(index + 1), count }),
    );
    for (const { bounds, counts } of this.parts) {
      counts.forEach((count, i) => {
        if (count <= 0) return;
        const low = Math.max(bounds[i - 1] ?? 0, 0);
        found.push({ low, high: Math.max(bounds[i] ?? Number.POSITIVE_INFINITY, low), count });
      });
    }
    return found;
  }
}

/** The share of values spread evenly from `low` to `high` that is at most so large; of an unbounded bucket none is known to be. */
function shareAtMost(value: number, low: number, high: number): number {
  if (value >= high) return 1;
  return value <= low || !Number.isFinite(high) ? 0 : (value - low) / (high - low);
}

const add = (counts: number[], at: number, count: number): void => {
  counts[at] = (counts[at] ?? 0) + count;
};

type Interval = { low: number; high: number; count: number };

const point = (low: number, estimate: number, high: number): QuantileBand => ({
  low,
  estimate,
  high,
  exact: true,
});

function atRank(sorted: Interval[], rank: number): Interval | undefined {
  let seen = 0;
  for (const interval of sorted) {
    seen += interval.count;
    if (seen >= rank - SLACK) return interval;
  }
  return sorted.at(-1);
}

/** Linear within the interval that holds the rank, as Prometheus does; an unbounded one answers its lower bound. */
function interpolate(sorted: Interval[], rank: number): number {
  let seen = 0;
  for (const { low, high, count } of sorted) {
    if (seen + count >= rank - SLACK) {
      return Number.isFinite(high) ? low + ((high - low) * (rank - seen)) / count : low;
    }
    seen += count;
  }
  return sorted.at(-1)?.high ?? 0;
}
