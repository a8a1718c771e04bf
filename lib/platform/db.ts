import { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import type { PoolFigures, ThreadName } from "@/lib/domain/headroom.ts";
import { log } from "@/lib/platform/log.ts";
import { MeasuredPool } from "./measured-pool.ts";

/** How a pool is bounded: connections, and how long one statement may run. */
export type PoolLimits = { max: number; statementTimeoutMs: number };

const WRITE: PoolLimits = { max: 8, statementTimeoutMs: 60_000 };
const READ: PoolLimits = { max: 6, statementTimeoutMs: 30_000 };

// Next bundles this module more than once in a process; the pools must exist once.
declare global {
  var headroomPools: Map<string, pg.Pool> | undefined;
  var headroomReadFrom: AsyncLocalStorage<pg.Pool> | undefined;
}

/** The primary, for writes and for reads that must see them. Opened on first use; values come as pg gives them. */
export function writePool(): pg.Pool {
  return openPool("write", WRITE);
}

/**
 * For questions about telemetry: of the server that this question is answered by (`read-routing.ts`), outside of one
 * the primary. Bounded by itself, so that reads cannot starve ingest.
 */
export function readPool(): pg.Pool {
  return globalThis.headroomReadFrom?.getStore() ?? primaryReadPool();
}

/** As `readPool`, but never a replica: for what must not miss anything that is committed. */
export const primaryReadPool = (): pg.Pool => openPool("read", READ);

/** Lets `readPool` be this one for all that `run` does. */
export function readFrom<Result>(pool: pg.Pool, run: () => Promise<Result>): Promise<Result> {
  globalThis.headroomReadFrom ??= new AsyncLocalStorage();
  return globalThis.headroomReadFrom.run(pool, run);
}

/** A pool of a read replica, made once a process. */
export const openReplicaPool = (name: string, url: string): pg.Pool => openPool(name, READ, url);

/** A pool of an address (`DATABASE_URL`) under a name, made once a process. Throws when the variable is unset. */
export function openPool(name: string, limits: PoolLimits, url?: string): pg.Pool {
  globalThis.headroomPools ??= new Map();
  const known = globalThis.headroomPools.get(name);
  if (known) return known;
  const pool = createPool(url ?? databaseUrl(), { name, ...limits });
  globalThis.headroomPools.set(name, pool);
  return pool;
}

/** A pool that nobody else keeps: the caller ends it. */
export function createPool(url: string, options: PoolLimits & { name: string }): pg.Pool {
  const pool = new MeasuredPool(options.name, {
    connectionString: url,
    max: options.max,
    statement_timeout: options.statementTimeoutMs,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: `headroom ${options.name}`,
  });
  // An idle connection that breaks (a restart of Postgres) must not end the process: pg makes a new one.
  pool.on("error", (error) =>
    log.warn("database connection lost", { pool: options.name, reason: error.message }),
  );
  // Nor one that breaks while it is lent and no statement runs: its next statement fails and says so.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** How a pool of a thread is used now. */
export function poolFigures(name: string, thread: ThreadName, pool: pg.Pool): PoolFigures {
  const { totalCount, idleCount, waitingCount } = pool;
  const used = totalCount - idleCount;
  return { name, thread, used, idle: idleCount, waiting: waitingCount, max: pool.options.max };
}

/** How the pools of this process's main thread are used now. */
export const mainPools = (): PoolFigures[] =>
  [...(globalThis.headroomPools ?? [])].map(([name, pool]) => poolFigures(name, "main", pool));

/** Ends every pool of this process, waiting for the statements that run. Later calls open new ones. */
export async function closePools(): Promise<void> {
  const pools = [...(globalThis.headroomPools?.values() ?? [])];
  globalThis.headroomPools?.clear();
  await Promise.all(pools.map((pool) => pool.end()));
}

/** The address of the primary. Read late: a start with the embedded Postgres sets the variable itself. */
function databaseUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: the database has not been started");
  return url;
}
