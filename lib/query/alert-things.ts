import { breakersParams } from "@/lib/contract/breakers.ts";
import { cachesParams } from "@/lib/contract/caches.ts";
import { databasesParams } from "@/lib/contract/databases.ts";
import { eventsParams } from "@/lib/contract/events.ts";
import { limitsParams } from "@/lib/contract/limits.ts";
import { logHistogramParams } from "@/lib/contract/logs.ts";
import { metricQueryParams } from "@/lib/contract/metrics.ts";
import { resourcesParams } from "@/lib/contract/resources.ts";
import { scalingParams } from "@/lib/contract/scaling.ts";
import type { AlertConcernName } from "@/lib/domain/alert-measures.ts";
import type { AlertQuestion, AlertThing } from "./alert-question.ts";
import { queryBreakers } from "./breakers.ts";
import { queryCaches } from "./caches.ts";
import { queryDatabases } from "./databases.ts";
import { queryEvents } from "./events.ts";
import { queryLimits } from "./limits.ts";
import { queryLogHistogram } from "./log-histogram.ts";
import { queryMetrics } from "./metrics.ts";
import { requestTotals } from "./request-totals.ts";
import { queryResources } from "./resources.ts";
import { queryScaling } from "./scaling.ts";

type Read = (question: AlertQuestion, nowMs: number) => Promise<AlertThing[]>;

/** The range of a question with one point, as the parameters of any concern have it. */
const asked = ({ filters, fromMs, toMs }: AlertQuestion) => ({
  ...filters,
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
  step: Math.max(Math.round((toMs - fromMs) / 1_000), 1),
});

const sum = (...counts: (number | null)[]): number | null =>
  counts.every((count) => count === null)
    ? null
    : counts.reduce<number>((total, count) => total + (count ?? 0), 0);

const readBreakers: Read = async (question, nowMs) => {
  const params = breakersParams.parse(asked(question));
  const { breakers } = await queryBreakers(params, nowMs);
  return breakers.map(({ namespace, service, environment, instance, breaker, ...told }) => ({
    key: { namespace, service, environment, instance, breaker },
    figures: {
      notClosed: told.state === "unknown" ? null : Number(told.state !== "closed"),
      openSeconds: told.openSeconds,
      failureRatio: told.failureRatio,
      rejected: told.calls.rejected,
    },
    count: null,
  }));
};

/** Databases by what was asked of them, pools of connections, and nodes by how far they are behind. */
const readDatabases: Read = async (question, nowMs) => {
  const params = databasesParams.parse(asked(question));
  const { groups, pools, replicas } = await queryDatabases(params, nowMs);
  return [
    ...groups.map(({ key, totals }) => ({
      key,
      figures: {
        p50Ms: totals.p50Ms,
        p95Ms: totals.p95Ms,
        p99Ms: totals.p99Ms,
        errorRatio: totals.errorRatio,
        operationCount: totals.operationCount,
        deadlocks: totals.deadlocks,
      },
      count: totals.operationCount,
    })),
    ...pools.map(({ key, totals }) => ({
      key,
      figures: {
        poolUtilization: totals.utilization,
        poolPending: totals.mostPending,
        poolTimeouts: totals.timeouts,
        poolWaitP95Ms: totals.waitP95Ms,
      },
      count: null,
    })),
    ...replicas.map(({ key, totals }) => ({
      key,
      figures: { replicaLagMs: totals.lagMs },
      count: null,
    })),
  ];
};

const readMetrics: Read = async (question, nowMs) => {
  const name = question.measure ?? "";
  const groupBy = question.groupBy.join(",");
  const params = metricQueryParams.parse({ ...asked(question), name, groupBy, limit: 500 });
  const { groups } = await queryMetrics(params, nowMs);
  return groups.map(({ key, total }) => ({ key, figures: { [name]: total.value }, count: null }));
};

const readLogs: Read = async (question, nowMs) => {
  const { search, ...filters } = question.filters;
  const { step: _, ...params } = asked({ ...question, filters });
  const words = search ? { search: search.join(" ") } : {};
  const { totals } = await queryLogHistogram(
    logHistogramParams.parse({ ...params, ...words }),
    nowMs,
  );
  const count = Object.values(totals).reduce((all, records) => all + records, 0);
  return [{ key: {}, figures: { count }, count: null }];
};

const READS: Record<AlertConcernName, Read> = {
  requests: requestTotals,
  breakers: readBreakers,
  databases: readDatabases,
  metrics: readMetrics,
  logs: readLogs,
  caches: async (question, nowMs) => {
    const { groups } = await queryCaches(cachesParams.parse(asked(question)), nowMs);
    return groups.map(({ key, totals }) => ({
      key,
      figures: totals,
      count: totals.requestCount,
    }));
  },
  limits: async (question, nowMs) => {
    const { groups } = await queryLimits(limitsParams.parse(asked(question)), nowMs);
    return groups.map(({ key, totals }) => ({
      key,
      figures: totals,
      count: sum(totals.allowed, totals.rejected),
    }));
  },
  events: async (question, nowMs) => {
    const { groups } = await queryEvents(eventsParams.parse(asked(question)), nowMs);
    return groups.map(({ key, totals }) => ({
      key,
      figures: totals,
      count: sum(totals.processed, totals.published),
    }));
  },
  resources: async (question, nowMs) => {
    const { groups } = await queryResources(resourcesParams.parse(asked(question)), nowMs);
    return groups.map(({ key, totals }) => ({ key, figures: totals, count: null }));
  },
  scaling: async (question, nowMs) => {
    const { groups } = await queryScaling(scalingParams.parse(asked(question)), nowMs);
    return groups.map(({ key, totals }) => ({
      key,
      figures: { ...totals, pinned: pinnedOf(totals) },
      count: null,
    }));
  },
};

/** 1: as many instances run as may. */
const pinnedOf = ({ current, maximum }: { current: number | null; maximum: number | null }) =>
  current === null || maximum === null ? null : Number(current >= maximum);

/** What a concern tells of every thing in the question's range. Throws `ParameterError`. */
export const readThings = (question: AlertQuestion, nowMs: number): Promise<AlertThing[]> =>
  READS[question.concern](question, nowMs);
