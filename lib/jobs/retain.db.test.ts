import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPool } from "@/lib/platform/db.ts";
import { ensurePartitionsAt, forgetPartitions } from "@/lib/store/partitions.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { applyRetention } from "./retain.ts";

const DAY = 86_400;
const NOW = Date.UTC(2026, 10, 24, 12) / 1000;
const OLD = NOW - 60 * DAY;
const SETTINGS = {
  retention: {
    spansMs: 3 * DAY * 1000,
    logsMs: 3 * DAY * 1000,
    minutesMs: 30 * DAY * 1000,
    hoursMs: 400 * DAY * 1000,
  },
  acceptPastMs: DAY * 1000,
  replayWindowMs: 3_600_000,
};

let database: TestDatabase;
let pool: pg.Pool;

beforeEach(async () => {
  forgetPartitions();
  database = await createTestDatabase();
  pool = createPool(database.url, { name: "test", max: 4, statementTimeoutMs: 30_000 });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const FILLS = {
  spans: `
    INSERT INTO spans (
      trace_id, span_id, start_ns, duration_ns, origin_id, service_id, kind,
      is_request, is_error, name, route, method, status, payload
    )
    SELECT gen_random_uuid(), n, $1::bigint * 1000000000 + n, 1, 1, 1, 2, true, false, '', '', '',
           '', decode(repeat('ab', 300), 'hex')
    FROM generate_series(1, 4000) AS n`,
  request_1m: `
    INSERT INTO request_1m (series_id, bucket, request_count, error_count, sum_seconds, max_seconds, sketch)
    SELECT n, $1::bigint / 60 * 60, 1, 0, 1, 1, decode(repeat('ab', 100), 'hex')
    FROM generate_series(1, 4000) AS n`,
  request_1m_packed: `
    INSERT INTO request_1m_packed (series_id, hour, piece, packed)
    SELECT n, $1::bigint / 3600 * 3600, 0, decode(repeat('ab', 1000), 'hex')
    FROM generate_series(1, 2000) AS n`,
  request_1h: `
    INSERT INTO request_1h (series_id, bucket, request_count, error_count, sum_seconds, max_seconds, sketch)
    SELECT n, $1::bigint / 3600 * 3600, 1, 0, 1, 1, decode(repeat('ab', 100), 'hex')
    FROM generate_series(1, 1000) AS n`,
} as const;
type Filled = keyof typeof FILLS;
const TABLES = Object.keys(FILLS) as Filled[];

async function fill(seconds: number): Promise<void> {
  for (const table of TABLES) {
    await ensurePartitionsAt(pool, { table, seconds: [seconds] });
    await pool.query(FILLS[table], [Math.floor(seconds)]);
  }
}

async function bytesOf(table: Filled): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    "SELECT sum(pg_total_relation_size(relid)) AS bytes FROM pg_partition_tree($1::regclass)",
    [table],
  );
  return Number(rows[0]?.bytes);
}

async function databaseBytes(): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    "SELECT pg_database_size(current_database()) AS bytes",
  );
  return Number(rows[0]?.bytes);
}

const countOf = async (table: Filled): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table}`,
  );
  return rows[0]?.count ?? 0;
};

test("frees the disk of what is too old, table by table, and of the database; the rest stays", async () => {
  await fill(NOW);
  const young = Object.fromEntries(
    await Promise.all(TABLES.map(async (table) => [table, await bytesOf(table)] as const)),
  );
  const before = await databaseBytes();
  await fill(OLD);
  const filled = await databaseBytes();
  expect(filled - before).toBeGreaterThan(5_000_000);

  const outcome = await applyRetention(pool, SETTINGS, NOW * 1000);

  expect(outcome).toEqual({ dropped: 3, busy: 0 });
  for (const table of ["spans", "request_1m", "request_1m_packed"] as const) {
    expect(await bytesOf(table), table).toBe(young[table]);
  }
  expect(await countOf("request_1h")).toBe(2_000);
  expect(await countOf("spans")).toBe(4_000);
  const freed = filled - (await databaseBytes());
  expect(freed).toBeGreaterThan((filled - before) * 0.8);
});

test("a table that is being read is left, said to be busy, and freed the next time", async () => {
  await fill(OLD);
  const reader = new pg.Client({ connectionString: database.url });
  await reader.connect();
  await reader.query("BEGIN");
  await reader.query("SELECT count(*) FROM request_1m");
  const other = pool.query("SELECT count(*) FROM request_1m, pg_sleep(0.7)");
  expect(await applyRetention(pool, SETTINGS, NOW * 1000)).toEqual({ dropped: 2, busy: 1 });
  await other;
  expect(await countOf("request_1m")).toBe(4_000);
  await reader.query("ROLLBACK");
  await reader.end();
  expect(await applyRetention(pool, SETTINGS, NOW * 1000)).toEqual({ dropped: 1, busy: 0 });
  expect(await countOf("request_1m")).toBe(0);
});

test("counters of intake go with the minutes", async () => {
  const insert = `
    INSERT INTO ingest_counts
      (minute, writer_id, signal, body_count, accepted_count, replay_count, late_count)
    VALUES ($1, 1, 'traces', 1, 1, 0, 0)`;
  await pool.query(insert, [OLD]);
  await pool.query(insert, [NOW]);
  await applyRetention(pool, SETTINGS, NOW * 1000);
  const { rows } = await pool.query<{ minute: string }>("SELECT minute FROM ingest_counts");
  expect(rows).toEqual([{ minute: String(NOW) }]);
});
