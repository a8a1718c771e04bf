import { boundSeconds } from "./partitions.ts";
import type { Queryable } from "./queryable.ts";

/** A table with all its partitions. Bytes include indexes and TOAST; bounds are Unix seconds. */
export type TableUsage = {
  table: string;
  bytes: number;
  /** Postgres' estimate; null: some of it was never analysed. */
  rows: number | null;
  partitions: number;
  /** Start of the oldest partition and end of the newest; null: not partitioned by time, or no partition. */
  oldest: number | null;
  newest: number | null;
};

const TABLES = `
  SELECT
    coalesce(parent.relname, leaf.relname) AS name,
    sum(pg_total_relation_size(leaf.oid)) AS bytes,
    CASE WHEN bool_and(leaf.reltuples >= 0) THEN sum(leaf.reltuples) END AS row_estimate,
    count(parent.oid) AS partitions,
    min(substring(pg_get_expr(leaf.relpartbound, leaf.oid) FROM 'FROM \\(''(-?\\d+)''\\)')::bigint) AS oldest,
    max(substring(pg_get_expr(leaf.relpartbound, leaf.oid) FROM 'TO \\(''(-?\\d+)''\\)')::bigint) AS newest
  FROM pg_class AS leaf
  JOIN pg_namespace AS schema ON schema.oid = leaf.relnamespace
  LEFT JOIN pg_inherits ON pg_inherits.inhrelid = leaf.oid
  LEFT JOIN pg_class AS parent ON parent.oid = pg_inherits.inhparent
  WHERE schema.nspname = 'public' AND leaf.relkind = 'r'
  GROUP BY 1
  ORDER BY 1
`;

/** Every table of the database that has disk of its own, partitions added to their parents. */
export async function readTableUsage(client: Queryable): Promise<TableUsage[]> {
  const { rows } = await client.query<{
    name: string;
    bytes: string;
    row_estimate: number | null;
    partitions: string;
    oldest: string | null;
    newest: string | null;
  }>(TABLES);
  return rows.map((row) => ({
    table: row.name,
    bytes: Number(row.bytes),
    rows: row.row_estimate,
    partitions: Number(row.partitions),
    oldest: row.oldest === null ? null : boundSeconds(row.name, row.oldest),
    newest: row.newest === null ? null : boundSeconds(row.name, row.newest),
  }));
}

/** Bytes of the whole database. */
export async function readDatabaseBytes(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "SELECT pg_database_size(current_database()) AS bytes",
  );
  return Number(rows[0]?.bytes ?? 0);
}
