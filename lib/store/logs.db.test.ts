import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLogs, type LogFilter, type LogPosition } from "./logs.ts";
import { ensurePartitions } from "./partitions.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

/** 2026-11-24 05:59 UTC: the seconds below cross into the partition that begins at 06:00. */
const START = 1_795_499_940;
const ns = (seconds: number) => BigInt(START + seconds) * 1_000_000_000n;

const INSERT = `
  INSERT INTO log_records (
    service_id, time_ns, log_id, origin_id, severity_number, severity_text,
    body, attributes, trace_id, span_id, event_name
  ) VALUES ($1, $2, $3, 1, $4, '', $5, '{"a": 1}', $6, $7, '')
`;

const TRACE = "0af7651916cd43dd8448eb211c80319c";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  await ensurePartitions(pool, {
    table: "log_records",
    fromSeconds: START,
    toSeconds: START + 200,
  });
  const rows = [
    [1, ns(0), 1, 9, '"user signed in"', null, null],
    [1, ns(10), 2, 17, '"100% of the pool_size is used"', TRACE, -1],
    [2, ns(10), 3, 13, '"100 connections of the poolXsize"', null, null],
    [2, ns(70), 4, 21, '{"text": "Out of MEMORY", "at": [1, 2]}', TRACE, 255],
    [2, ns(80), 5, 0, "null", null, null],
  ];
  for (const row of rows) await pool.query(INSERT, row);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const EVERYTHING: LogFilter = {
  fromNs: ns(0),
  toNs: ns(100),
  serviceIds: null,
  severityNumbers: null,
  search: null,
  traceId: null,
};

async function find(
  filter: Partial<LogFilter>,
  page: { before?: LogPosition; limit?: number } = {},
): Promise<number[]> {
  const logs = await findLogs(pool, {
    filter: { ...EVERYTHING, ...filter },
    before: page.before ?? null,
    limit: page.limit ?? 10,
  });
  return logs.map((log) => Number(log.logId));
}

test("the newest comes first, from is inclusive and to exclusive", async () => {
  expect(await find({})).toEqual([5, 4, 3, 2, 1]);
  expect(await find({ fromNs: ns(10), toNs: ns(80) })).toEqual([4, 3, 2]);
});

test("a page goes on after the last record, also among records of one moment", async () => {
  expect(await find({}, { limit: 3 })).toEqual([5, 4, 3]);
  expect(await find({}, { before: { timeNs: ns(10), logId: 3n } })).toEqual([2, 1]);
  expect(await find({}, { before: { timeNs: ns(0), logId: 1n } })).toEqual([]);
});

test("services, severities and a trace narrow it down; an empty list of services finds nothing", async () => {
  expect(await find({ serviceIds: [1n] })).toEqual([2, 1]);
  expect(await find({ serviceIds: [] })).toEqual([]);
  expect(await find({ severityNumbers: [17, 18, 19, 20, 21] })).toEqual([4, 2]);
  expect(await find({ traceId: TRACE })).toEqual([4, 2]);
  expect(await find({ traceId: TRACE, serviceIds: [2n] })).toEqual([4]);
});

test.each([
  ["in either case", "out of memory", [4]],
  ["inside a structured body", '"at": [1', [4]],
  ["a percent sign means itself", "100%", [2]],
  ["an underscore means itself", "pool_size", [2]],
  ["a backslash means itself", "\\", []],
  ["nothing", "no such text", []],
])("search: %s", async (_, search, ids) => {
  expect(await find({ search })).toEqual(ids);
});

test("a record comes back with its ids in hex and its body as it was", async () => {
  const [log] = await findLogs(pool, {
    filter: { ...EVERYTHING, traceId: TRACE },
    before: null,
    limit: 1,
  });
  expect(log).toEqual({
    timeNs: ns(70),
    logId: 4n,
    originId: 1n,
    severityNumber: 21,
    severityText: "",
    body: { text: "Out of MEMORY", at: [1, 2] },
    attributes: { a: 1 },
    traceId: TRACE,
    spanId: "00000000000000ff",
  });
});
