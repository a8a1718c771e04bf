import type { MeterProvider, TracerProvider } from "@opentelemetry/api";
import {
  type Choice,
  chooseReplica,
  type ReplicaState,
  type RouteReason,
} from "./replica-choice.ts";
import { routerTelemetry } from "./replica-telemetry.ts";
import { PRIMARY_POSITION, positionOf, type RoutedPool, watchReplicas } from "./replica-watch.ts";

export type { RoutedPool } from "./replica-watch.ts";

/** One user's thread of work that must see its own writes. Keep it with the user's session. */
export type ReadSession = { lastWriteLsn: bigint | null };

export type ReplicaRouterOptions<Pool extends RoutedPool = RoutedPool> = {
  primary: Pool;
  replicas: { name: string; pool: Pool }[];
  /** A replica further behind gets no reads, in milliseconds (1,000). */
  maxLagMs?: number;
  /** How often positions are compared, in milliseconds (250). */
  checkMs?: number;
  /** The database's name, for `db.namespace`. */
  namespace?: string;
  /** The global ones unless given. */
  meterProvider?: MeterProvider;
  tracerProvider?: TracerProvider;
};

/** What one piece of reading is called in telemetry, and whose writes it must see. */
export type RoutedWork = { operation: string; session?: ReadSession };

export type ReplicaRouter<Pool extends RoutedPool = RoutedPool> = {
  /** Runs on the primary; with a session, later reads of it see this write. */
  write: <Row>(sql: string, values?: unknown[], session?: ReadSession) => Promise<Row[]>;
  /** Runs on a replica that is near enough and has the session's writes, else on the primary; also when it fails. */
  read: <Row>(sql: string, values?: unknown[], session?: ReadSession) => Promise<Row[]>;
  /**
   * As `read`, for several statements that belong together: all of them go to the pool that `run` is given. It must
   * only read, since it runs again on the primary when the replica goes away meanwhile.
   */
  readWith: <Result>(
    work: RoutedWork,
    run: (pool: Pool, choice: Choice) => Promise<Result>,
  ) => Promise<Result>;
  /** Later reads of the session see all that is committed by now, whoever wrote it. */
  markWritten: (session: ReadSession) => Promise<void>;
  /** What is known of the replicas now. */
  states: () => ReplicaState[];
  close: () => void;
};

/** A session that has written nothing yet. */
export const startReadSession = (): ReadSession => ({ lastWriteLsn: null });

/**
 * Sends writes to the primary and reads to replicas. Each query is a CLIENT span and a `db.client.operation.duration`
 * with `db.datasource` (`writer`, `replica`) and `db.router.reason`, in place of the driver's span; lag is
 * `postgresql.wal.delay` by replica.
 */
export function createReplicaRouter<Pool extends RoutedPool>(
  options: ReplicaRouterOptions<Pool>,
): ReplicaRouter<Pool> {
  const { primary, replicas, maxLagMs = 1_000, checkMs = 250 } = options;
  const watch = watchReplicas({ primary, replicas });
  const telemetry = routerTelemetry(options, watch.states);
  const timer = replicas.length === 0 ? undefined : setInterval(() => void watch.check(), checkMs);
  timer?.unref();
  if (timer) void watch.check();

  const choose = async (session: ReadSession | undefined): Promise<Choice> => {
    const wanted = { maxLagMs, afterLsn: session?.lastWriteLsn ?? null };
    let choice = chooseReplica(watch.states(), wanted);
    // What is known may be as old as the last check, and a replica may be about to have it.
    const untilMs = performance.now() + CATCH_UP_MS;
    while (choice.reason === "own-writes" && performance.now() < untilMs) {
      await Promise.race([watch.look(), sleep(CATCH_UP_MS)]);
      choice = chooseReplica(watch.states(), wanted);
      if (choice.reason === "own-writes") await sleep(LOOK_AGAIN_MS);
    }
    return choice;
  };
  const readWith: ReplicaRouter<Pool>["readWith"] = async ({ session, ...work }, run) => {
    const choice = await choose(session);
    const onPrimary = (reason: RouteReason) => {
      const instead = { replica: null, reason };
      return telemetry.measured(instead, work, () => run(primary, instead));
    };
    const chosen = replicas.find(({ name }) => name === choice.replica);
    if (!chosen) return onPrimary(choice.reason);
    try {
      return await telemetry.measured(choice, work, () => run(chosen.pool, choice));
    } catch (error) {
      // A wrong statement is wrong everywhere; a replica that went away is no reason to fail.
      if (!isServerError(error)) throw error;
      watch.lose(chosen.name);
      return onPrimary("lost-replica");
    }
  };
  const markWritten = async (session: ReadSession) => {
    const lsn = await positionOf(primary, PRIMARY_POSITION);
    const before = session.lastWriteLsn;
    session.lastWriteLsn = lsn !== null && (before === null || lsn > before) ? lsn : before;
  };

  return {
    write: async <Row>(sql: string, values: unknown[] = [], session?: ReadSession) => {
      const choice: Choice = { replica: null, reason: "write" };
      const work = { operation: operationOf(sql), sql };
      const { rows } = await telemetry.measured(choice, work, () =>
        primary.query<Row>(sql, values),
      );
      if (session) await markWritten(session);
      return rows;
    },
    read: async <Row>(sql: string, values: unknown[] = [], session?: ReadSession) => {
      const work = { operation: operationOf(sql), sql, ...(session ? { session } : {}) };
      const { rows } = await readWith(work, (pool) => pool.query<Row>(sql, values));
      return rows;
    },
    readWith,
    markWritten,
    states: watch.states,
    close: () => {
      clearInterval(timer);
      telemetry.stop();
    },
  };
}

/** How long a read waits for a replica to have what its session wrote before the primary answers instead. */
const CATCH_UP_MS = 25;
const LOOK_AGAIN_MS = 3;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The first word of a statement, which says what it does. */
const operationOf = (sql: string): string => /[A-Za-z]+/.exec(sql)?.[0].toUpperCase() ?? "QUERY";

/**
 * Whether an error is about the server and not about what was asked: one without a SQLSTATE that the network or the
 * driver made, or 08…, 25006, 40001, 57P….
 */
function isServerError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (/^[0-9A-Z]{5}$/.test(code)) return /^(?:08|57P|40001|25006)/.test(code);
  return /^E[A-Z_]+$/.test(code) || CONNECTION_TROUBLE.test(error.message);
}

const CONNECTION_TROUBLE =
  /connection terminated|timeout exceeded when trying to connect|connection error|after calling end|timeout expired/i;
