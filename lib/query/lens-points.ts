import type { ClientBase } from "pg";
import type { SeriesPoints } from "@/lib/aggregate/counter-increase.ts";
import { LONGEST_SPREAD_SECONDS } from "@/lib/aggregate/counter-increase.ts";
import { decodeDistribution } from "@/lib/aggregate/distribution.ts";
import type { HistogramPoints } from "@/lib/aggregate/histogram-increase.ts";
import { readLastPoints, readMetricPoints } from "@/lib/store/metric-reads.ts";
import {
  addHistograms,
  addNumbers,
  between,
  NEAR_SECONDS,
  orphansOf,
  type PointsOfSeries,
} from "./metric-points.ts";
import type { PointKind, RecentPoints, RecentWanted } from "./recent-points.ts";

/** `loadReadings` of counters and `loadSamples` of gauges, in one. */
export async function loadNumbers(
  client: ClientBase,
  { counter, gauge }: { counter: readonly bigint[]; gauge: readonly bigint[] },
  { from, to, recent }: { from: number; to: number; recent?: RecentNumbers | undefined },
): Promise<PointsOfSeries<SeriesPoints>> {
  if (counter.length + gauge.length === 0) return new Map();
  const ids = [...counter, ...gauge];
  const near = from - NEAR_SECONDS;
  const load = async (some: readonly bigint[], since: number, until: number) => {
    const window = between({ kind: "ids", ids: some }, since, until);
    const found: PointsOfSeries<SeriesPoints> = new Map();
    addNumbers(await readMetricPoints(client, "number", window), found);
    return found;
  };
  const until = to + LONGEST_SPREAD_SECONDS;
  const found = recent
    ? await recent.points.read({ ...recent.at, ids, from: near, to: until }, load)
    : await load(ids, near, until);
  const readings: PointsOfSeries<SeriesPoints> = new Map();
  for (const id of counter) {
    const points = found.get(id);
    if (points) readings.set(id, points);
  }
  const before = orphansOf(readings, near, from);
  if (before) addNumbers(await readLastPoints(client, "number", before), found);
  for (const id of gauge) {
    const points = found.get(id);
    if (points) found.set(id, within(points, from, to));
  }
  return found;
}

/** What keeps settled points of the last minutes, and what it has to know of now. */
type Recent<Points extends { times: number[] }> = {
  points: RecentPoints<Points>;
  at: Pick<RecentWanted, "versionOf" | "nowSeconds">;
};
export type RecentNumbers = Recent<SeriesPoints>;
export type RecentHistograms = Recent<HistogramPoints>;

export const NUMBER_POINTS: PointKind<SeriesPoints> = {
  empty: () => ({ starts: [], times: [], values: [] }),
  keep: (into, from, at) => {
    into.starts.push(from.starts[at] ?? 0);
    into.times.push(from.times[at] ?? 0);
    into.values.push(from.values[at] ?? 0);
  },
  joined: (before, after) => ({
    starts: before.starts.concat(after.starts),
    times: before.times.concat(after.times),
    values: before.values.concat(after.values),
  }),
  slice: ({ starts, times, values }, first, end) => ({
    starts: starts.slice(first, end),
    times: times.slice(first, end),
    values: values.slice(first, end),
  }),
  most: 400_000,
};

const known = (value: number | undefined) => value ?? Number.NaN;

export const HISTOGRAM_POINTS: PointKind<HistogramPoints> = {
  empty: () => ({ starts: [], times: [], counts: [], sums: [], mins: [], maxs: [], encoded: [] }),
  keep: (into, from, at) => {
    into.starts.push(from.starts[at] ?? 0);
    into.times.push(from.times[at] ?? 0);
    into.counts.push(from.counts[at] ?? 0);
    into.sums.push(known(from.sums[at]));
    into.mins.push(known(from.mins[at]));
    into.maxs.push(known(from.maxs[at]));
    const encoded = from.encoded[at] ?? null;
    // Decoded once rather than each time.
    into.encoded.push(encoded instanceof Uint8Array ? decodeDistribution(encoded) : encoded);
  },
  joined: (before, after) => ({
    starts: before.starts.concat(after.starts),
    times: before.times.concat(after.times),
    counts: before.counts.concat(after.counts),
    sums: before.sums.concat(after.sums),
    mins: before.mins.concat(after.mins),
    maxs: before.maxs.concat(after.maxs),
    encoded: before.encoded.concat(after.encoded),
  }),
  slice: ({ starts, times, counts, sums, mins, maxs, encoded }, first, end) => ({
    starts: starts.slice(first, end),
    times: times.slice(first, end),
    counts: counts.slice(first, end),
    sums: sums.slice(first, end),
    mins: mins.slice(first, end),
    maxs: maxs.slice(first, end),
    encoded: encoded.slice(first, end),
  }),
  most: 80_000,
};

function within({ starts, times, values }: SeriesPoints, from: number, to: number): SeriesPoints {
  const cut: SeriesPoints = { starts: [], times: [], values: [] };
  for (const [i, time] of times.entries()) {
    if (time < from || time >= to) continue;
    cut.starts.push(starts[i] ?? 0);
    cut.times.push(time);
    cut.values.push(values[i] ?? 0);
  }
  return cut;
}

/** As `loadHistograms`, with what is kept of the last minutes. */
export async function loadRecentHistograms(
  client: ClientBase,
  { ids, from, to }: { ids: readonly bigint[]; from: number; to: number },
  { points, at }: RecentHistograms,
): Promise<PointsOfSeries<HistogramPoints>> {
  const near = from - NEAR_SECONDS;
  const window = { ...at, ids, from: near, to: to + LONGEST_SPREAD_SECONDS };
  const found = await points.read(window, async (some, since, until) => {
    const read: PointsOfSeries<HistogramPoints> = new Map();
    const wanted = between({ kind: "ids", ids: some }, since, until);
    addHistograms(await readMetricPoints(client, "histogram", wanted), read);
    return read;
  });
  const before = orphansOf(found, near, from);
  if (before) addHistograms(await readLastPoints(client, "histogram", before), found);
  return found;
}
