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
 * a reset. Buckets that do not fit those of the point before are left out, not their count. Gains that lie wholly before
 * `from` or after `to` may be left out.
 * @see OpenTelemetry metrics data model, "Histogram", "Resets and gaps"
 */
export function forEachGain(
  points: HistogramPoints,
  shape: { isDelta: boolean; trustSince: number; from?: number; to?: number },
  add: (from: number, to: number, gain: Gain) => void,
): void {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = shape;
  const isWanted = (since: number, time: number) => time > from && (since < to || since === time);
  if (shape.isDelta) {
    forEachDelta(points, isWanted, add);
    return;
  }
  let before: { at: number; whole: Gain | null } | null = null;
  for (const at of streamOrder(points)) {
    const time = points.times[at] ?? 0;
    const start = points.starts[at] ?? 0;
    const continues = before !== null && points.starts[before.at] === start;
    const since = before === null ? 0 : (points.times[before.at] ?? 0);
    if (continues && since === time) continue;
    let whole: Gain | null = null;
    if (before !== null && continues) {
      const begin = spreadStart(since, time);
      if (isWanted(begin, time)) {
        whole = wholeOf(points, at);
        add(begin, time, gainOf(whole, before.whole ?? wholeOf(points, before.at)));
      }
    } else if (countsWhole(start, time, shape.trustSince)) {
      whole = wholeOf(points, at);
      add(spreadStart(start, time), time, whole);
    }
    before = { at, whole };
  }
}

function forEachDelta(
  points: HistogramPoints,
  isWanted: (since: number, time: number) => boolean,
  add: (from: number, to: number, gain: Gain) => void,
): void {
  for (const at of streamOrder(points)) {
    const time = points.times[at] ?? 0;
    const start = points.starts[at] ?? 0;
    const since = start > 0 ? spreadStart(start, time) : time;
    if (isWanted(since, time)) add(since, time, wholeOf(points, at));
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
