import { countOf, type Distribution, emptyDistribution } from "./distribution.ts";
import { increaseOf } from "./distribution-increase.ts";
import { BUCKET_SECONDS } from "./request-cell.ts";

/** A stored point of a request histogram; times in Unix nanoseconds. */
export type StreamPoint = {
  seriesId: bigint;
  streamId: bigint;
  groupId: bigint;
  startNs: bigint;
  timeNs: bigint;
  isDelta: boolean;
  isError: boolean;
  count: number;
  sumSeconds: number;
  maxSeconds: number;
  distribution: Distribution;
  exemplarTraceId: Buffer | null;
};

/** What a series gains (or, in a correction, loses) in one bucket. */
export type Contribution = {
  seriesId: bigint;
  bucket: number;
  count: number;
  errors: number;
  sumSeconds: number;
  maxSeconds: number;
  distribution: Distribution;
  exemplarTraceId: Buffer | null;
};

/**
 * How long before its first point a stream may have begun for that point to be taken whole when its instance was not
 * heard before. Older streams only give a base line, since their past was not ours to see.
 */
export const YOUNG_STREAM_NS = 3_600_000_000_000n;

/** A delta of a longer time is booked in the last part of it, so that no point fills buckets without end. */
const LONGEST_DELTA_NS = 86_400_000_000_000n;

const SECOND_NS = 1_000_000_000n;

/**
 * What a set of points adds to the buckets. Cumulative points become increases against the point before in their
 * stream (series and start time); several processes under one identity have different start times, so each is its own
 * stream. A count that falls without a new start is a reset. A stream's first point counts from its start, or from the
 * last report of its instance with the same start when that is later: other starts are other processes, which say
 * nothing of this one's past. Counts are spread evenly over the interval's buckets as whole numbers.
 * A pure function of the set: order of arrival does not matter.
 * @see OpenTelemetry metrics data model, "Sums", "Resets and gaps"
 */
export function contributionsOf(points: Iterable<StreamPoint>): Contribution[] {
  const all = [...points];
  const reports = reportTimes(all);
  const found: Contribution[] = [];
  for (const stream of streamsOf(all)) {
    let previous: StreamPoint | null = null;
    for (const point of stream) {
      addIncrease(point, previous, reports.get(processOf(point)) ?? [], found);
      previous = point;
    }
  }
  return found;
}

function streamsOf(points: StreamPoint[]): StreamPoint[][] {
  const streams = new Map<string, Map<string, StreamPoint>>();
  for (const point of points) {
    const key = point.isDelta ? `${point.streamId}` : `${point.streamId} ${point.startNs}`;
    const stream = streams.get(key) ?? new Map<string, StreamPoint>();
    stream.set(`${point.startNs} ${point.timeNs}`, point);
    streams.set(key, stream);
  }
  return [...streams.values()].map((stream) =>
    [...stream.values()].sort((a, b) => (a.timeNs < b.timeNs ? -1 : 1)),
  );
}

/** A process as its streams tell it: the reporting instance and its start. */
const processOf = ({ groupId, startNs }: StreamPoint) => `${groupId} ${startNs}`;

function reportTimes(points: StreamPoint[]): Map<string, bigint[]> {
  const times = new Map<string, Set<bigint>>();
  for (const point of points) {
    const key = processOf(point);
    const ofProcess = times.get(key) ?? new Set<bigint>();
    ofProcess.add(point.timeNs);
    times.set(key, ofProcess);
  }
  return new Map([...times].map(([key, set]) => [key, [...set].sort((a, b) => (a < b ? -1 : 1))]));
}

function addIncrease(
  point: StreamPoint,
  previous: StreamPoint | null,
  reports: bigint[],
  found: Contribution[],
): void {
  if (point.isDelta) {
    const from = point.startNs === 0n ? point.timeNs : point.startNs;
    const longest = point.timeNs - LONGEST_DELTA_NS;
    spread(point, point, from > longest ? from : longest, found);
    return;
  }
  if (previous) {
    const isReset = point.count < previous.count;
    spread(isReset ? point : increase(point, previous), point, previous.timeNs, found);
    return;
  }
  const lastReport = reports.findLast((time) => time < point.timeNs);
  const isYoung = point.timeNs - point.startNs <= YOUNG_STREAM_NS;
  if (lastReport === undefined && !isYoung) return;
  const from = lastReport !== undefined && lastReport > point.startNs ? lastReport : point.startNs;
  spread(point, point, from, found);
}

type Amount = Pick<StreamPoint, "count" | "sumSeconds" | "maxSeconds" | "distribution">;

/** Counts whose buckets do not fit those of before are kept, without saying how long they took. */
function increase(point: StreamPoint, previous: StreamPoint): Amount {
  const distribution = increaseOf(point.distribution, previous.distribution) ?? emptyDistribution();
  const count = point.count - previous.count;
  return {
    count,
    sumSeconds: Math.max(point.sumSeconds - previous.sumSeconds, 0),
    // A cumulative maximum is of the whole stream: it says something of this interval only when it has grown.
    maxSeconds: count > 0 && point.maxSeconds > previous.maxSeconds ? point.maxSeconds : 0,
    distribution,
  };
}

/** Spreads an amount over the buckets of (fromNs, point.timeNs]; each histogram bucket is dealt out by itself. */
function spread(amount: Amount, point: StreamPoint, fromNs: bigint, found: Contribution[]): void {
  if (amount.count === 0 && countOf(amount.distribution) === 0) return;
  const last = bucketOf(point.timeNs - 1n);
  const first = Math.min(bucketOf(fromNs), last);
  const size = (last - first) / BUCKET_SECONDS + 1;
  for (let slot = 0; slot < size; slot++) {
    const distribution = partOf(amount.distribution, slot, size);
    const dealt = countOf(distribution);
    const hasBuckets = countOf(amount.distribution) !== 0;
    const count = hasBuckets ? dealt : share(amount.count, slot, size, 0);
    if (count === 0) continue;
    const part = count / (hasBuckets ? countOf(amount.distribution) : amount.count);
    found.push({
      seriesId: point.seriesId,
      bucket: first + slot * BUCKET_SECONDS,
      count,
      errors: point.isError ? count : 0,
      sumSeconds: amount.sumSeconds * part,
      maxSeconds: amount.maxSeconds,
      distribution,
      exemplarTraceId: point.exemplarTraceId,
    });
  }
}

const bucketOf = (ns: bigint): number => {
  const seconds = Number(ns / SECOND_NS);
  return seconds - (seconds % BUCKET_SECONDS);
};

/** The whole number of `count` things that slot `slot` of `size` gets; the phase keeps small counts from piling up. */
const share = (count: number, slot: number, size: number, phase: number): number =>
  Math.floor(((slot + 1) * count) / size + phase) - Math.floor((slot * count) / size + phase);

const phaseOf = (bucket: number): number => (((bucket * 0.618_034) % 1) + 1) % 1;

function partOf(whole: Distribution, slot: number, size: number): Distribution {
  if (size === 1) return whole;
  const part = emptyDistribution();
  part.zeroCount = share(whole.zeroCount, slot, size, 0);
  for (const [index, count] of whole.exponential) {
    const dealt = share(count, slot, size, phaseOf(index));
    if (dealt !== 0) part.exponential.set(index, dealt);
  }
  for (const { bounds, counts } of whole.explicit) {
    const dealt = counts.map((count, i) => share(count, slot, size, phaseOf(i)));
    if (dealt.some((count) => count !== 0)) part.explicit.push({ bounds, counts: dealt });
  }
  return part;
}
