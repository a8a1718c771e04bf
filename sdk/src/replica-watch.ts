import { type LsnMark, lagOf, parseLsn, type ReplicaState, withMark } from "./replica-choice.ts";

/** What is used of a pool of node-postgres. */
export type RoutedPool = {
  query: <Row>(sql: string, values?: unknown[]) => Promise<{ rows: Row[] }>;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
};

/** Marks older than this say no more than that a replica is hopeless. */
const KEEP_MARKS_MS = 600_000;

export const PRIMARY_POSITION = "SELECT pg_current_wal_insert_lsn()::text AS lsn";
const REPLICA_POSITION = "SELECT pg_last_wal_replay_lsn()::text AS lsn";

/** Null: it has none, or none that can be read. Rejects when the server is away. */
export async function positionOf(pool: RoutedPool, sql: string): Promise<bigint | null> {
  const { rows } = await pool.query<{ lsn: string | null }>(sql);
  return parseLsn(rows[0]?.lsn ?? null);
}

export type ReplicaWatch = {
  /** Asks the primary and every replica how far they are; none that has not answered yet. */
  check: () => Promise<void>;
  /** Asks the replicas once more; resolves when all have answered a question put after the call. */
  look: () => Promise<void>;
  /** It went away: nothing is known of it until it answers again. */
  lose: (name: string) => void;
  states: () => ReplicaState[];
};

/** Keeps in mind how far each replica is. */
export function watchReplicas({
  primary,
  replicas,
}: {
  primary: RoutedPool;
  replicas: readonly { name: string; pool: RoutedPool }[];
}): ReplicaWatch {
  let marks: LsnMark[] = [];
  const replayed = new Map<string, bigint | null>();
  const checkPrimary = once(async () => {
    const atMs = Date.now();
    // Without the primary the marks stay, and replicas go on answering.
    const lsn = await positionOf(primary, PRIMARY_POSITION).catch(() => null);
    if (lsn !== null) marks = withMark(marks, { lsn, atMs }, KEEP_MARKS_MS);
  });
  const checks = replicas.map(({ name, pool }) =>
    once(async () => {
      replayed.set(name, await positionOf(pool, REPLICA_POSITION).catch(() => null));
    }),
  );
  const all = async (run: (check: Once) => Promise<void>) => {
    await Promise.all(checks.map(run));
  };
  return {
    check: async () => {
      await Promise.all([checkPrimary.join(), all((check) => check.join())]);
    },
    look: () => all((check) => check.anew()),
    lose: (name) => replayed.set(name, null),
    // Told at the time of asking, so that a replica that no longer answers falls behind.
    states: () =>
      replicas.map(({ name, pool }) => {
        const replayedLsn = replayed.get(name) ?? null;
        return {
          name,
          replayedLsn,
          lagMs: replayedLsn === null ? null : lagOf(replayedLsn, marks, Date.now()),
          load:
            (pool.totalCount - pool.idleCount + pool.waitingCount) / Math.max(1, pool.totalCount),
        };
      }),
  };
}

type Once = { join: () => Promise<void>; anew: () => Promise<void> };

/** Work of which one runs at a time: `join` waits for what runs, `anew` for what began after the call. */
function once(work: () => Promise<void>): Once {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const join = () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
  return {
    join,
    anew: () => {
      if (running === null) return join();
      next ??= running.then(() => {
        next = null;
        return join();
      });
      return next;
    },
  };
}
