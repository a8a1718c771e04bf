import { type ConcernStatus, rankOfStatus } from "./concern-status.ts";
import type { ServiceKey } from "./service.ts";

/** A replica further behind than this shows readers what is no longer so; and one that hardly follows any more. */
export const LAG_LIMITS_MS = { warning: 1_000, critical: 60_000 } as const;
/** So many failed operations, and such a share of all, are no accident. */
const ERRORS = { least: 5, warning: 0.01, critical: 0.1 } as const;
/** One request may wait for a connection for a moment; more at a time are short of them. */
const ONE_WAITS = 1;

/** A stretch of buckets in which something was wrong. */
type Stretch = {
  /** ISO 8601, the start of its first bucket. */
  at: string;
  /** The start of the first bucket after it; null: it lasts. */
  until: string | null;
};

/** Something that is wrong with a service's databases. `name`: the database, pool or replica. */
export type DatabaseTrouble = {
  key: ServiceKey;
  status: Extract<ConcernStatus, "warning" | "critical">;
  system: string;
  name: string;
} & (
  | { kind: "errors"; errorRatio: number }
  | ({ kind: "waits"; waiting: number } & Stretch)
  | ({ kind: "lag"; lagMs: number } & Stretch)
  | { kind: "deadlocks"; count: number }
  | {
      kind: "n-plus-one";
      route: string;
      statement: string;
      queries: number;
      occurrences: number;
      lostMs: number;
      traceId: string | null;
      at: string;
    }
);

/** What of an answer about databases is judged; null: not told. */
export type JudgedDatabases = {
  groups: readonly {
    key: ServiceKey & { system: string; databaseNamespace: string };
    totals: { errorCount: number | null; errorRatio: number | null; deadlocks: number | null };
  }[];
  pools: readonly {
    key: ServiceKey & { pool: string };
    totals: { timeouts: number | null };
    points: readonly { at: string; mostPending: number | null; utilization: number | null }[];
  }[];
  replicas: readonly {
    key: ServiceKey & { system: string; node: string };
    points: readonly { at: string; mostLagMs: number | null }[];
  }[];
  nPlusOnes: readonly {
    key: ServiceKey & { system: string; route: string; statement: string };
    occurrences: number;
    queriesPerOccurrence: number;
    lostMs: number;
    firstAt: string;
    exemplarTraceId: string | null;
  }[];
};

const KINDS = ["errors", "waits", "lag", "deadlocks", "n-plus-one"] as const;

/** What is wrong with databases: the rail, the overview and the page all ask this, worst first. */
export function databaseTroubles(told: JudgedDatabases): DatabaseTrouble[] {
  return [
    ...told.groups.flatMap(errorsOf),
    ...told.groups.flatMap(deadlocksOf),
    ...told.pools.flatMap(waitsOf),
    ...told.replicas.flatMap(lagOf),
    ...told.nPlusOnes.map(nPlusOneOf),
  ].toSorted(
    (a, b) =>
      rankOfStatus(a.status) - rankOfStatus(b.status) ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
  );
}

const serviceOf = ({ namespace, service, environment }: ServiceKey): ServiceKey => ({
  ...{ namespace, service, environment },
});

/** "postgresql/shop". */
export const databaseName = (key: { system: string; databaseNamespace: string }): string =>
  [key.system || "database", key.databaseNamespace].filter(Boolean).join("/");

type Group = JudgedDatabases["groups"][number];

function errorsOf({ key, totals }: Group): DatabaseTrouble[] {
  const { errorCount, errorRatio } = totals;
  if (errorCount === null || errorCount < ERRORS.least) return [];
  if (errorRatio === null || errorRatio < ERRORS.warning) return [];
  const status = errorRatio >= ERRORS.critical ? "critical" : "warning";
  const { system } = key;
  return [
    { key: serviceOf(key), status, system, name: databaseName(key), kind: "errors", errorRatio },
  ];
}

function deadlocksOf({ key, totals: { deadlocks } }: Group): DatabaseTrouble[] {
  if (deadlocks === null || deadlocks <= 0) return [];
  const { system } = key;
  const found = { kind: "deadlocks", count: deadlocks } as const;
  return [{ key: serviceOf(key), status: "warning", system, name: databaseName(key), ...found }];
}

function waitsOf({ key, totals, points }: JudgedDatabases["pools"][number]): DatabaseTrouble[] {
  const found = lastStretch(points, ({ mostPending }) => mostPending, ONE_WAITS);
  if (!found) return [];
  const { at, until, most: waiting } = found;
  const isFull = (points.at(found.last)?.utilization ?? 0) >= 1;
  const isCritical = (totals.timeouts ?? 0) > 0 || (until === null && isFull);
  const status = isCritical ? "critical" : "warning";
  const name = key.pool || "pool";
  return [
    { key: serviceOf(key), status, system: "", name, ...{ kind: "waits", waiting, at, until } },
  ];
}

function lagOf({ key, points }: JudgedDatabases["replicas"][number]): DatabaseTrouble[] {
  const found = lastStretch(points, ({ mostLagMs }) => mostLagMs, LAG_LIMITS_MS.warning);
  if (!found) return [];
  const { at, until, most: lagMs } = found;
  const status = until === null && lagMs >= LAG_LIMITS_MS.critical ? "critical" : "warning";
  const { system, node: name } = key;
  return [{ key: serviceOf(key), status, system, name, ...{ kind: "lag", lagMs, at, until } }];
}

const nPlusOneOf = (one: JudgedDatabases["nPlusOnes"][number]): DatabaseTrouble => ({
  ...{ key: serviceOf(one.key), status: "warning", system: one.key.system, kind: "n-plus-one" },
  ...{ name: one.key.route || "an unknown route", route: one.key.route },
  ...{ statement: one.key.statement, queries: one.queriesPerOccurrence },
  ...{ occurrences: one.occurrences, lostMs: one.lostMs },
  ...{ traceId: one.exemplarTraceId, at: one.firstAt },
});

type Found = Stretch & { most: number; last: number };

/**
 * The last stretch in which a value lay above a limit, with the highest of it; null: it never did. Buckets in which it
 * is not known do not end it.
 */
export function lastStretch<Point extends { at: string }>(
  points: readonly Point[],
  read: (point: Point) => number | null,
  limit: number,
): Found | null {
  let found: Found | null = null;
  for (const [i, point] of points.entries()) {
    const value = read(point);
    if (value === null) continue;
    if (value <= limit) {
      if (found?.until === null) found.until = point.at;
      continue;
    }
    if (found?.until !== null || !found) {
      found = { at: point.at, until: null, most: value, last: i };
    }
    found.most = Math.max(found.most, value);
    found.last = i;
  }
  return found;
}
