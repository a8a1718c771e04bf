import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LogRecordRow } from "@/lib/domain/logs.ts";
import { copyUnique } from "./ingest-group.ts";
import type { LogFilter } from "./log-conditions.ts";
import { encodeLogs, type LogPosition } from "./log-rows.ts";
import { findLogs } from "./logs.ts";
import { ensurePartitions } from "./partitions.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

/** 2026-11-24 05:59 UTC: the seconds below cross into the partition that begins at 06:00. */
const START = 1_795_499_940;
const ns = (seconds: number) => BigInt(START + seconds) * 1_000_000_000n;

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const TRACE_BYTES = Buffer.from(TRACE, "hex");

const record = (given: Partial<LogRecordRow>): LogRecordRow => ({
  serviceId: 1n,
  timeNs: 0n,
  logId: 0n,
  originId: 1n,
  severityNumber: 13,
  severityText: "Warn",
  body: "null",
  attributes: '{"a": 1}',
  traceId: null,
  spanId: null,
  eventName: "",
  ...given,
});

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
  const logs = [
    record({ logId: 1n, timeNs: ns(0), severityNumber: 9, body: '"user signed in"' }),
    record({
      logId: 2n,
      timeNs: ns(10),
      severityNumber: 17,
      body: '"100% of the pool_size is used"',
      traceId: TRACE_BYTES,
      spanId: -1n,
    }),
    record({ logId: 3n, timeNs: ns(10), serviceId: 2n, body: '"100 of the poolXsize"' }),
    record({
      logId: 4n,
      timeNs: ns(70),
      serviceId: 2n,
      severityNumber: 21,
      body: '{"text": "Out of MEMORY", "at": [1, 2]}',
      traceId: TRACE_BYTES,
      spanId: 255n,
    }),
    record({ logId: 5n, timeNs: ns(80), serviceId: 2n, severityNumber: 0, body: "null" }),
  ];
  const client = await pool.connect();
  await client.query("BEGIN");
  await copyUnique(client, "log_records", encodeLogs(logs, [1n]));
  await client.query("COMMIT");
  client.release();
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
  texts: [],
  values: [],
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
  expect(await find({ texts: [search] })).toEqual(ids);
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
    serviceId: 2n,
    originId: 1n,
    severityNumber: 21,
    severityText: "Warn",
    body: { text: "Out of MEMORY", at: [1, 2] },
    bodyText: '{"at": [1, 2], "text": "Out of MEMORY"}',
    attributes: { a: 1 },
    traceId: TRACE,
    spanId: "00000000000000ff",
    eventName: "",
  });
});
