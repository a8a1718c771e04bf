import { addDistribution, type Distribution, emptyDistribution } from "./distribution.ts";
import type { Gain } from "./histogram-increase.ts";

/** Values of a histogram in one bucket and group. NaN: some part does not tell. */
export class HistogramCell {
  count = 0;
  sum = 0;
  /** No value lies below; NaN: not known. */
  min = Number.POSITIVE_INFINITY;
  /** No value lies above; NaN: not known. */
  max = Number.NEGATIVE_INFINITY;
  readonly distribution: Distribution = emptyDistribution();
  /** Values of which it is not known where they lie. */
  unplaced = 0;

  /** Adds a share (0 to 1) of a gain. A gain of nothing says that the series reported. */
  add({ count, sum, min, max, distribution, unplaced = 0 }: Gain, share: number): void {
    this.count += count * share;
    if (count === 0) return;
    this.sum += sum * share;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
    this.unplaced += unplaced * share;
    if (distribution === null) this.unplaced += count * share;
    else addDistribution(this.distribution, distribution, share);
  }
}
