import { countsWhole, spreadStart, streamOrder } from "./counter-increase.ts";
import { type Distribution, decodeDistribution } from "./distribution.ts";
import { increaseOf } from "./distribution-increase.ts";

/**
 * The points of one histogram series, column by column; Unix seconds, start 0: the sender gave none. NaN: not told.
 * `encoded`: a distribution, or its bytes; null: the point has no buckets.
 */
export type HistogramPoints = {
  starts: number[];
  times: number[];
  counts: number[];
  sums: number[];
  mins: number[];
  maxs: number[];
  encoded: (Uint8Array | Distribution | null)[];
};

/**
 * What a histogram gained. NaN: not told. No value lies below `min` or above `max`. Distribution null: where the values
 * lie is not known.
 */
export type Gain = {
  count: number;
  sum: number;
  min: number;
  max: number;
  distribution: Distribution | null;
  /** Values, beside those of the distribution, of which it is not known where they lie. */
  unplaced?: number;
};

/**
 * What the points of one histogram series add, by the rules of `forEachIncrease`. A count that falls within a stream is
 * a reset. Buckets that do not fit those of the point before are left out, not their count.
 * @see OpenTelemetry metrics data model, "Histogram", "Resets and gaps"
 */
export function forEachGain(
  points: HistogramPoints,
  shape: { isDelta: boolean; trustSince: number },
  add: (from: number, to: number, gain: Gain) => void,
): void {
  let before: { at: number; whole: Gain } | null = null;
  for (const at of streamOrder(points)) {
    const time = points.times[at] ?? 0;
    const start = points.starts[at] ?? 0;
    if (shape.isDelta) {
      add(start > 0 ? spreadStart(start, time) : time, time, wholeOf(points, at));
      continue;
    }
    const continues = before !== null && points.starts[before.at] === start;
    const since = before === null ? 0 : (points.times[before.at] ?? 0);
    if (continues && since === time) continue;
    const whole = wholeOf(points, at);
    if (before !== null && continues) {
      add(spreadStart(since, time), time, gainOf(whole, before.whole));
    } else if (countsWhole(start, time, shape.trustSince)) {
      add(spreadStart(start, time), time, whole);
    }
    before = { at, whole };
  }
}

function wholeOf(points: HistogramPoints, at: number): Gain {
  const encoded = points.encoded[at] ?? null;
  return {
    count: points.counts[at] ?? 0,
    sum: points.sums[at] ?? Number.NaN,
    min: points.mins[at] ?? Number.NaN,
    max: points.maxs[at] ?? Number.NaN,
    distribution: encoded instanceof Uint8Array ? decodeDistribution(encoded) : encoded,
  };
}

function gainOf(now: Gain, before: Gain): Gain {
  if (now.count < before.count) return now;
  const fits = now.distribution !== null && before.distribution !== null;
  return {
    ...now,
    count: now.count - before.count,
    sum: now.sum - before.sum,
    distribution:
      fits && now.distribution && before.distribution
        ? increaseOf(now.distribution, before.distribution)
        : null,
  };
}
