import { type Breaker, breakersParams } from "@/lib/contract/breakers.ts";
import { type CacheFigures, cachesParams } from "@/lib/contract/caches.ts";
import { databasesParams } from "@/lib/contract/databases.ts";
import { type EventFigures, eventsParams } from "@/lib/contract/events.ts";
import { type LimitFigures, limitsParams } from "@/lib/contract/limits.ts";
import { logHistogramParams } from "@/lib/contract/logs.ts";
import { metricQueryParams } from "@/lib/contract/metrics.ts";
import { type ResourceFigures, resourcesParams } from "@/lib/contract/resources.ts";
import { type ScalingFigures, scalingParams } from "@/lib/contract/scaling.ts";
import type { AlertConcernName } from "@/lib/domain/alert-measures.ts";
import type { AlertFigures, AlertQuestion, AlertSeries } from "./alert-question.ts";
import { queryBreakers } from "./breakers.ts";
import { queryCaches } from "./caches.ts";
import { readBudgetThings, readCostThings } from "./cost-things.ts";
import { queryDatabases } from "./databases.ts";
import { queryEvents } from "./events.ts";
import { queryLimits } from "./limits.ts";
import { queryLogHistogram } from "./log-histogram.ts";
import { queryMetrics } from "./metrics.ts";
import { queryResources } from "./resources.ts";
import { queryScaling } from "./scaling.ts";

/** What a concern told; `stepSeconds`: of its parts, which may be longer than what was asked for. */
export type AlertSource = { stepSeconds: number; series: AlertSeries[] };
type Read = (question: AlertQuestion, nowMs: number) => Promise<AlertSource>;

/** The range of a question, as the parameters of any concern have it. */
const asked = ({ filters, fromMs, toMs, stepSeconds }: AlertQuestion) => ({
  ...filters,
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
  step: stepSeconds ?? Math.max(Math.round((toMs - fromMs) / 1_000), 1),
});

const sum = (...counts: (number | null)[]): number | null =>
  counts.every((count) => count === null)
    ? null
    : counts.reduce<number>((total, count) => total + (count ?? 0), 0);

type Group<Figures> = {
  key: Record<string, string>;
  totals: Figures;
  points: readonly ({ at: string } & Figures)[];
};

/** Groups of a concern as series; `tell` says what rules can watch of figures, of all and of each part alike. */
const seriesOf = <Figures>(
  groups: readonly Group<Figures>[],
  tell: (figures: Figures) => AlertFigures,
): AlertSeries[] =>
  groups.map(({ key, totals, points }) => ({
    key,
    ...tell(totals),
    points: () => points.map((point) => ({ atMs: Date.parse(point.at), ...tell(point) })),
  }));

const readBreakers: Read = async (question, nowMs) => {
  const params = breakersParams.parse(asked(question));
  const { breakers, stepSeconds } = await queryBreakers(params, nowMs);
  const series = breakers.map((told): AlertSeries => {
    const { namespace, service, environment, instance, breaker } = told;
    const tell = ({ state, openSeconds, failureRatio, rejected }: BreakerTold) => ({
      figures: {
        notClosed: state === "unknown" ? null : Number(state !== "closed"),
        ...{ openSeconds, failureRatio, rejected },
      },
      count: null,
    });
    return {
      key: { namespace, service, environment, instance, breaker },
      ...tell({ ...told, rejected: told.calls.rejected }),
      points: () =>
        told.points.map((point) => {
          const fromMs = Date.parse(point.at);
          const openSeconds = openSecondsOf(told, fromMs, fromMs + stepSeconds * 1_000);
          return { atMs: fromMs, ...tell({ ...point, openSeconds, failureRatio: failing(point) }) };
        }),
    };
  });
  return { stepSeconds, series };
};

type BreakerTold = {
  state: Breaker["state"];
  openSeconds: number;
  failureRatio: number | null;
  rejected: number | null;
};

/** Null: nothing ran. */
function failing({ success, failure, timeout }: Breaker["points"][number]): number | null {
  const failed = sum(failure, timeout) ?? 0;
  const ran = failed + (success ?? 0);
  return ran === 0 ? null : failed / ran;
}

/** Seconds of a time in which a breaker let nothing through. */
const openSecondsOf = ({ lanes }: Breaker, fromMs: number, toMs: number): number =>
  lanes
    .filter(({ state }) => state === "open" || state === "forced-open")
    .reduce((seconds, { from, to }) => {
      const openMs = Math.min(Date.parse(to), toMs) - Math.max(Date.parse(from), fromMs);
      return seconds + Math.max(openMs, 0) / 1_000;
    }, 0);

