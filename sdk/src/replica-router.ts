import type { MeterProvider, TracerProvider } from "@opentelemetry/api";
import {
  chooseReplica,
  type LsnMark,
  lagOf,
  parseLsn,
  type ReplicaState,
  type RouteReason,
  withMark,
} from "./replica-choice.ts";
import { routerTelemetry } from "./replica-telemetry.ts";

/** What is used of a pool of node-postgres. */
export type RoutedPool = {
  query: <Row>(sql: string, values?: unknown[]) => Promise<{ rows: Row[] }>;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
};

/** One user's thread of work that must see its own writes. Keep it with the user's session. */
export type ReadSession = { lastWriteLsn: bigint | null };

export type ReplicaRouterOptions = {
  primary: RoutedPool;
  replicas: { name: string; pool: RoutedPool }[];
  /** A replica further behind gets no reads, in milliseconds (1,000). */
  maxLagMs?: number;
  /** How often positions are compared, in milliseconds (250). */
  checkMs?: number;
  /** The global ones unless given. */
  meterProvider?: MeterProvider;
  tracerProvider?: TracerProvider;
};

export type ReplicaRouter = {
  /** Runs on the primary; with a session, later reads of it see this write. */
  write: <Row>(sql: string, values?: unknown[], session?: ReadSession) => Promise<Row[]>;
  /** Runs on a replica that is near enough and has the session's writes, else on the primary; also when it fails. */
  read: <Row>(sql: string, values?: unknown[], session?: ReadSession) => Promise<Row[]>;
  /** What is known of the replicas now. */
  states: () => ReplicaState[];
  close: () => void;
};

/** A session that has written nothing yet. */
export const startReadSession = (): ReadSession => ({ lastWriteLsn: null });

/** Marks older than this say no more than that a replica is hopeless. */
const KEEP_MARKS_MS = 600_000;

/**
 * Sends writes to the primary and reads to replicas. Each query is a CLIENT span and a `db.client.operation.duration`
 * with `db.datasource` (`writer`, `replica`) and `db.router.reason`; lag is `postgresql.wal.delay` by replica.
 */
export function createReplicaRouter(options: ReplicaRouterOptions): ReplicaRouter {
  const { primary, replicas, maxLagMs = 1_000, checkMs = 250 } = options;
  const watch = watchReplicas({ primary, replicas });
  const telemetry = routerTelemetry(options, watch.states);
  const timer = setInterval(() => void watch.check(), checkMs);
  timer.unref();
  void watch.check();

  const onPrimary = <Row>(sql: string, values: unknown[], reason: RouteReason) =>
    telemetry.measured({ replica: null, reason }, sql, async () => {
      const { rows } = await primary.query<Row>(sql, values);
      return rows;
    });

  return {
    write: async <Row>(sql: string, values: unknown[] = [], session?: ReadSession) => {
      const rows = await onPrimary<Row>(sql, values, "write");
      if (session) session.lastWriteLsn = await positionOf(primary, PRIMARY_POSITION);
      return rows;
    },
    read: async <Row>(sql: string, values: unknown[] = [], session?: ReadSession) => {
      const choice = chooseReplica(watch.states(), {
        maxLagMs,
        afterLsn: session?.lastWriteLsn ?? null,
      });
      const chosen = replicas.find(({ name }) => name === choice.replica);
      if (!chosen) return onPrimary<Row>(sql, values, choice.reason);
      try {
        return await telemetry.measured(choice, sql, async () => {
          const { rows } = await chosen.pool.query<Row>(sql, values);
          return rows;
        });
      } catch (error) {
        // A wrong statement is wrong everywhere; a replica that went away is no reason to fail.
        if (isStatementError(error)) throw error;
        watch.lose(chosen.name);
        return onPrimary<Row>(sql, values, "lag");
      }
    },
    states: watch.states,
    close: () => {
      clearInterval(timer);
      telemetry.stop();
    },
  };
}

/** Statements that fail say so with a SQLSTATE; those of class 08, 25006, 40001 and 57 are about the server. */
function isStatementError(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string")
    return false;
  return /^[0-9A-Z]{5}$/.test(error.code) && !/^(?:08|57|40001|25006)/.test(error.code);
}

const PRIMARY_POSITION = "SELECT pg_current_wal_insert_lsn()::text AS lsn";
const REPLICA_POSITION = "SELECT pg_last_wal_replay_lsn()::text AS lsn";

async function positionOf(pool: RoutedPool, sql: string): Promise<bigint | null> {
  const { rows } = await pool.query<{ lsn: string | null }>(sql);
  return parseLsn(rows[0]?.lsn ?? null);
}

/** Keeps in mind how far each replica is. */
function watchReplicas({ primary, replicas }: Pick<ReplicaRouterOptions, "primary" | "replicas">) {
  let marks: LsnMark[] = [];
  const known = new Map<string, { replayedLsn: bigint | null; lagMs: number | null }>();
  const lose = (name: string) => known.set(name, { replayedLsn: null, lagMs: null });
  const checkReplica = async ({ name, pool }: { name: string; pool: RoutedPool }) => {
    const replayedLsn = await positionOf(pool, REPLICA_POSITION).catch(() => null);
    if (replayedLsn === null) lose(name);
    else known.set(name, { replayedLsn, lagMs: lagOf(replayedLsn, marks, Date.now()) });
  };
  let checking = false;
  return {
    lose,
    /** Does nothing while the check before still waits for an answer. */
    check: async () => {
      if (checking) return;
      checking = true;
      const atMs = Date.now();
      // Without the primary the marks stay, and replicas go on answering.
      const lsn = await positionOf(primary, PRIMARY_POSITION).catch(() => null);
      if (lsn !== null) marks = withMark(marks, { lsn, atMs }, KEEP_MARKS_MS);
      await Promise.all(replicas.map(checkReplica));
      checking = false;
    },
    states: (): ReplicaState[] =>
      replicas.map(({ name, pool }) => ({
        name,
        ...(known.get(name) ?? { replayedLsn: null, lagMs: null }),
        load: (pool.totalCount - pool.idleCount + pool.waitingCount) / Math.max(1, pool.totalCount),
      })),
  };
}
