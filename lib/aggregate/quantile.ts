import { type DistributionSink, type ExplicitBuckets, sameBounds } from "./distribution.ts";
import { sketchLowerBound, sketchMiddle } from "./latency-sketch.ts";

/** Where a quantile lies, in seconds. Low and high are equal to the estimate's bucket error when it is exact. */
export type QuantileBand = { low: number; estimate: number; high: number; exact: boolean };

/** Weights are fractions: sums of them miss whole ranks by as little. */
const SLACK = 1e-9;

const OFFSET = 4096;
const SIZE = 2 * OFFSET;

/**
 * Merges encoded distributions and answers quantiles; meant to be cleared and used again, since one of them holds
 * 64 KiB of dense counts. Indices beyond ±4,096 (2^-64 s … 2^64 s) are clamped.
 */
export class DistributionMerger implements DistributionSink {
  private readonly counts = new Float64Array(SIZE);
  private lowest = SIZE;
  private highest = -1;
  private zeros = 0;
  private parts: ExplicitBuckets[] = [];

  clear(): void {
    if (this.highest >= this.lowest) this.counts.fill(0, this.lowest, this.highest + 1);
    this.lowest = SIZE;
    this.highest = -1;
    this.zeros = 0;
    this.parts = [];
  }

  zero(count: number): void {
    this.zeros += count;
  }

  bucket(index: number, count: number): void {
    const at = Math.min(Math.max(index + OFFSET, 0), SIZE - 1);
    this.counts[at] = (this.counts[at] ?? 0) + count;
    if (at < this.lowest) this.lowest = at;
    if (at > this.highest) this.highest = at;
  }

  /** Parts of the same bounds become one, so that a correction takes away what it corrects. */
  explicit(part: ExplicitBuckets): void {
    const known = this.parts.find((other) => sameBounds(other.bounds, part.bounds));
    if (!known) this.parts.push({ bounds: part.bounds, counts: [...part.counts] });
    else for (const [i, count] of part.counts.entries()) add(known.counts, i, count);
  }

  /** The total number of values. */
  get count(): number {
    let count = this.zeros;
    for (let at = this.lowest; at <= this.highest; at++) count += this.counts[at] ?? 0;
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
    for (const part of other.parts) this.parts.push(part);
    if (other.highest < other.lowest) return;
    this.lowest = Math.min(this.lowest, other.lowest);
    this.highest = Math.max(this.highest, other.highest);
    for (let at = other.lowest; at <= other.highest; at++) {
      this.counts[at] = (this.counts[at] ?? 0) + (other.counts[at] ?? 0);
    }
  }

  /** Calls back each occupied scale-6 bucket in ascending order, then nothing for explicit parts. */
  forEachBucket(callback: (index: number, count: number) => void): void {
    for (let at = this.lowest; at <= this.highest; at++) {
      const count = this.counts[at] ?? 0;
      if (count !== 0) callback(at - OFFSET, count);
    }
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

  private exactQuantiles(ranks: number[], maxSeconds: number): (QuantileBand | null)[] {
    let seen = this.zeros;
    let at = this.lowest - 1;
    return ranks.map((rank) => {
      if (rank - SLACK <= seen && at < this.lowest) return point(0, 0, 0);
      while (seen < rank - SLACK && at < this.highest) {
        at++;
        seen += this.counts[at] ?? 0;
      }
      const index = at - OFFSET;
      const estimate =
        maxSeconds > 0 ? Math.min(sketchMiddle(index), maxSeconds) : sketchMiddle(index);
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
