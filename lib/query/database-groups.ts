import type { DatabaseFigures, DatabaseKey } from "@/lib/contract/databases.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import type { FoundGroup } from "./concern-answer.ts";
import {
  type DatabaseLine,
  type DatabaseOperations,
  type Measured,
  measureOf,
} from "./database-operations.ts";
import { durationsOf, increaseOf, levelOf, newestLevelOf } from "./lens-figures.ts";
import { passedSeconds, type RangePlan } from "./range-plan.ts";

/** Requests of a service by bucket, and of the range at the place after the last; null: it did not report. */
export type RequestsOf = (service: ServiceKey) => readonly (number | null)[];

type DatabaseGroupFound = FoundGroup<DatabaseKey, DatabaseFigures> & {
  source: "spans" | "metrics" | null;
};

type Context = { plan: RangePlan; nowMs: number; requestsOf: RequestsOf };
type Parts = { key: DatabaseKey; operations: DatabaseOperations[]; server: DatabaseLine[] };

/** What stands by a database beside its operations. */
const BESIDE = [
  "backends",
  "commits",
  "rollbacks",
  "deadlocks",
  "sizeBytes",
  "returnedRows",
] as const;
const QUANTILES = [0.5, 0.95, 0.99] as const;

/** Each database as a service uses it, and each as a server tells of itself. */
export function databaseGroups(
  operations: readonly DatabaseOperations[],
  lines: readonly DatabaseLine[],
  context: Context,
): DatabaseGroupFound[] {
  const groups = new Map<string, Parts>();
  const partsOf = (service: ServiceKey, system: string, databaseNamespace: string): Parts => {
    const { namespace, service: name, environment } = service;
    const key = { namespace, service: name, environment, system, databaseNamespace };
    const text = JSON.stringify(Object.values(key));
    const parts = groups.get(text) ?? { key, operations: [], server: [] };
    groups.set(text, parts);
    return parts;
  };
  for (const one of operations) partsOf(one, one.system, one.database).operations.push(one);
  for (const line of lines) {
    if (!BESIDE.some((measure) => measure === line.measure)) continue;
    partsOf(line, line.dimensions.system, line.dimensions.database).server.push(line);
  }
  const limits = lines.filter(({ measure }) => measure === "backendLimit");
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, parts]) => {
      const limit = limits.filter((line) => isSameServer(line, parts.key));
      return toGroup({ ...parts, server: [...parts.server, ...limit] }, context);
    });
}

/** A server's limit is for all of its databases. */
const isSameServer = (line: DatabaseLine, key: DatabaseKey): boolean =>
  serviceKeyText(line) === serviceKeyText(key) && line.dimensions.system === key.system;

function toGroup({ key, operations, server }: Parts, context: Context): DatabaseGroupFound {
  const { plan, nowMs, requestsOf } = context;
  const { points } = plan;
  const measured = measureOf(operations, points);
  const requests = requestsOf(key);
  const isTold = operations.length > 0;
  const at = (slot: number): DatabaseFigures => {
    const requestCount = requests[slot] ?? null;
    // A service that reported and asked its database nothing; metrics say so themselves.
    const isQuiet = operations[0]?.source === "spans" && requestCount !== null;
    const figures = isTold ? measured(slot) : null;
    return {
      ...operationFigures(figures ?? (isQuiet ? NOTHING : null), {
        seconds: secondsOf(plan, nowMs, slot),
        requestCount,
        isWhole: slot === points,
      }),
      ...serverFigures(server, slot, points),
    };
  };
  return {
    key,
    source: operations[0]?.source ?? null,
    totals: at(points),
    at,
  };
}

const NOTHING: Measured = {
  ...{ count: 0, errors: 0, totalMs: 0, maxMs: null },
  quantilesMs: (qs) => qs.map(() => null),
};

/** Seconds of a bucket, or of the whole range, that have passed. */
function secondsOf(plan: RangePlan, nowMs: number, slot: number): number {
  if (slot >= plan.points) return passedSeconds(plan, nowMs);
  const startMs = (plan.first + slot * plan.stepSeconds) * 1_000;
  return passedSeconds(plan, nowMs, startMs, startMs + plan.stepSeconds * 1_000);
}

type Operated = Omit<DatabaseFigures, keyof ReturnType<typeof serverFigures>>;

function operationFigures(
  measured: Measured | null,
  at: { seconds: number; requestCount: number | null; isWhole: boolean },
): Operated {
  const count = measured?.count ?? null;
  const totalMs = measured?.totalMs ?? null;
  const hasAny = count !== null && count > 0;
  // A chart draws one quantile: merging for the others would be work for nothing.
  const wanted = at.isWhole ? QUANTILES : [0.95];
  const quantiles = hasAny ? (measured?.quantilesMs(wanted) ?? []) : [];
  const [p50Ms, p95Ms, p99Ms] = at.isWhole ? quantiles : [null, quantiles[0], null];
  return {
    operationCount: count,
    errorCount: measured?.errors ?? null,
    errorRatio: hasAny && measured ? measured.errors / count : null,
    throughputPerSecond: count !== null && at.seconds > 0 ? count / at.seconds : null,
    totalMs,
    meanMs: hasAny && totalMs !== null ? totalMs / count : null,
    p50Ms: p50Ms ?? null,
    p95Ms: p95Ms ?? null,
    p99Ms: p99Ms ?? null,
    maxMs: hasAny ? (measured?.maxMs ?? null) : null,
    perRequest: count !== null && at.requestCount ? count / at.requestCount : null,
  };
}

function serverFigures(server: readonly DatabaseLine[], slot: number, points: number) {
  const level = (measure: "backends" | "backendLimit" | "sizeBytes") =>
    slot < points ? levelOf(server, measure, { slot }) : newestLevelOf(server, measure, points);
  // Receivers send these as gauges or sums, by their version.
  const gained = (measure: "commits" | "rollbacks" | "deadlocks") =>
    increaseOf(server, measure, slot);
  const returned = durationsOf(server, ["returnedRows"], slot);
  const rows = returned?.count ? returned.sum : null;
  return {
    rowsPerOperation: rows === null || !returned ? null : rows / returned.count,
    backends: level("backends"),
    backendLimit: level("backendLimit"),
    commits: gained("commits"),
    rollbacks: gained("rollbacks"),
    deadlocks: gained("deadlocks"),
    sizeBytes: level("sizeBytes"),
  };
}
