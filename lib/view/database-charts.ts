import type { DatabaseFigures, DatabasesResponse } from "@/lib/contract/databases.ts";
import { worstStatus } from "@/lib/domain/concern-status.ts";
import { LAG_LIMITS_MS } from "@/lib/domain/database-troubles.ts";
import { changeText, ratioChangeText } from "./change.ts";
import { type ConcernLine, concernTrack } from "./concern-track.ts";
import { type DatabaseRow, sumOf } from "./databases.ts";
import type { Figure, FigureStatus } from "./figure.ts";
import { formatCount, formatMs, formatRate, formatRatio } from "./format.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

const highest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

/** The slowest of the databases that were asked more than now and then. */
function slowest(figures: readonly DatabaseFigures[]): number | null {
  const most = highest(figures.map(({ operationCount }) => operationCount)) ?? 0;
  const asked = figures.filter(({ operationCount }) => (operationCount ?? 0) >= most / 100);
  return highest(asked.map(({ p95Ms }) => p95Ms));
}

const ratioOf = (figures: readonly DatabaseFigures[]): number | null => {
  const count = sumOf(figures.map(({ operationCount }) => operationCount));
  const errors = sumOf(figures.map(({ errorCount }) => errorCount));
  return count === null || count === 0 || errors === null ? null : errors / count;
};

/** Six figures over all databases shown, with the change against the period before. */
export function databaseFigures(
  answer: DatabasesResponse,
  rows: readonly DatabaseRow[],
  before: string,
): Figure[] {
  const now = rows.map(({ totals }) => totals);
  const was = rows.flatMap(({ previous }) => previous ?? []);
  const troubles = rows.flatMap((row) => row.troubles);
  const statusOf = (kind: string): FigureStatus => {
    const own = troubles.filter((trouble) => trouble.kind === kind);
    return own.length === 0 ? "ok" : worstStatus(own.map(({ status }) => status));
  };
  const compared = (text: string | null) =>
    text === null
      ? { change: null }
      : { change: { text, tone: "calm" } as const, note: `vs ${before}` };
  const rate = (of: readonly DatabaseFigures[]) =>
    sumOf(of.map(({ throughputPerSecond }) => throughputPerSecond));
  const spark = (read: (point: DatabaseFigures) => number | null, add: typeof sumOf) => ({
    spark: { values: bySlot(rows, read, add) },
  });
  const waiting = sumOf(answer.pools.map(({ totals }) => totals.mostPending));
  const lag = highest(answer.replicas.map(({ totals }) => totals.mostLagMs));
  const found = answer.nPlusOnes;
  const lost = sumOf(found.map(({ lostMs }) => lostMs));
  return [
    {
      ...{ id: "rate", label: "Operations", status: "ok", value: formatRate(rate(now)) },
      ...compared(changeText({ now: rate(now), before: rate(was) })),
      ...spark((point) => point.throughputPerSecond, sumOf),
    },
    {
      ...{ id: "p95", label: "p95, slowest database", status: "ok" },
      value: formatMs(slowest(now)),
      ...compared(changeText({ now: slowest(now), before: slowest(was) })),
      ...spark((point) => point.p95Ms, highest),
    },
    {
      ...{ id: "errors", label: "Errors", status: statusOf("errors") },
      value: formatRatio(ratioOf(now)),
      ...compared(ratioChangeText({ now: ratioOf(now), before: ratioOf(was) })),
    },
    {
      ...{ id: "waits", label: "Connection waits", status: statusOf("waits") },
      value: { value: formatCount(waiting), unit: "" },
      ...{ change: null, note: waiting === null ? "no pool reports it" : "at most at a time" },
    },
    {
      ...{ id: "lag", label: "Replication lag", status: statusOf("lag"), value: formatMs(lag) },
      ...{ change: null, note: lag === null ? "no replica reports it" : "at most" },
    },
    {
      ...{ id: "n-plus-one", label: "Lost to N+1", value: formatMs(found.length === 0 ? 0 : lost) },
      ...{ status: found.length > 0 ? "warning" : "ok", change: null },
      note: found.length === 1 ? "in 1 place" : `in ${found.length} places`,
    },
  ];
}

const bySlot = (
  rows: readonly DatabaseRow[],
  read: (point: DatabaseFigures) => number | null,
  add: typeof sumOf,
): (number | null)[] =>
  (rows[0]?.group.points ?? []).map((_, slot) =>
    add(rows.map(({ group }) => readAt(group.points[slot], read))),
  );

const readAt = (
  point: DatabaseFigures | undefined,
  read: (point: DatabaseFigures) => number | null,
) => (point ? read(point) : null);

const isKnown = ({ values }: ConcernLine) => values.some((value) => value !== null);
const isEver = ({ values }: ConcernLine) => values.some((value) => (value ?? 0) > 0);

/** Operations, latency and errors of each database; lag and waits where there is any. On one axis. */
export function databaseTracks(
  answer: DatabasesResponse,
  rows: readonly DatabaseRow[],
  nowMs: number,
): { times: TrackTimes; tracks: Track[] } {
  const first = rows[0]?.group ?? answer.pools[0] ?? answer.replicas[0];
  const startsMs = (first?.points ?? []).map(({ at }) => Date.parse(at));
  const lines = (read: (figures: DatabaseFigures) => number | null): ConcernLine[] =>
    rows
      .toSorted((a, b) => (b.totals.totalMs ?? 0) - (a.totals.totalMs ?? 0))
      .map(({ id, key, name, group }) => ({
        ...{ id, label: `${key.service} · ${name}`, values: group.points.map(read) },
      }));
  const lags = answer.replicas.map(({ key, points }) => ({
    id: JSON.stringify(Object.values(key)),
    label: `${key.service} · ${key.node}`,
    values: points.map(({ mostLagMs }) => mostLagMs),
  }));
  const waits = answer.pools.map(({ key, points }) => ({
    id: JSON.stringify(Object.values(key)),
    label: `${key.service} · ${key.pool || "pool"}`,
    values: points.map(({ mostPending }) => mostPending),
  }));
  const isLagging = lags.filter(isKnown);
  const isWaiting = waits.filter(isEver);
  return {
    times: toTrackTimes({ startsMs, stepMs: answer.stepSeconds * 1_000, nowMs }),
    tracks: [
      concernTrack({
        ...{ id: "rate", title: "Operations", note: "per second, by service and database" },
        ...{ lines: lines((one) => one.throughputPerSecond), unit: "1/s", addsUp: true },
      }),
      concernTrack({
        ...{ id: "p95", title: "Latency", note: "p95", unit: "ms", addsUp: false },
        lines: lines((one) => one.p95Ms),
      }),
      concernTrack({
        ...{ id: "errors", title: "Errors", note: "failed / all operations", unit: "1" },
        ...{ lines: lines((one) => one.errorRatio), ratio: true, addsUp: false, height: 100 },
      }),
      ...(isLagging.length === 0
        ? []
        : [
            concernTrack({
              ...{ id: "lag", title: "Replication lag", note: "behind the primary", unit: "ms" },
              ...{ lines: isLagging, addsUp: false, height: 100 },
              limit: { value: LAG_LIMITS_MS.warning, label: "stale" },
            }),
          ]),
      ...(isWaiting.length === 0
        ? []
        : [
            concernTrack({
              ...{ id: "waits", title: "Waiting for a connection", note: "requests, by pool" },
              ...{ lines: isWaiting, unit: "1", addsUp: true, height: 100 },
            }),
          ]),
    ],
  };
}
