import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  dropPartitionsBefore,
  ensurePartitions,
  ensurePartitionsAt,
  forgetPartitions,
  type PartitionedTable,
  partitionStart,
} from "./partitions.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

/** 2026-11-24 00:00 UTC, a multiple of 6 h and of a day, not of 30 d. */
const MIDNIGHT = 1_795_478_400;
const HOUR = 3_600;
const DAY = 86_400;

const PARTITIONS_OF = `
  SELECT inhrelid::regclass::text AS name
  FROM pg_inherits
  WHERE inhparent = $1::regclass
  ORDER BY 1
`;

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 8 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

beforeEach(forgetPartitions);

async function partitionsOf(table: PartitionedTable): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(PARTITIONS_OF, [table]);
  return rows.map((row) => row.name);
}

test("a range gets the partitions that its ends fall into and those between", async () => {
  await ensurePartitions(pool, {
    table: "log_records",
    fromSeconds: MIDNIGHT - 1,
    toSeconds: MIDNIGHT + 6 * HOUR,
  });
  expect(await partitionsOf("log_records")).toEqual([
    `log_records_p${MIDNIGHT - 6 * HOUR}`,
    `log_records_p${MIDNIGHT}`,
    `log_records_p${MIDNIGHT + 6 * HOUR}`,
  ]);
});

test("single times get only their own partitions", async () => {
  await ensurePartitionsAt(pool, {
    table: "metric_points",
    seconds: [MIDNIGHT, MIDNIGHT + DAY - 1, MIDNIGHT - 3 * DAY],
  });
  expect(await partitionsOf("metric_points")).toEqual([
    `metric_points_p${MIDNIGHT - 3 * DAY}`,
    `metric_points_p${MIDNIGHT}`,
  ]);
});

test("eight processes at once make one set of partitions", async () => {
  const range = { fromSeconds: MIDNIGHT, toSeconds: MIDNIGHT + 3 * HOUR };
  const calls = Array.from({ length: 8 }, () => {
    // Every process begins without knowing anything.
    forgetPartitions();
    return ensurePartitions(pool, { ...range, table: "request_10s" });
  });
  await Promise.all(calls);
  expect(await partitionsOf("request_10s")).toHaveLength(4);
});

test("a reader in a long transaction does not hold up a new partition", async () => {
  const reader = await pool.connect();
  try {
    await reader.query("BEGIN");
    await reader.query("SELECT count(*) FROM request_1m");
    await ensurePartitionsAt(pool, { table: "request_1m", seconds: [MIDNIGHT] });
  } finally {
    await reader.query("ROLLBACK");
    reader.release();
  }
  expect(await partitionsOf("request_1m")).toEqual([`request_1m_p${MIDNIGHT}`]);
});

test("a partition holds its first and its last nanosecond and has the parent's keys", async () => {
  await ensurePartitionsAt(pool, { table: "spans", seconds: [MIDNIGHT] });
  const insert = `
    INSERT INTO spans (
      trace_id, span_id, start_ns, duration_ns, origin_id, service_id, kind,
      is_request, is_error, name, route, method, status, payload
    ) VALUES (gen_random_uuid(), 1, $1, 1, 1, 1, 2, true, false, '', '', '', '', '')
  `;
  const first = BigInt(MIDNIGHT) * 1_000_000_000n;
  const last = BigInt(MIDNIGHT + 6 * HOUR) * 1_000_000_000n - 1n;
  await pool.query(insert, [first]);
  await pool.query(insert, [last]);
  await expect(pool.query(insert, [last + 1n])).rejects.toMatchObject({ code: "23514" });
  const { rows } = await pool.query<{ contype: string }>(
    "SELECT contype FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'p'",
    [`spans_p${MIDNIGHT}`],
  );
  expect(rows).toHaveLength(1);
});

test("dropping frees the disk and leaves what is younger", async () => {
  const table = "accepted_bodies";
  await ensurePartitionsAt(pool, { table, seconds: [MIDNIGHT, MIDNIGHT + HOUR] });
  const fill = `
    INSERT INTO accepted_bodies (hash, hour)
    SELECT gen_random_uuid(), $1::bigint
    FROM generate_series(1, 20000)
  `;
  await pool.query(fill, [MIDNIGHT]);
  await pool.query(fill, [MIDNIGHT + HOUR]);
  const before = await totalBytes(table);

  const outcome = await dropPartitionsBefore(pool, { table, beforeSeconds: MIDNIGHT + HOUR });

  expect(outcome).toEqual({ dropped: [`accepted_bodies_p${MIDNIGHT}`], busy: [] });
  expect(await partitionsOf(table)).toEqual([`accepted_bodies_p${MIDNIGHT + HOUR}`]);
  expect(before).toBeGreaterThan(2_000_000);
  expect(await totalBytes(table)).toBeLessThan(before * 0.6);
  const { rows } = await pool.query<{ count: string }>("SELECT count(*) FROM accepted_bodies");
  expect(rows[0]?.count).toBe("20000");
});

test("a partition that is being read is left, named, and dropped the next time", async () => {
  const table = "service_1m";
  await ensurePartitionsAt(pool, { table, seconds: [MIDNIGHT] });
  const reader = await pool.connect();
  const drop = () => dropPartitionsBefore(pool, { table, beforeSeconds: MIDNIGHT + DAY });
  try {
    await reader.query("BEGIN");
    await reader.query("SELECT count(*) FROM service_1m");
    expect(await drop()).toEqual({ dropped: [], busy: [`service_1m_p${MIDNIGHT}`] });
  } finally {
    await reader.query("ROLLBACK");
    reader.release();
  }
  expect(await drop()).toEqual({ dropped: [`service_1m_p${MIDNIGHT}`], busy: [] });
});

test("a dropped partition can be made again by the process that dropped it", async () => {
  const table = "service_10s";
  await ensurePartitionsAt(pool, { table, seconds: [MIDNIGHT] });
  await dropPartitionsBefore(pool, { table, beforeSeconds: MIDNIGHT + HOUR });
  await ensurePartitionsAt(pool, { table, seconds: [MIDNIGHT] });
  expect(await partitionsOf(table)).toEqual([`service_10s_p${MIDNIGHT}`]);
});

test("hour tiers have partitions of 30 days", () => {
  // 1,795,478,400 s = 20,781 d = 692 × 30 d + 21 d.
  expect(partitionStart("request_1h", MIDNIGHT)).toBe(MIDNIGHT - 21 * DAY);
});

async function totalBytes(table: PartitionedTable): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    "SELECT sum(pg_total_relation_size(relid)) AS bytes FROM pg_partition_tree($1::regclass)",
    [table],
  );
  return Number(rows[0]?.bytes);
}