/** Databases by what was asked of them, pools of connections, and nodes by how far they are behind. */
const readDatabases: Read = async (question, nowMs) => {
  const params = databasesParams.parse(asked(question));
  const { groups, pools, replicas, stepSeconds } = await queryDatabases(params, nowMs);
  const series = [
    ...seriesOf(groups, (told) => ({
      figures: {
        p50Ms: told.p50Ms,
        p95Ms: told.p95Ms,
        p99Ms: told.p99Ms,
        errorRatio: told.errorRatio,
        operationCount: told.operationCount,
        deadlocks: told.deadlocks,
      },
      count: told.operationCount,
    })),
    ...seriesOf(pools, (told) => ({
      figures: {
        poolUtilization: told.utilization,
        poolPending: told.mostPending,
        poolTimeouts: told.timeouts,
        poolWaitP95Ms: told.waitP95Ms,
      },
      count: null,
    })),
    ...seriesOf(replicas, ({ lagMs }) => ({ figures: { replicaLagMs: lagMs }, count: null })),
  ];
  return { stepSeconds, series };
};

const readMetrics: Read = async (question, nowMs) => {
  const name = question.measure ?? "";
  const groupBy = question.groupBy.join(",");
  const params = metricQueryParams.parse({ ...asked(question), name, groupBy, limit: 500 });
  const { groups, stepSeconds } = await queryMetrics(params, nowMs);
  const tell = ({ value }: { value: number | null }) => ({
    figures: { [name]: value },
    count: null,
  });
  const told = groups.map(({ key, total, points }) => ({ key, totals: total, points }));
  return { stepSeconds, series: seriesOf(told, tell) };
};

const readLogs: Read = async (question, nowMs) => {
  const { search, ...filters } = question.filters;
  const params = asked({ ...question, filters });
  const words = search ? { search: search.join(" ") } : {};
  const { totals, points, stepSeconds } = await queryLogHistogram(
    logHistogramParams.parse({ ...params, ...words }),
    nowMs,
  );
  const tell = (counts: Record<string, unknown>) => ({
    figures: { count: Object.values(counts).reduce<number>(plus, 0) },
    count: null,
  });
  const group: Group<Record<string, unknown>> = { key: {}, totals, points };
  return { stepSeconds, series: seriesOf([group], tell) };
};

const plus = (total: number, value: unknown): number =>
  total + (typeof value === "number" ? value : 0);

/** What a concern tells of every thing. Throws `ParameterError`. */
export const ALERT_SOURCES: Record<Exclude<AlertConcernName, "requests">, Read> = {
  breakers: readBreakers,
  databases: readDatabases,
  metrics: readMetrics,
  logs: readLogs,
  costs: readCostThings,
  budgets: readBudgetThings,
  caches: async (question, nowMs) => {
    const answer = await queryCaches(cachesParams.parse(asked(question)), nowMs);
    const tell = (figures: CacheFigures) => ({ figures, count: figures.requestCount });
    return { stepSeconds: answer.stepSeconds, series: seriesOf(answer.groups, tell) };
  },
  limits: async (question, nowMs) => {
    const answer = await queryLimits(limitsParams.parse(asked(question)), nowMs);
    const tell = (figures: LimitFigures) => ({
      figures,
      count: sum(figures.allowed, figures.rejected),
    });
    return { stepSeconds: answer.stepSeconds, series: seriesOf(answer.groups, tell) };
  },
  events: async (question, nowMs) => {
    const answer = await queryEvents(eventsParams.parse(asked(question)), nowMs);
    const tell = (figures: EventFigures) => ({
      figures,
      count: sum(figures.processed, figures.published),
    });
    return { stepSeconds: answer.stepSeconds, series: seriesOf(answer.groups, tell) };
  },
  resources: async (question, nowMs) => {
    const answer = await queryResources(resourcesParams.parse(asked(question)), nowMs);
    const tell = (figures: ResourceFigures) => ({ figures, count: null });
    return { stepSeconds: answer.stepSeconds, series: seriesOf(answer.groups, tell) };
  },
  scaling: async (question, nowMs) => {
    const answer = await queryScaling(scalingParams.parse(asked(question)), nowMs);
    const tell = (figures: ScalingFigures) => ({
      figures: { ...figures, pinned: pinnedOf(figures) },
      count: null,
    });
    return { stepSeconds: answer.stepSeconds, series: seriesOf(answer.groups, tell) };
  },
};

/** 1: as many instances run as may. */
const pinnedOf = ({ current, maximum }: ScalingFigures) =>
  current === null || maximum === null ? null : Number(current >= maximum);
