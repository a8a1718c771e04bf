import type { RequestGroup, RequestsResponse } from "@/lib/contract/requests.ts";
import type { ServiceSummary, ServicesResponse } from "@/lib/contract/services.ts";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { DEFAULT_OBJECTIVE } from "@/lib/domain/requests.ts";
import { SELF_SERVICE, serviceKeyText } from "@/lib/domain/service.ts";
import { type Breach, errorRule, findBreaches, latencyRule } from "./breach.ts";
import { livedRate } from "./lived-rate.ts";
import {
  excessOf,
  type Objective,
  rankOf,
  type ServiceStatus,
  statusOf,
} from "./service-status.ts";
import type { SparkSeries } from "./sparkline.ts";
import { type Deploy, deploysOf } from "./timeline.ts";

/** One service as the overview and the rail know it. Null figures: unknown. */
export type ServiceRow = {
  id: string;
  service: string;
  namespace: string;
  environment: string;
  status: ServiceStatus;
  objective: Objective;
  requestCount: number;
  throughputPerSecond: number;
  errorRatio: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  previous: {
    throughputPerSecond: number | null;
    errorRatio: number | null;
    p95Ms: number | null;
  } | null;
  source: ServiceSummary["source"];
  lastSeenMs: number | null;
  /** The newest version seen in the range; null: none was reported. */
  version: string | null;
  /** Versions that began to answer within the range, oldest first. */
  deploys: readonly Deploy[];
  latencyBreaches: readonly Breach[];
  errorBreaches: readonly Breach[];
  sparks: { rate: SparkSeries; errors: SparkSeries; p95: SparkSeries };
};

type Input = {
  services: ServicesResponse;
  requests: RequestsResponse;
  /** What happened in the range; absent: not known yet. */
  events?: readonly TimelineEvent[] | undefined;
  nowMs: number;
};

/** Every service with its status, trouble first, then by traffic; Headroom itself only where it was asked for. */
export function toServiceRows({ services, requests, events = [], nowMs }: Input): ServiceRow[] {
  const groups = new Map(requests.groups.map((group) => [groupId(group), group]));
  const frame = {
    events,
    untilMs: Math.min(nowMs, Date.parse(requests.to)),
    stepMs: requests.stepSeconds * 1_000,
  };
  return services.services
    .filter((summary) => summary.name !== SELF_SERVICE || groups.has(summaryId(summary)))
    .map((summary) => toRow(summary, groups.get(summaryId(summary)), frame))
    .sort(byTrouble);
}

const summaryId = ({ namespace, name, environment }: ServiceSummary) =>
  serviceKeyText({ namespace, service: name, environment });

const groupId = ({ key }: RequestGroup) =>
  serviceKeyText({
    namespace: key.namespace ?? "",
    service: key.service ?? "",
    environment: key.environment ?? "",
  });

type Frame = { events: readonly TimelineEvent[]; untilMs: number; stepMs: number };

function toRow(summary: ServiceSummary, group: RequestGroup | undefined, frame: Frame): ServiceRow {
  const objective = DEFAULT_OBJECTIVE;
  const points = group?.points ?? [];
  const series = { points, stepMs: frame.stepMs };
  const latencyBreaches = findBreaches(series, latencyRule(objective.p95Ms));
  const errorBreaches = findBreaches(series, errorRule(objective.errorRatio));
  const lastSeenMs = summary.lastSeenAt === null ? null : Date.parse(summary.lastSeenAt);
  const status = statusOf({
    totals: summary,
    latencyBreaches,
    errorBreaches,
    lastSeenMs,
    untilMs: frame.untilMs,
    objective,
  });
  return {
    id: summaryId(summary),
    service: summary.name,
    namespace: summary.namespace,
    environment: summary.environment,
    status,
    objective,
    requestCount: summary.requestCount,
    throughputPerSecond: (group && livedRate(group)) ?? summary.throughputPerSecond,
    errorRatio: summary.errorRatio,
    p50Ms: summary.p50Ms,
    p95Ms: summary.p95Ms,
    p99Ms: summary.p99Ms,
    previous: group?.previous?.totals ?? null,
    source: summary.source,
    lastSeenMs,
    version: summary.versions.at(-1)?.version || null,
    deploys: deploysOf(frame.events, {
      service: summary.name,
      namespace: summary.namespace,
      environment: summary.environment,
    }),
    latencyBreaches,
    errorBreaches,
    sparks: {
      rate: points.map((point) => point.throughputPerSecond),
      errors: points.map((point) => point.errorRatio),
      p95: points.map((point) => point.p95Ms),
    },
  };
}

const byTrouble = (a: ServiceRow, b: ServiceRow): number =>
  rankOf(a.status) - rankOf(b.status) ||
  excessOf(b.status) - excessOf(a.status) ||
  b.throughputPerSecond - a.throughputPerSecond ||
  a.service.localeCompare(b.service);
