import type { RequestFigures, RequestsResponse } from "@/lib/contract/requests.ts";
import { DEFAULT_OBJECTIVE } from "@/lib/domain/requests.ts";
import { livedRate } from "./lived-rate.ts";
import { iconOf, rankOf, type ServiceStatus, statusOf } from "./service-status.ts";

/** One route, status code, instance or version with its figures. */
export type RequestRow = {
  id: string;
  service: string;
  /** The dimension's own text; empty: not reported. */
  route: string;
  method: string;
  status: string;
  instance: string;
  version: string;
  environment: string;
  namespace: string;
  condition: ServiceStatus;
  icon: ReturnType<typeof iconOf>;
  totals: RequestFigures;
  previous: RequestFigures | null;
  /** Part of all requests of the answer, 0 to 1. */
  share: number;
};

/** Rows of a grouped answer, trouble first, then by traffic. A row is judged by its totals alone. */
export function toRequestRows(answer: RequestsResponse): RequestRow[] {
  const all = answer.groups.reduce((sum, group) => sum + (group.totals.requestCount ?? 0), 0);
  const untilMs = Date.parse(answer.to);
  return answer.groups
    .filter((group) => (group.totals.requestCount ?? 0) > 0)
    .map((group): RequestRow => {
      const { key, previous } = group;
      const totals = { ...group.totals, throughputPerSecond: livedRate(group) };
      const condition = statusOf({
        totals,
        latencyBreaches: [],
        errorBreaches: [],
        lastSeenMs: untilMs,
        untilMs,
        objective: DEFAULT_OBJECTIVE,
      });
      return {
        id: JSON.stringify(key),
        service: key.service ?? "",
        route: key.route ?? "",
        method: key.method ?? "",
        status: key.status ?? "",
        instance: key.instance ?? "",
        version: key.version ?? "",
        environment: key.environment ?? "",
        namespace: key.namespace ?? "",
        condition,
        icon: iconOf(condition),
        totals,
        previous: previous?.totals ?? null,
        share: all > 0 ? (totals.requestCount ?? 0) / all : 0,
      };
    })
    .sort(
      (a, b) =>
        rankOf(a.condition) - rankOf(b.condition) ||
        (b.totals.requestCount ?? 0) - (a.totals.requestCount ?? 0) ||
        a.id.localeCompare(b.id),
    );
}

/** Where p50, p95, p99 and the objective lie on one log axis, 0 to 1; null: unknown. */
export type Dumbbell = {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  limit: number;
};

/** Positions for every row on a log axis that holds all of them and the objective. */
export function toDumbbells(rows: readonly RequestRow[], limitMs: number): Map<string, Dumbbell> {
  const known = rows
    .flatMap(({ totals }) => [totals.p50Ms, totals.p95Ms, totals.p99Ms])
    .filter((ms) => ms !== null)
    .filter((ms) => ms > 0);
  const low = Math.log(Math.min(limitMs, ...known));
  const high = Math.log(Math.max(limitMs, ...known));
  const at = (ms: number | null) =>
    ms === null || ms <= 0 ? null : (Math.log(ms) - low) / (high - low || 1);
  return new Map(
    rows.map(({ id, totals }) => [
      id,
      {
        p50: at(totals.p50Ms),
        p95: at(totals.p95Ms),
        p99: at(totals.p99Ms),
        limit: at(limitMs) ?? 0,
      },
    ]),
  );
}
