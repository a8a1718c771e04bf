import type { ClientBase } from "pg";
import type { CostBasis } from "@/lib/domain/cost-sources.ts";
import type { RejectedRow } from "@/lib/domain/costs.ts";
import type { StoredBill } from "./cost-lines.ts";
import type { Queryable } from "./queryable.ts";

/** A finished import. `rowCount`: rows of the file, those that were rejected among them. */
export type CostImport = StoredBill & {
  importId: string;
  source: string;
  part: string;
  basis: CostBasis;
  rowCount: number;
  rejectedCount: number;
  bytesRead: number;
  /** The first thousand at most. */
  rejected: RejectedRow[];
  startedMs: number;
  finishedMs: number;
};

/** Keeps what an import did, in the transaction that did it. The staged charges must still be there. */
export async function insertCostImport(client: ClientBase, done: CostImport): Promise<void> {
  await client.query(
    `INSERT INTO cost_imports AS import (import_id, source, part, basis, state, row_count, rejected_count,
       imported_count, replaced_count, rejected, totals, first_day, last_day, covered_to, started_at, finished_at,
       bytes_read)
     VALUES ($1, $2, $3, $13, 'done', $4, $14, $5, $6, $7::jsonb, $8::jsonb, $9, $10,
       (SELECT max(covered_to) FROM staged_charges), $11, $12, $15)
     ON CONFLICT (import_id) DO UPDATE
     SET state = 'done', row_count = excluded.row_count, rejected_count = excluded.rejected_count,
       imported_count = excluded.imported_count, replaced_count = excluded.replaced_count,
       rejected = excluded.rejected, totals = excluded.totals, first_day = excluded.first_day,
       last_day = excluded.last_day, covered_to = excluded.covered_to, finished_at = excluded.finished_at,
       bytes_read = excluded.bytes_read`,
    [
      done.importId,
      done.source,
      done.part,
      done.rowCount,
      done.importedCount,
      done.replacedCount,
      JSON.stringify(done.rejected),
      JSON.stringify(done.totals),
      done.firstDay,
      done.lastDay,
      new Date(done.startedMs),
      new Date(done.finishedMs),
      done.basis,
      done.rejectedCount,
      done.bytesRead,
    ],
  );
}

type Row = {
  importId: string;
  source: string;
  part: string;
  basis: CostBasis;
  rowCount: string;
  rejectedCount: string;
  bytesRead: string;
  importedCount: string;
  replacedCount: string;
  rejected: RejectedRow[];
  totals: StoredBill["totals"];
  firstDay: string | null;
  lastDay: string | null;
  startedMs: string;
  finishedMs: string;
};

const fromRow = (row: Row): CostImport => ({
  ...row,
  rowCount: Number(row.rowCount),
  rejectedCount: Number(row.rejectedCount),
  bytesRead: Number(row.bytesRead),
  importedCount: Number(row.importedCount),
  replacedCount: Number(row.replacedCount),
  startedMs: Number(row.startedMs),
  finishedMs: Number(row.finishedMs),
});

/** An import by its id; null: there is none. */
export async function selectCostImport(
  database: Queryable,
  importId: string,
): Promise<CostImport | null> {
  const { rows } = await database.query<Row>(
    `SELECT import_id AS "importId", source, part, basis, row_count AS "rowCount",
       rejected_count AS "rejectedCount", bytes_read AS "bytesRead", imported_count AS "importedCount",
       replaced_count AS "replacedCount", rejected, totals, first_day::text AS "firstDay", last_day::text AS "lastDay",
       floor(extract(epoch FROM started_at) * 1000)::bigint AS "startedMs",
       floor(extract(epoch FROM finished_at) * 1000)::bigint AS "finishedMs"
     FROM cost_imports WHERE import_id = $1 AND state = 'done'`,
    [importId],
  );
  return rows[0] ? fromRow(rows[0]) : null;
}

/** For each source of a basis how far its newest bill reaches: the end of its latest charge, Unix ms. */
export async function selectCovered(database: Queryable, basis: CostBasis): Promise<number[]> {
  const { rows } = await database.query<{ coveredMs: string }>(
    `SELECT floor(extract(epoch FROM max(covered_to)) * 1000)::bigint AS "coveredMs"
     FROM cost_imports WHERE covered_to IS NOT NULL AND basis = $1 GROUP BY source`,
    [basis],
  );
  return rows.map(({ coveredMs }) => Number(coveredMs));
}
