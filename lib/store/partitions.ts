import type { Queryable } from "./queryable.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

/**
 * Width of each table's partitions and the unit of its partition column. Wide enough that a search by trace id, which
 * knows no time, probes about a dozen indexes; narrow enough that retention overshoots by less than a tenth.
 */
const PARTITIONED = {
  spans: { widthSeconds: 6 * HOUR, unitsPerSecond: 1_000_000_000n },
  span_attributes: { widthSeconds: 6 * HOUR, unitsPerSecond: 1n },
  log_records: { widthSeconds: 6 * HOUR, unitsPerSecond: 1_000_000_000n },
  log_slices: { widthSeconds: 6 * HOUR, unitsPerSecond: 1_000_000_000n },
  log_counts: { widthSeconds: DAY, unitsPerSecond: 1n },
  metric_points: { widthSeconds: DAY, unitsPerSecond: 1_000_000_000n },
  metric_5m: { widthSeconds: DAY, unitsPerSecond: 1n },
  metric_1h: { widthSeconds: 30 * DAY, unitsPerSecond: 1n },
  metric_1d: { widthSeconds: 128 * DAY, unitsPerSecond: 1n },
  request_points: { widthSeconds: HOUR, unitsPerSecond: 1_000_000_000n },
  request_10s: { widthSeconds: HOUR, unitsPerSecond: 1n },
  service_10s: { widthSeconds: HOUR, unitsPerSecond: 1n },
  request_1m: { widthSeconds: DAY, unitsPerSecond: 1n },
  service_1m: { widthSeconds: DAY, unitsPerSecond: 1n },
  request_1m_packed: { widthSeconds: DAY, unitsPerSecond: 1n },
  service_1m_packed: { widthSeconds: DAY, unitsPerSecond: 1n },
  request_5m: { widthSeconds: DAY, unitsPerSecond: 1n },
  service_5m: { widthSeconds: DAY, unitsPerSecond: 1n },
  request_1h: { widthSeconds: 30 * DAY, unitsPerSecond: 1n },
  service_1h: { widthSeconds: 30 * DAY, unitsPerSecond: 1n },
  operation_10s: { widthSeconds: HOUR, unitsPerSecond: 1n },
  target_10s: { widthSeconds: HOUR, unitsPerSecond: 1n },
  operation_1m: { widthSeconds: DAY, unitsPerSecond: 1n },
  target_1m: { widthSeconds: DAY, unitsPerSecond: 1n },
  operation_1m_packed: { widthSeconds: DAY, unitsPerSecond: 1n },
  target_1m_packed: { widthSeconds: DAY, unitsPerSecond: 1n },
  operation_5m: { widthSeconds: DAY, unitsPerSecond: 1n },
  target_5m: { widthSeconds: DAY, unitsPerSecond: 1n },
  operation_1h: { widthSeconds: 30 * DAY, unitsPerSecond: 1n },
  target_1h: { widthSeconds: 30 * DAY, unitsPerSecond: 1n },
  target_3h: { widthSeconds: 30 * DAY, unitsPerSecond: 1n },
  accepted_bodies: { widthSeconds: HOUR, unitsPerSecond: 1n },
} as const satisfies Record<string, { widthSeconds: number; unitsPerSecond: bigint }>;

/** A table that is partitioned by time. */
export type PartitionedTable = keyof typeof PARTITIONED;

/** The key of the advisory locks that keep two processes from making one table's partitions at once. */
const PARTITION_LOCK = 7_261;

const LIST_PARTITIONS = `
  SELECT
    child.relname AS name,
    pg_get_expr(child.relpartbound, child.oid) AS bound
  FROM pg_inherits
  JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
  WHERE pg_inherits.inhparent = $1::regclass
  ORDER BY child.relname
`;

/** Starts (Unix seconds) that this process has seen to exist, per table. */
const ensured = new Map<PartitionedTable, Set<number>>();

const ensuredOf = (table: PartitionedTable): Set<number> => {
  const known = ensured.get(table) ?? new Set<number>();
  ensured.set(table, known);
  return known;
};

/** Unix seconds of a bound of one of a table's partitions, as the catalogue shows it; null: not partitioned by time. */
export function boundSeconds(table: string, bound: string): number | null {
  const partitioned = Object.entries(PARTITIONED).find(([name]) => name === table)?.[1];
  return partitioned === undefined ? null : Number(BigInt(bound) / partitioned.unitsPerSecond);
}

/** Unix seconds at which the partition begins that holds `seconds`. */
export function partitionStart(table: PartitionedTable, seconds: number): number {
  const { widthSeconds } = PARTITIONED[table];
  return Math.floor(seconds / widthSeconds) * widthSeconds;
}

/**
 * Makes every partition that a time from `fromSeconds` to `toSeconds` (both inclusive, Unix seconds) falls into.
 * Safe to call from many processes at once, and free once this process knows them. Call it outside a transaction:
 * a rollback would take the partitions back, and this process would still believe in them.
 */
