import type { Queryable } from "./queryable.ts";

/** A file of the watched folder; `path` is relative to it. Moments are Unix ms. */
export type CostFile = {
  path: string;
  /** `waiting`: still being written, or not read yet. `broken`: no bill; not read again until it changes. */
  state: "waiting" | "reading" | "done" | "broken";
  sizeBytes: number;
  modifiedMs: number;
  sha256: string | null;
  importId: string | null;
  error: string | null;
  /** Since when it is as it is. */
  seenMs: number;
};

const FIELDS = `path, state, size_bytes::float8 AS "sizeBytes", sha256, import_id AS "importId", error,
  floor(extract(epoch FROM modified_at) * 1000)::float8 AS "modifiedMs",
  floor(extract(epoch FROM seen_at) * 1000)::float8 AS "seenMs"`;

/** Every file that was seen, those with trouble first, then those that changed last. */
export async function selectCostFiles(database: Queryable): Promise<CostFile[]> {
  const { rows } = await database.query<CostFile>(
    `SELECT ${FIELDS} FROM cost_files ORDER BY state = 'broken' DESC, state = 'done', seen_at DESC, path`,
  );
  return rows;
}

/** Whether this content was taken before, and by which import; null: it was not. */
export async function selectTakenContent(
  database: Queryable,
  sha256: string,
): Promise<string | null> {
  const { rows } = await database.query<{ importId: string | null }>(
    `SELECT import_id AS "importId" FROM cost_files WHERE sha256 = $1 AND state = 'done' LIMIT 1`,
    [sha256],
  );
  return rows[0]?.importId ?? null;
}

/** Keeps how a file is. */
export async function keepCostFile(database: Queryable, file: CostFile): Promise<void> {
  await database.query(
    `INSERT INTO cost_files (path, state, size_bytes, modified_at, sha256, import_id, error, seen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (path) DO UPDATE
     SET state = excluded.state, size_bytes = excluded.size_bytes, modified_at = excluded.modified_at,
       sha256 = excluded.sha256, import_id = excluded.import_id, error = excluded.error, seen_at = excluded.seen_at`,
    [
      file.path,
      file.state,
      file.sizeBytes,
      new Date(file.modifiedMs),
      file.sha256,
      file.importId,
      file.error,
      new Date(file.seenMs),
    ],
  );
}

/** Forgets files that are in the folder no more and of which nothing was taken. */
export async function forgetCostFiles(
  database: Queryable,
  present: readonly string[],
): Promise<void> {
  await database.query(
    "DELETE FROM cost_files WHERE state IN ('waiting', 'broken') AND NOT path = ANY ($1::text[])",
    [present],
  );
}

/** Runs if nobody else reads the folder, and lets nobody else meanwhile. False: somebody does. */
export async function whileAlone(
  pool: { connect: () => Promise<Queryable & { release: (destroy?: boolean) => void }> },
  run: () => Promise<void>,
): Promise<boolean> {
  const client = await pool.connect();
  let isGivenBack = false;
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('cost files')) AS locked",
    );
    isGivenBack = !rows[0]?.locked;
    if (isGivenBack) return false;
    await run();
    await client.query("SELECT pg_advisory_unlock(hashtext('cost files'))");
    isGivenBack = true;
    return true;
  } finally {
    // A session that ends gives its lock back, whatever state it is in.
    client.release(!isGivenBack);
  }
}
