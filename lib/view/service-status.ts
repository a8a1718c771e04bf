import type { RequestFigures } from "@/lib/contract/requests.ts";
import { MINIMUM_SAMPLE, STALE_AFTER_MS } from "@/lib/domain/requests.ts";
import type { Breach } from "./breach.ts";

export type Objective = { p95Ms: number; errorRatio: number };

/** One way in which a service misses its objective. `breach` null: seen in the totals alone. */
export type Miss = {
  measure: "p95" | "errors";
  severity: "warning" | "critical";
  /** The range's figure, in ms or as a ratio. */
  value: number;
  limit: number;
  breach: Breach | null;
};

/** How a service is. Only what is measured is called OK. */
export type ServiceStatus =
  | { kind: "ok" }
  | { kind: "missed"; severity: "warning" | "critical"; misses: readonly Miss[] }
  /** Not heard for a while; null: not at all in the range. */
  | { kind: "stale"; lastSeenMs: number | null }
  | { kind: "few"; requestCount: number };

type Evidence = {
  totals: Pick<RequestFigures, "requestCount" | "errorCount" | "errorRatio" | "p95Ms">;
  latencyBreaches: readonly Breach[];
  errorBreaches: readonly Breach[];
  lastSeenMs: number | null;
  /** The range's end or now, whichever is earlier. */
  untilMs: number;
  objective: Objective;
};

/** This many times over its objective is critical. */
const CRITICAL_LATENCY = 2;
const CRITICAL_ERRORS = 10;
/** So many failures prove something even in a small sample. */
const CLEAR_ERRORS = 5;

/** Judges a service by its totals, by whether a breach goes on, and by when it was last heard. */
export function statusOf(evidence: Evidence): ServiceStatus {
  const { lastSeenMs, untilMs, totals } = evidence;
  if (lastSeenMs === null || untilMs - lastSeenMs > STALE_AFTER_MS) {
    return { kind: "stale", lastSeenMs };
  }
  const misses = [latencyMiss(evidence), errorMiss(evidence)].filter((miss) => miss !== null);
  if (misses.length > 0) {
    const critical = misses.some((miss) => miss.severity === "critical");
    return { kind: "missed", severity: critical ? "critical" : "warning", misses };
  }
  const requestCount = totals.requestCount ?? 0;
  return requestCount < MINIMUM_SAMPLE ? { kind: "few", requestCount } : { kind: "ok" };
}

function latencyMiss({ totals, latencyBreaches, objective }: Evidence): Miss | null {
  const limit = objective.p95Ms;
  const value = totals.p95Ms;
  const breach = latencyBreaches.findLast((candidate) => candidate.ongoing) ?? null;
  const enough = (totals.requestCount ?? 0) >= MINIMUM_SAMPLE;
  if (value === null || (!breach && !(enough && value > limit))) return null;
  const worst = breach ? Math.max(value, breach.peak) : value;
  const recovered = !breach && latencyBreaches.length > 0;
  return {
    measure: "p95",
    severity: worst > CRITICAL_LATENCY * limit && !recovered ? "critical" : "warning",
    value,
    limit,
    breach: breach ?? latencyBreaches.at(-1) ?? null,
  };
}

function errorMiss({ totals, errorBreaches, objective }: Evidence): Miss | null {
  const limit = objective.errorRatio;
  const value = totals.errorRatio;
  const errors = totals.errorCount ?? 0;
  const breach = errorBreaches.findLast((candidate) => candidate.ongoing) ?? null;
  const enough =
    errors >= CLEAR_ERRORS || ((totals.requestCount ?? 0) >= MINIMUM_SAMPLE && errors > 1);
  if (value === null || (!breach && !(enough && value > limit))) return null;
  const recovered = !breach && errorBreaches.length > 0;
  return {
    measure: "errors",
    severity: value > CRITICAL_ERRORS * limit && !recovered ? "critical" : "warning",
    value,
    limit,
    breach: breach ?? errorBreaches.at(-1) ?? null,
  };
}

/** The icon of a status. */
export function iconOf(status: ServiceStatus): "ok" | "warning" | "critical" | "unknown" {
  if (status.kind === "missed") return status.severity;
  return status.kind === "ok" ? "ok" : "unknown";
}

/** The icon of one measure alone: only a wrong figure is coloured. */
export const measureStatus = (
  status: ServiceStatus,
  measure: Miss["measure"],
): "ok" | "warning" | "critical" =>
  status.kind === "missed"
    ? (status.misses.find((miss) => miss.measure === measure)?.severity ?? "ok")
    : "ok";

const RANK = { critical: 0, warning: 1, unknown: 2, ok: 3 } as const;

/** Trouble first: a smaller rank stands higher. */
export const rankOf = (status: ServiceStatus): number => RANK[iconOf(status)];

/** How many times over its limit the worst miss is; 0 without one. Orders rows of the same rank. */
export const excessOf = (status: ServiceStatus): number =>
  status.kind === "missed" ? Math.max(...status.misses.map((miss) => miss.value / miss.limit)) : 0;
