/** The points of one series, column by column. Unix seconds; start 0: the sender gave none. Order does not matter. */
export type SeriesPoints = { starts: number[]; times: number[]; values: number[] };

/** How the values of a sum follow each other. */
export type SumShape = { isDelta: boolean; isMonotonic: boolean };

/** How long before its first point a stream may have begun for that point to be taken whole, in seconds. */
export const YOUNG_STREAM_SECONDS = 3_600;

/**
 * An increase of a longer time is booked in the last part of it, in seconds: how it went before is not known, and what
 * a bucket holds must not depend on points that come hours later.
 */
export const LONGEST_SPREAD_SECONDS = 300;

/** Where an increase happened, evenly between two moments, and how much it was. */
export type Increase = (from: number, to: number, amount: number) => void;

/**
 * What the points of one series add. Points of one start time are one stream: each counts what it has gained since the
 * one before. A monotonic value that falls was reset and counts whole, from the point before. Streams of other start
 * times are other processes, or the same after a restart, and add up. A stream's first point counts whole, from its
 * start, when it began within the last hour or since `trustSince` (Unix seconds); of an older stream, of one without a
 * start, and of one that begins with this very point (an unknown start) it is only the base line. One that begins just
 * after its first point, by a clock of coarser steps, began with it. Delta points are their own increase.
 * @see OpenTelemetry metrics data model, "Sums", "Resets and gaps", "Cumulative streams: handling unknown start time"
 */
export function forEachIncrease(
  points: SeriesPoints,
  shape: SumShape & { trustSince: number },
  add: Increase,
): void {
  if (shape.isDelta) forEachDelta(points, add);
  else forEachGrowth(points, shape, add);
}

function forEachGrowth(
  points: SeriesPoints,
  shape: { isMonotonic: boolean; trustSince: number },
  add: Increase,
): void {
  const { starts, times, values } = points;
  let previous = -1;
  for (const at of streamOrder(points)) {
    const time = times[at] ?? 0;
    const start = starts[at] ?? 0;
    const value = values[at] ?? 0;
    const continues = previous >= 0 && starts[previous] === start;
    if (continues && times[previous] === time) continue;
    if (continues) {
      const before = values[previous] ?? 0;
      const isReset = shape.isMonotonic && value < before;
      add(spreadStart(times[previous] ?? 0, time), time, isReset ? value : value - before);
    } else if (countsWhole(start, time, shape.trustSince)) {
      add(spreadStart(start, time), time, value);
    }
    previous = at;
  }
}

/** Whether the first known point of a stream counts from the stream's start. */
export const countsWhole = (start: number, time: number, trustSince: number): boolean =>
  start > 0 && start !== time && (time - start <= YOUNG_STREAM_SECONDS || start >= trustSince);

/** Where the spreading of an increase that ends at `time` begins. */
export const spreadStart = (from: number, time: number): number =>
  Math.min(time, Math.max(from, time - LONGEST_SPREAD_SECONDS));

function forEachDelta({ starts, times, values }: SeriesPoints, add: Increase): void {
  for (let i = 0; i < times.length; i++) {
    const time = times[i] ?? 0;
    const start = starts[i] ?? 0;
    add(start > 0 ? spreadStart(start, time) : time, time, values[i] ?? 0);
  }
}

/** Positions of the points by stream, oldest first within it. */
export function streamOrder({
  starts,
  times,
}: Pick<SeriesPoints, "starts" | "times">): Iterable<number> {
  const order = times.map((_, i) => i);
  const compare = (a: number, b: number) =>
    (starts[a] ?? 0) - (starts[b] ?? 0) || (times[a] ?? 0) - (times[b] ?? 0);
  for (let i = 1; i < order.length; i++) if (compare(i - 1, i) > 0) return order.sort(compare);
  return order;
}
