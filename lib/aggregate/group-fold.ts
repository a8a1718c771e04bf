import type { MetricAgg } from "@/lib/domain/metrics.ts";
import type { SeriesSlots } from "./series-slots.ts";

/** What makes one number of samples and counts. */
export type ScalarAgg = Extract<
  MetricAgg,
  "avg" | "min" | "max" | "sum" | "last" | "count" | "rate" | "increase"
>;

/**
 * Series of one group, bucket by bucket and over the whole range. Of a gauge, each series first becomes one value a
 * bucket (its mean, least, greatest or last), then these become one (their mean, least, greatest, or sum), so that a
 * series that reports more often weighs no more. Of a counter, increases add up.
 */
export class GroupFold {
  private readonly values: Float64Array;
  private readonly series: Float64Array;
  /** Unix seconds of the newest point of the group. */
  newest = 0;

  constructor(
    private readonly size: number,
    private readonly metric: { isCounter: boolean; agg: ScalarAgg },
  ) {
    this.values = new Float64Array(size);
    this.series = new Float64Array(size);
  }

  add(slots: SeriesSlots): void {
    if (slots.newest > this.newest) this.newest = slots.newest;
    for (let slot = 0; slot < this.size; slot++) {
      const value = this.valueOf(slots, slot);
      if (value !== null) this.fold(slot, value);
    }
  }

  /** The group's value of a slot; null: no series reported. `seconds`: how much of it has passed, of rates. */
  value(slot: number, seconds: number): number | null {
    const value = this.values[slot] ?? 0;
    const series = this.series[slot] ?? 0;
    if (series === 0) return null;
    if (this.metric.agg === "count") return series;
    const folded = this.isMean ? value / series : value;
    if (!this.isRate) return folded;
    return seconds > 0 ? folded / seconds : null;
  }

  private fold(slot: number, value: number): void {
    const known = this.values[slot] ?? 0;
    const isFirst = this.series[slot] === 0;
    this.series[slot] = (this.series[slot] ?? 0) + 1;
    const { agg } = this.metric;
    if (agg === "min") this.values[slot] = isFirst ? value : Math.min(known, value);
    else if (agg === "max") this.values[slot] = isFirst ? value : Math.max(known, value);
    else this.values[slot] = known + value;
  }

  private get isMean(): boolean {
    const { agg, isCounter } = this.metric;
    return agg === "avg" || (agg === "last" && !isCounter);
  }

  /** The mean, least and greatest of counters are of how fast they grow. */
  private get isRate(): boolean {
    const { agg, isCounter } = this.metric;
    return isCounter && (agg === "rate" || agg === "avg" || agg === "min" || agg === "max");
  }

  private valueOf(slots: SeriesSlots, slot: number): number | null {
    const { isCounter, agg } = this.metric;
    if (isCounter && agg === "last")
      return slots.hasReading(slot) ? (slots.lasts[slot] ?? 0) : null;
    const count = slots.counts[slot] ?? 0;
    if (count === 0) return null;
    if (isCounter) return slots.sums[slot] ?? 0;
    if (agg === "min") return slots.mins[slot] ?? 0;
    if (agg === "max") return slots.maxs[slot] ?? 0;
    if (agg === "last") return slots.lasts[slot] ?? 0;
    return (slots.sums[slot] ?? 0) / count;
  }
}