export async function ensurePartitions(
  client: Queryable,
  range: { table: PartitionedTable; fromSeconds: number; toSeconds: number },
): Promise<void> {
  const { widthSeconds } = PARTITIONED[range.table];
  const starts: number[] = [];
  const first = partitionStart(range.table, range.fromSeconds);
  for (let start = first; start <= range.toSeconds; start += widthSeconds) starts.push(start);
  await ensurePartitionsAt(client, { table: range.table, seconds: starts });
}

/** As `ensurePartitions`, for single times: a body with one late row makes two partitions, not a day of them. */
export async function ensurePartitionsAt(
  client: Queryable,
  { table, seconds }: { table: PartitionedTable; seconds: Iterable<number> },
): Promise<void> {
  const known = ensuredOf(table);
  const missing = new Set<number>();
  for (const time of seconds) {
    const start = partitionStart(table, time);
    if (!known.has(start)) missing.add(start);
  }
  for (const start of [...missing].sort((a, b) => a - b)) {
    await client.query(createStatement(table, start));
    known.add(start);
  }
}

/**
 * One statement, so one transaction. A table is made beside its parent and then attached, because that neither waits
 * for readers and writers of the parent nor holds them up, as CREATE TABLE … PARTITION OF does.
 */
function createStatement(table: PartitionedTable, start: number): string {
  const { widthSeconds, unitsPerSecond } = PARTITIONED[table];
  const name = `${table}_p${start}`;
  const from = BigInt(start) * unitsPerSecond;
  const to = BigInt(start + widthSeconds) * unitsPerSecond;
  return `
    DO $$
    BEGIN
      PERFORM pg_advisory_xact_lock(${PARTITION_LOCK}, hashtext('${table}'));
      IF to_regclass('${name}') IS NULL THEN
        CREATE TABLE IF NOT EXISTS ${name} (LIKE ${table} INCLUDING ALL);
        ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to});
      END IF;
    END
    $$
  `;
}

/** What this process believes to exist is asked again: call it when a row found no partition (SQLSTATE 23514). */
export function forgetPartitions(): void {
  ensured.clear();
}

/** The partitions of a table with the Unix seconds at which each ends, by name. */
async function partitionsOf(
  client: Queryable,
  table: PartitionedTable,
): Promise<{ name: string; end: number }[]> {
  const { rows } = await client.query<{ name: string; bound: string }>(LIST_PARTITIONS, [table]);
  return rows.flatMap(({ name, bound }) => {
    const end = /TO \('(-?\d+)'\)/.exec(bound)?.[1];
    return end === undefined ? [] : [{ name, end: boundSeconds(table, end) ?? 0 }];
  });
}

/**
 * Drops the partitions that end at or before `beforeSeconds` (Unix seconds) and so gives their disk back. A partition
 * that readers or writers hold for half a second is left for the next call and named in `busy`: while a drop waits,
 * everybody else waits behind it.
 */
export async function dropPartitionsBefore(
  client: Queryable,
  { table, beforeSeconds }: { table: PartitionedTable; beforeSeconds: number },
): Promise<{ dropped: string[]; busy: string[] }> {
  const outcome = { dropped: [] as string[], busy: [] as string[] };
  for (const { name, end } of await partitionsOf(client, table)) {
    if (end > beforeSeconds) continue;
    const list = (await dropUnlessBusy(client, { table, name })) ? outcome.dropped : outcome.busy;
    list.push(name);
  }
  if (outcome.dropped.length > 0) ensured.delete(table);
  return outcome;
}

/**
 * Drops the partitions that end at or before `beforeSeconds` (Unix seconds) and have no rows. Call it where nobody
 * writes such old rows meanwhile, and when no reader's snapshot needs the rows that were deleted.
 */
export async function dropEmptyPartitionsBefore(
  client: Queryable,
  { table, beforeSeconds }: { table: PartitionedTable; beforeSeconds: number },
): Promise<string[]> {
  const dropped: string[] = [];
  for (const { name, end } of await partitionsOf(client, table)) {
    if (end > beforeSeconds) continue;
    const { rows } = await client.query<{ empty: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM ${name}) AS empty`,
    );
    if (rows[0]?.empty && (await dropUnlessBusy(client, { table, name }))) dropped.push(name);
  }
  if (dropped.length > 0) ensured.delete(table);
  return dropped;
}

async function dropUnlessBusy(
  client: Queryable,
  { table, name }: { table: PartitionedTable; name: string },
): Promise<boolean> {
  try {
    await client.query(`
      DO $$
      BEGIN
        PERFORM set_config('lock_timeout', '500ms', true);
        PERFORM pg_advisory_xact_lock(${PARTITION_LOCK}, hashtext('${table}'));
        DROP TABLE IF EXISTS ${name};
      END
      $$
    `);
    return true;
  } catch (error) {
    if (isLockTimeout(error)) return false;
    throw error;
  }
}

const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "55P03";
