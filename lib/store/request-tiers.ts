import type { ClientBase } from "pg";
import { decodeDistribution, encodeDistribution } from "@/lib/aggregate/distribution.ts";
import type { TierKind, TierRow } from "@/lib/aggregate/request-tiers.ts";
import { copyIn, copyOut } from "./copy.ts";
import { CopyEncoder, CopyReader } from "./copy-binary.ts";
import type { PartitionedTable } from "./partitions.ts";

/** The tables of each kind of tier rows, finest first. */
export const TIER_TABLES = {
  series: { 10: "request_10s", 60: "request_1m", 300: "request_5m", 3600: "request_1h" },
  service: { 10: "service_10s", 60: "service_1m", 300: "service_5m", 3600: "service_1h" },
  operation: { 10: "operation_10s", 60: "operation_1m", 300: "operation_5m", 3600: "operation_1h" },
  target: { 10: "target_10s", 60: "target_1m", 300: "target_5m", 3600: "target_1h" },
} as const satisfies Record<TierKind, Record<number, PartitionedTable>>;

export type TierSeconds = keyof (typeof TIER_TABLES)["series"];

/** A width that only some kinds have. */
export const COARSE_SECONDS = 10_800;
const COARSE_TABLES: Partial<Record<TierKind, PartitionedTable>> = { target: "target_3h" };
export type TierWidth = TierSeconds | typeof COARSE_SECONDS;

/** The table of a kind's rows of a width. Throws where the kind has none. */
export function tierTable(kind: TierKind, seconds: TierWidth): PartitionedTable {
  const table = seconds === COARSE_SECONDS ? COARSE_TABLES[kind] : TIER_TABLES[kind][seconds];
  if (table === undefined) throw new Error(`no rows of ${kind} are ${seconds} s wide`);
  return table;
}

/** What group commits added and the fold has not merged yet; a table for each arrival slot, named by its number. */
export const DELTA_TABLES = {
  series: "request_deltas",
  service: "service_deltas",
  operation: "operation_deltas",
  target: "target_deltas",
} as const satisfies Record<TierKind, string>;

/** The id column of a tier or delta table. */
export const ID_COLUMN = {
  series: "series_id",
  service: "service_id",
  operation: "series_id",
  target: "target_id",
} as const satisfies Record<TierKind, string>;

/** A condition on top of others: the column is one of these ids; null: any. */
export const among = (column: string, ids: readonly bigint[] | null): string =>
  ids === null ? "" : `AND ${column} = ANY ('{${ids.join(",")}}'::bigint[])`;

/** The figures of a row, after its id and bucket. */
export const FIGURES = `request_count, error_count, sum_seconds, max_seconds, sketch,
    exemplar_trace_id`;

/** Rows of (id, bucket, figures) from `COPY … TO` bytes, one at a time: all of them at once would be a large heap. */
export function* readTierRows(bytes: Buffer): Generator<TierRow> {
  const reader = new CopyReader(bytes, 8);
  while (reader.next()) {
    yield {
      id: reader.bigint(0),
      bucket: reader.integer(1),
      count: reader.double(2),
      errors: reader.double(3),
      sumSeconds: reader.double(4),
      maxSeconds: reader.double(5),
      distribution: decodeDistribution(reader.bytes(6)),
      exemplarTraceId: reader.isNull(7) ? null : Buffer.from(reader.bytes(7)),
    };
  }
}

/** The deltas of a sealed arrival slot. */
export async function readDeltas(
  client: ClientBase,
  kind: TierKind,
  slot: number,
): Promise<Iterable<TierRow>> {
  const table = `${DELTA_TABLES[kind]}_${slot}`;
  const statement = `
    COPY (SELECT ${ID_COLUMN[kind]}, bucket, ${FIGURES} FROM ${table}) TO STDOUT (FORMAT binary)
  `;
  return readTierRows(await copyOut(client, statement));
}

/** The stored rows with the keys of the given ones. */
export async function readSameKeys(
  client: ClientBase,
  tier: { kind: TierKind; seconds: TierWidth },
  rows: readonly TierRow[],
): Promise<Iterable<TierRow>> {
  if (rows.length === 0) return [];
  const id = ID_COLUMN[tier.kind];
  const table = tierTable(tier.kind, tier.seconds);
  const ids = rows.map((row) => row.id).join(",");
  const buckets = rows.map((row) => row.bucket).join(",");
  const statement = `
    COPY (
      SELECT tier.${id}, tier.bucket, ${FIGURES}
      FROM unnest('{${ids}}'::bigint[], '{${buckets}}'::bigint[]) AS given (${id}, bucket)
      JOIN ${table} AS tier ON tier.${id} = given.${id} AND tier.bucket = given.bucket
      WHERE tier.bucket = ANY ('{${[...new Set(rows.map((row) => row.bucket))].join(",")}}'::bigint[])
    ) TO STDOUT (FORMAT binary)
  `;
  return readTierRows(await copyOut(client, statement));
}

/** Writes rows, replacing those with the same key. The partitions must exist. */
export async function writeTierRows(
  client: ClientBase,
  tier: { kind: TierKind; seconds: TierWidth },
  rows: readonly TierRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const id = ID_COLUMN[tier.kind];
  const table = tierTable(tier.kind, tier.seconds);
  await client.query(
    `CREATE TEMPORARY TABLE IF NOT EXISTS staged_${table} (LIKE ${table}) ON COMMIT DELETE ROWS`,
  );
  await copyIn(
    client,
    `COPY staged_${table} (${id}, bucket, ${FIGURES}) FROM STDIN (FORMAT binary)`,
    encodeTierRows(rows).finish(),
  );
  await client.query(`
    INSERT INTO ${table} (${id}, bucket, ${FIGURES})
    SELECT ${id}, bucket, ${FIGURES} FROM staged_${table}
    ON CONFLICT (${id}, bucket) DO UPDATE SET
      request_count = excluded.request_count,
      error_count = excluded.error_count,
      sum_seconds = excluded.sum_seconds,
      max_seconds = excluded.max_seconds,
      sketch = excluded.sketch,
      exemplar_trace_id = excluded.exemplar_trace_id
  `);
}

function encodeTierRows(rows: readonly TierRow[]): CopyEncoder {
  const encoder = new CopyEncoder(rows.length * 256);
  for (const row of rows) {
    encoder.row(8);
    encoder.bigint(row.id);
    encoder.integer(row.bucket);
    encoder.double(row.count);
    encoder.double(row.errors);
    encoder.double(row.sumSeconds);
    encoder.double(row.maxSeconds);
    encoder.bytes(encodeDistribution(row.distribution));
    if (row.exemplarTraceId === null) encoder.null();
    else encoder.uuid(row.exemplarTraceId);
  }
  return encoder;
}
