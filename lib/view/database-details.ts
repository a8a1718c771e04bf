import type {
  NodeGroup,
  NPlusOneFinding,
  PoolGroup,
  StatementLine,
} from "@/lib/contract/databases.ts";
import { type ConcernStatus, rankOfStatus } from "@/lib/domain/concern-status.ts";
import { databaseTroubles, LAG_LIMITS_MS } from "@/lib/domain/database-troubles.ts";
import type { DatabaseRow } from "./databases.ts";
import { type Formatted, formatCount, formatMs, formatQuantity } from "./format.ts";
import { unitFormat } from "./unit-format.ts";

const plain = (value: number | null): Formatted => ({ value: formatCount(value), unit: "" });

const quantity = (value: number | null): Formatted => ({ value: formatQuantity(value), unit: "" });

/** What the panel of a database lists; what only a server tells is left out where none does. */
export function panelLines({ totals }: DatabaseRow): [string, Formatted][] {
  const told: [string, number | null, Formatted][] = [
    ["Rows each", totals.rowsPerOperation, quantity(totals.rowsPerOperation)],
    ["Connections", totals.backends, plain(totals.backends)],
    ["of at most", totals.backendLimit, plain(totals.backendLimit)],
    ["Commits", totals.commits, plain(totals.commits)],
    ["Rollbacks", totals.rollbacks, plain(totals.rollbacks)],
    ["Deadlocks", totals.deadlocks, plain(totals.deadlocks)],
    ["Size", totals.sizeBytes, sizeOf(totals.sizeBytes)],
  ];
  return [
    ["Operations", plain(totals.operationCount)],
    ["Errors", plain(totals.errorCount)],
    ["Mean", formatMs(totals.meanMs)],
    ["p50", formatMs(totals.p50Ms)],
    ["p95", formatMs(totals.p95Ms)],
    ["p99", formatMs(totals.p99Ms)],
    ["Slowest", formatMs(totals.maxMs)],
    ["Total time", formatMs(totals.totalMs)],
    ["Per request", quantity(totals.perRequest)],
    ...told.flatMap(([label, value, text]): [string, Formatted][] =>
      value === null ? [] : [[label, text]],
    ),
  ];
}

const sizeOf = (bytes: number | null): Formatted =>
  bytes === null ? plain(null) : unitFormat("By").write(bytes);

/** A statement as it is shown; of what has no text, the operation and what it was done to. */
export const statementText = ({ key, operation, collection }: StatementLine): string =>
  key.statement || [operation, collection].filter(Boolean).join(" ") || "(no text)";

/** A pool in its table. */
export type PoolRow = PoolGroup & { id: string; status: ConcernStatus; waits: (number | null)[] };

/** Pools, trouble first, then the fullest. */
export function toPoolRows(pools: readonly PoolGroup[]): PoolRow[] {
  return pools
    .map((pool): PoolRow => {
      const told = { groups: [], pools: [pool], replicas: [], nPlusOnes: [] };
      return {
        ...pool,
        id: JSON.stringify(Object.values(pool.key)),
        status: databaseTroubles(told)[0]?.status ?? "ok",
        waits: pool.points.map(({ mostPending }) => mostPending),
      };
    })
    .sort(
      (a, b) =>
        rankOfStatus(a.status) - rankOfStatus(b.status) ||
        (b.totals.utilization ?? -1) - (a.totals.utilization ?? -1) ||
        (b.totals.used ?? 0) - (a.totals.used ?? 0),
    );
}

/** A primary or a replica in its table, beside the others of its service and system. */
export type NodeRow = NodeGroup & {
  id: string;
  status: ConcernStatus;
  /** Its p95 of reads against the primary's, 0.2 for 20 % more; null: one of them is not known. */
  slowerThanPrimary: number | null;
  lags: (number | null)[];
};

/** Nodes with trouble first within each service; a primary stays above its replicas. */
export function toNodeRows(nodes: readonly NodeGroup[]): NodeRow[] {
  return nodes.map((node): NodeRow => {
    const primary = nodes.find(
      ({ key }) =>
        key.role === "primary" &&
        key.service === node.key.service &&
        key.namespace === node.key.namespace &&
        key.environment === node.key.environment &&
        key.system === node.key.system,
    );
    const told = { groups: [], pools: [], replicas: [node], nPlusOnes: [] };
    const { readP95Ms } = node.totals;
    const usual = primary?.totals.readP95Ms ?? null;
    return {
      ...node,
      id: JSON.stringify(Object.values(node.key)),
      status: databaseTroubles(told)[0]?.status ?? "ok",
      slowerThanPrimary:
        node.key.role !== "replica" || readP95Ms === null || !usual ? null : readP95Ms / usual - 1,
      lags: node.points.map(({ mostLagMs }) => mostLagMs),
    };
  });
}

/** Above it a lag is worth a colour. */
export const isStale = (lagMs: number | null): boolean =>
  lagMs !== null && lagMs > LAG_LIMITS_MS.warning;

/** An N+1 in its table. */
export type NPlusOneRow = NPlusOneFinding & { id: string };

export const toNPlusOneRows = (found: readonly NPlusOneFinding[]): NPlusOneRow[] =>
  found.map((one) => ({ ...one, id: JSON.stringify(Object.values(one.key)) }));
