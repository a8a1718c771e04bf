import type { RequestGroup, RequestsResponse } from "@/lib/contract/requests.ts";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { DEFAULT_OBJECTIVE } from "@/lib/domain/requests.ts";
import { errorRule, findBreaches, latencyRule } from "./breach.ts";
import { periodBefore } from "./change.ts";
import { costLane } from "./cost-items.ts";
import { type Lane, toFlags, toIntervals, toLanes } from "./lane.ts";
import { errorTrack, latencyTrack, rateTrack } from "./request-tracks.ts";
import type { ServiceRow } from "./service-rows.ts";
import { type ServiceStatus, statusOf } from "./service-status.ts";
import { type Deploy, markersOf } from "./timeline.ts";
import {
  type Track,
  type TrackFlag,
  type TrackInterval,
  type TrackTimes,
  toTrackTimes,
} from "./track.ts";

/** Everything that the request page draws for one group of requests: a service, a route, or all of them. */
export type ServicePage = {
  group: RequestGroup;
  times: TrackTimes;
  status: ServiceStatus;
  /** "hour before"; the compared period if there is one. */
  before: string;
  tracks: { latency: Track; rate: Track; errors: Track };
  intervals: readonly TrackInterval[];
  flags: readonly TrackFlag[];
  lanes: readonly Lane[];
};

type Input = {
  answer: RequestsResponse;
  /** What is shown, as deploys are labelled: the service's name, or null for all. */
  rows: readonly ServiceRow[];
  /** What happened in the range; absent: not known yet. */
  events?: readonly TimelineEvent[] | undefined;
  nowMs: number;
  zone: string;
};

const none: RequestGroup["totals"] = {
  requestCount: null,
  errorCount: null,
  errorRatio: null,
  throughputPerSecond: null,
  meanMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  maxMs: null,
  source: null,
};

/** Without any group (nothing reported) everything is unknown. */
const groupOf = (answer: RequestsResponse): RequestGroup =>
  answer.groups[0] ?? { key: {}, totals: none, points: [] };

/** When the newest of the services was last heard; null: none was. */
function lastSeenOf(rows: readonly ServiceRow[]): number | null {
  const known = rows.map((row) => row.lastSeenMs).filter((ms) => ms !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

const deploysOf = (rows: readonly ServiceRow[]): (Deploy & { service: string })[] =>
  rows
    .flatMap((row) => row.deploys.map((deploy) => ({ ...deploy, service: row.service })))
    .toSorted((a, b) => a.atMs - b.atMs);

/** Works the answer out into tracks, breaches, lanes and a status. */
export function toServicePage({ answer, rows, events = [], nowMs, zone }: Input): ServicePage {
  const group = groupOf(answer);
  const objective = DEFAULT_OBJECTIVE;
  const stepMs = answer.stepSeconds * 1_000;
  const fromMs = Date.parse(answer.from);
  const toMs = Date.parse(answer.to);
  const before = periodBefore(toMs - fromMs);
  const startsMs = group.points.map((point) => Date.parse(point.at));
  const series = { points: group.points, stepMs };
  const latencyBreaches = findBreaches(series, latencyRule(objective.p95Ms));
  const errorBreaches = findBreaches(series, errorRule(objective.errorRatio));
  const untilMs = Math.min(nowMs, toMs);
  const lastSeenMs = lastSeenOf(rows);
  const evidence = { latencyBreaches, errorBreaches, lastSeenMs, untilMs, objective };
  const status = statusOf({ totals: group.totals, ...evidence });
  const happenings = {
    deploys: deploysOf(rows),
    markers: markersOf(events, rows),
    latencyBreaches,
    errorBreaches,
    quietSinceMs: status.kind === "stale" ? lastSeenMs : null,
    toMs: untilMs,
    zone,
  };
  const input = { group, objective, before };
  return {
    group,
    times: toTrackTimes({ startsMs, stepMs, nowMs }),
    status,
    before,
    tracks: { latency: latencyTrack(input), rate: rateTrack(input), errors: errorTrack(input) },
    intervals: toIntervals(happenings),
    flags: toFlags(happenings),
    lanes: [...toLanes(happenings), costLane(events)],
  };
}
