import type { CostBasis } from "@/lib/domain/cost-sources.ts";
import type { Queryable } from "./queryable.ts";

/** An import that runs, or that failed. Moments are Unix ms. */
export type CostImportProgress = {
  importId: string;
  source: string;
  part: string;
  state: "running" | "failed";
  rowCount: number;
  bytesRead: number;
  bytesTotal: number | null;
  error: string | null;
  startedMs: number;
  /** When its process last told of it. */
  seenMs: number;
};

/** Notes that an import begins, so that it can be asked for. */
export async function insertRunningImport(
  database: Queryable,
  begun: {
    importId: string;
    source: string;
    part: string;
    basis: CostBasis;
    bytesTotal: number | null;
    nowMs: number;
  },
): Promise<void> {
  await database.query(
    `INSERT INTO cost_imports (import_id, source, part, basis, state, bytes_total, started_at, seen_at)
     VALUES ($1, $2, $3, $4, 'running', $5, $6, $6)`,
    [
      begun.importId,
      begun.source,
      begun.part,
      begun.basis,
      begun.bytesTotal,
      new Date(begun.nowMs),
    ],
  );
}

/** How far an import is. One that ended in the meantime stays as it is. */
export async function tellImportProgress(
  database: Queryable,
  told: { importId: string; rowCount: number; bytesRead: number; nowMs: number },
): Promise<void> {
  await database.query(
    `UPDATE cost_imports SET row_count = $2, bytes_read = $3, seen_at = $4
     WHERE import_id = $1 AND state = 'running'`,
    [told.importId, told.rowCount, told.bytesRead, new Date(told.nowMs)],
  );
}

/** Notes that an import failed; nothing of it is stored. */
export async function failImport(
  database: Queryable,
  failed: { importId: string; error: string; nowMs: number },
): Promise<void> {
  await database.query(
    `UPDATE cost_imports SET state = 'failed', error = $2, finished_at = $3
     WHERE import_id = $1 AND state = 'running'`,
    [failed.importId, failed.error.slice(0, 2_000), new Date(failed.nowMs)],
  );
}

/** An import that runs or failed; null: there is none, or it is done. */
export async function selectImportProgress(
  database: Queryable,
  importId: string,
): Promise<CostImportProgress | null> {
  const { rows } = await database.query<CostImportProgress>(
    `SELECT import_id AS "importId", source, part, state, row_count::float8 AS "rowCount",
       bytes_read::float8 AS "bytesRead", bytes_total::float8 AS "bytesTotal", error,
       floor(extract(epoch FROM started_at) * 1000)::float8 AS "startedMs",
       floor(extract(epoch FROM coalesce(seen_at, started_at)) * 1000)::float8 AS "seenMs"
     FROM cost_imports WHERE import_id = $1 AND state IN ('running', 'failed')`,
    [importId],
  );
  return rows[0] ?? null;
}
