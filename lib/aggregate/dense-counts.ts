const OFFSET = 4_096;
const SIZE = 2 * OFFSET;

/**
 * Counts of scale-6 buckets side by side, 64 KiB, so that merging is adding numbers in a row; meant to be cleared and
 * used again. Indices beyond ±4,096 (2^-64 s … 2^64 s) are clamped.
 */
export class DenseCounts {
  private readonly counts = new Float64Array(SIZE);
  /** Positions of the lowest and highest bucket that was added to; lowest above highest: none was. */
  private lowest = SIZE;
  private highest = -1;

  clear(): void {
    if (this.highest >= this.lowest) this.counts.fill(0, this.lowest, this.highest + 1);
    this.lowest = SIZE;
    this.highest = -1;
  }

  add(index: number, count: number): void {
    const at = index < -OFFSET ? 0 : index >= OFFSET ? SIZE - 1 : index + OFFSET;
    const { counts } = this;
    counts[at] = (counts[at] ?? 0) + count;
    if (at < this.lowest) this.lowest = at;
    if (at > this.highest) this.highest = at;
  }

  merge(other: DenseCounts): void {
    if (other.highest < other.lowest) return;
    this.lowest = Math.min(this.lowest, other.lowest);
    this.highest = Math.max(this.highest, other.highest);
    const into = this.counts;
    const from = other.counts;
    const { highest } = other;
    for (let at = other.lowest; at <= highest; at++) into[at] = (into[at] ?? 0) + (from[at] ?? 0);
  }

  get total(): number {
    let total = 0;
    let at = this.lowest;
    for (; at + 3 <= this.highest; at += 4) total += this.four(at);
    for (; at <= this.highest; at++) total += this.counts[at] ?? 0;
    return total;
  }

  /** Four counts together: a sum in which each addition waits for the one before takes three times as long. */
  private four(at: number): number {
    const { counts } = this;
    return (
      (counts[at] ?? 0) + (counts[at + 1] ?? 0) + ((counts[at + 2] ?? 0) + (counts[at + 3] ?? 0))
    );
  }

  /** What the buckets up to one hold, itself included. */
  totalUpTo(index: number): number {
    const end = Math.min(this.highest, index + OFFSET);
    let total = 0;
    for (let at = this.lowest; at <= end; at++) total += this.counts[at] ?? 0;
    return total;
  }

  /** Calls back each occupied bucket in ascending order. */
  forEach(callback: (index: number, count: number) => void): void {
    for (let at = this.lowest; at <= this.highest; at++) {
      const count = this.counts[at] ?? 0;
      if (count !== 0) callback(at - OFFSET, count);
    }
  }

  /**
   * For each rank, ascending, the bucket at which the running sum, `below` at first, reaches it; null: `below` does. The
   * last bucket when the counts do not suffice.
   */
  bucketsAtRanks(ranks: readonly number[], below: number): (number | null)[] {
    const { counts, lowest, highest } = this;
    let seen = below;
    let at = lowest - 1;
    return ranks.map((rank) => {
      if (rank <= seen && at < lowest) return null;
      while (at + 4 <= highest) {
        const further = seen + this.four(at + 1);
        if (further >= rank) break;
        seen = further;
        at += 4;
      }
      while (seen < rank && at < highest) seen += counts[++at] ?? 0;
      return at - OFFSET;
    });
  }
}
