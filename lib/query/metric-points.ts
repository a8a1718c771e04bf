import type { ClientBase } from "pg";
import { z } from "zod";
import type { SeriesPoints } from "@/lib/aggregate/counter-increase.ts";
import { LONGEST_SPREAD_SECONDS } from "@/lib/aggregate/counter-increase.ts";
import type { HistogramPoints } from "@/lib/aggregate/histogram-increase.ts";
import type { CopyReader } from "@/lib/store/copy-binary.ts";
import {
  type LastPointsWanted,
  POINT_FIELD,
  type PointColumns,
  type PointsWanted,
  readLastPoints,
  readMetricPoints,
  type SeriesWanted,
} from "@/lib/store/metric-reads.ts";
import { nsOfMs } from "./nanoseconds.ts";

/** How far before a range the point is mostly found that an increase begins at, in seconds. */
export const NEAR_SECONDS = LONGEST_SPREAD_SECONDS + 30;
/** How far before that it is looked for when it is not there. */
const FAR_SECONDS = 86_400;

/** Points by series; Unix seconds. */
export type PointsOfSeries<Points> = Map<bigint, Points>;

/** The points of one summary series, column by column; quantiles by their number. NaN: not told. */
export type SummaryPoints = Pick<SeriesPoints, "starts" | "times"> & {
  counts: number[];
  sums: number[];
  quantiles: ReadonlyMap<number, number>[];
};

/** Which points: of these series, in this range (Unix seconds), with what is needed around it. */
export type PointsRange = { wanted: SeriesWanted; from: number; to: number };

/** Samples of gauges in a range. */
export async function loadSamples(
  client: ClientBase,
  { wanted, from, to }: PointsRange,
): Promise<PointsOfSeries<SeriesPoints>> {
  const found: PointsOfSeries<SeriesPoints> = new Map();
  addNumbers(await readMetricPoints(client, "number", between(wanted, from, to)), found);
  return found;
}

/** Readings of counters in a range, with the points before it that increases begin at. */
export async function loadReadings(
  client: ClientBase,
  range: PointsRange,
): Promise<PointsOfSeries<SeriesPoints>> {
  const found: PointsOfSeries<SeriesPoints> = new Map();
  await loadWithBefore(client, { ...range, columns: "number" }, (reader) => {
    addNumbers(reader, found);
    return found;
  });
  return found;
}

/** Histogram points in a range, with those before it that increases begin at. */
export async function loadHistograms(
  client: ClientBase,
  range: PointsRange,
): Promise<PointsOfSeries<HistogramPoints>> {
  const found: PointsOfSeries<HistogramPoints> = new Map();
  await loadWithBefore(client, { ...range, columns: "histogram" }, (reader) => {
    addHistograms(reader, found);
    return found;
  });
  return found;
}

/** Summary points in a range, with those before it that increases begin at. */
export async function loadSummaries(
  client: ClientBase,
  range: PointsRange,
): Promise<PointsOfSeries<SummaryPoints>> {
  const found: PointsOfSeries<SummaryPoints> = new Map();
  await loadWithBefore(client, { ...range, columns: "summary" }, (reader) => {
    addSummaries(reader, found);
    return found;
  });
  return found;
}

type Streams = PointsOfSeries<Pick<SeriesPoints, "starts" | "times">>;

/**
 * Reads a range and a little before and after it; then, for streams that were older than that and have no point there,
 * their last point of the day before.
 */
async function loadWithBefore(
  client: ClientBase,
  { wanted, from, to, columns }: PointsRange & { columns: PointColumns },
  add: (reader: CopyReader) => Streams,
): Promise<void> {
  const near = from - NEAR_SECONDS;
  const window = between(wanted, near, to + LONGEST_SPREAD_SECONDS);
  const streams = add(await readMetricPoints(client, columns, window));
  const before = orphansOf(streams, near, from);
  if (before) add(await readLastPoints(client, columns, before));
}

/** Where the streams begin that were older than `near` and have no point up to `from`; null: there are none. */
export function orphansOf(streams: Streams, near: number, from: number): LastPointsWanted | null {
  const orphans: LastPointsWanted["streams"][number][] = [];
  for (const [seriesId, points] of streams) {
    for (const start of orphanStarts(points, near, from)) {
      orphans.push({ seriesId, startNs: BigInt(Math.round(start * 1e6)) * 1_000n });
    }
  }
  if (orphans.length === 0) return null;
  return {
    fromNs: nsOfMs((near - FAR_SECONDS) * 1_000),
    toNs: nsOfMs(near * 1_000),
    streams: orphans,
  };
}

