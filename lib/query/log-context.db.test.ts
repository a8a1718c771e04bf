import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { logContextParams, logFieldsParams } from "@/lib/contract/logs.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { closePools } from "@/lib/platform/db.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { queryLogContext } from "./log-context.ts";
import { queryLogFields } from "./log-fields.ts";
import { appendLogs, logOf } from "./test-support/log-history.ts";

/** 2026-11-25 02:00 UTC. */
const NOW_MS = 1_795_572_000_000;
const RECORDS = 12;

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  pool = new pg.Pool({ connectionString: database.url });
  // Two instances take turns, a record a second.
  const logs = Array.from({ length: RECORDS }, (_, i) =>
    logOf({
      logId: i,
      timeMs: NOW_MS - (RECORDS - i) * 1_000,
      origin: i % 2,
      body: { msg: `line ${i}`, user: { id: i % 3 } },
      attributes: { "http.route": i < 8 ? "/pay" : "/cart" },
    }),
  );
  await appendLogs(pool, logs);
});

afterAll(async () => {
  await pool.end();
  await closePools();
  await database.drop();
});

const idOf = (i: number) => `${BigInt(NOW_MS - (RECORDS - i) * 1_000) * 1_000_000n}.${i}`;
const numbers = (records: { id: string }[]) => records.map(({ id }) => Number(id.split(".")[1]));

test("the lines around a record are those of its instance, the oldest first", async () => {
  const params = logContextParams.parse({ id: idOf(6), before: "2", after: "20" });
  const { record, before, after } = await queryLogContext(params);
  expect(record).toMatchObject({
    id: idOf(6),
    instance: "a",
    resource: { "service.name": "orders", "host.name": "orders-host-a" },
  });
  expect(numbers(before)).toEqual([2, 4]);
  expect(numbers(after)).toEqual([8, 10]);
});

test("a record that is not there is not found", async () => {
  const params = logContextParams.parse({ id: "1.1" });
  await expect(queryLogContext(params)).rejects.toThrow(NotFoundError);
  expect(logContextParams.safeParse({ id: "x" }).success).toBe(false);
});

test("fields are those of the newest records, with their frequent values first", async () => {
  const { records, fields } = await queryLogFields(logFieldsParams.parse({}), NOW_MS);
  expect(records).toBe(RECORDS);
  const of = (name: string) => fields.find((field) => field.name === name);
  expect(of("http.route")).toEqual({
    name: "http.route",
    records: 12,
    values: [
      { value: "/pay", records: 8 },
      { value: "/cart", records: 4 },
    ],
  });
  expect(of("user.id")?.values).toHaveLength(3);
  expect(of("service")?.values).toEqual([{ value: "orders", records: 12 }]);
});