const NO_STARTS: readonly number[] = [];

/** The starts of streams that began before `near` and have their first point only after `from`. */
function orphanStarts(
  { starts, times }: Pick<SeriesPoints, "starts" | "times">,
  near: number,
  from: number,
): readonly number[] {
  const [start] = starts;
  const isOne = starts.every((other) => other === start);
  if (isOne) {
    const isOrphan = start !== undefined && start < near && times.every((time) => time > from);
    return isOrphan ? [start] : NO_STARTS;
  }
  const firsts = new Map<number, number>();
  for (const [i, start] of starts.entries()) {
    if (start >= near) continue;
    firsts.set(start, Math.min(firsts.get(start) ?? Number.POSITIVE_INFINITY, times[i] ?? 0));
  }
  return [...firsts].flatMap(([start, first]) => (first > from ? [start] : []));
}

/** Points of some series from one moment to another (Unix seconds). */
export const between = (wanted: SeriesWanted, from: number, to: number): PointsWanted => ({
  wanted,
  fromNs: nsOfMs(from * 1000),
  toNs: nsOfMs(to * 1000),
});

const NS = 1e9;

/** Seconds of a bigint column of nanoseconds, to a quarter of a microsecond. */
const secondsOf = (reader: CopyReader, field: number): number => reader.integer(field) / NS;

/** Puts points of gauges and counters to those of their series. */
export function addNumbers(reader: CopyReader, found: PointsOfSeries<SeriesPoints>): void {
  let last: bigint | null = null;
  let points: SeriesPoints = { starts: [], times: [], values: [] };
  while (reader.next()) {
    const id = reader.bigint(POINT_FIELD.seriesId);
    if (id !== last) {
      points = found.get(id) ?? { starts: [], times: [], values: [] };
      found.set(id, points);
      last = id;
    }
    points.starts.push(secondsOf(reader, POINT_FIELD.startNs));
    points.times.push(secondsOf(reader, POINT_FIELD.timeNs));
    points.values.push(reader.double(POINT_FIELD.value));
  }
}

/** As `addNumbers`, of histograms. */
export function addHistograms(reader: CopyReader, found: PointsOfSeries<HistogramPoints>): void {
  const double = (field: number) => (reader.isNull(field) ? Number.NaN : reader.double(field));
  while (reader.next()) {
    const id = reader.bigint(POINT_FIELD.seriesId);
    let points = found.get(id);
    if (!points) {
      points = { starts: [], times: [], counts: [], sums: [], mins: [], maxs: [], encoded: [] };
      found.set(id, points);
    }
    points.starts.push(secondsOf(reader, POINT_FIELD.startNs));
    points.times.push(secondsOf(reader, POINT_FIELD.timeNs));
    points.counts.push(reader.double(POINT_FIELD.count));
    points.sums.push(double(POINT_FIELD.sum));
    points.mins.push(double(POINT_FIELD.min));
    points.maxs.push(double(POINT_FIELD.max));
    const isNull = reader.isNull(POINT_FIELD.distribution);
    points.encoded.push(isNull ? null : reader.bytes(POINT_FIELD.distribution));
  }
}

const storedQuantiles = z.array(
  z.object({ quantile: z.number().nullable(), value: z.number().nullable() }),
);

function addSummaries(reader: CopyReader, found: PointsOfSeries<SummaryPoints>): void {
  while (reader.next()) {
    const id = reader.bigint(POINT_FIELD.seriesId);
    let points = found.get(id);
    if (!points) {
      points = { starts: [], times: [], counts: [], sums: [], quantiles: [] };
      found.set(id, points);
    }
    points.starts.push(secondsOf(reader, POINT_FIELD.startNs));
    points.times.push(secondsOf(reader, POINT_FIELD.timeNs));
    points.counts.push(reader.double(POINT_FIELD.count));
    points.sums.push(reader.isNull(POINT_FIELD.sum) ? Number.NaN : reader.double(POINT_FIELD.sum));
    const json: unknown = JSON.parse(reader.text(POINT_FIELD.quantiles));
    const quantiles = storedQuantiles.parse(json);
    points.quantiles.push(
      new Map(
        quantiles.flatMap(({ quantile, value }) =>
          quantile === null || value === null ? [] : [[quantile, value] as const],
        ),
      ),
    );
  }
}
