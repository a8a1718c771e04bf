import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FollowLine, logsParams } from "@/lib/contract/logs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { closePools } from "@/lib/platform/db.ts";
import { copyUnique } from "@/lib/store/ingest-group.ts";
import { nextLogArrivals } from "@/lib/store/log-index.ts";
import { encodeLogs } from "@/lib/store/log-rows.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { LogTail } from "./log-tail.ts";
import { appendLogs, logOf } from "./test-support/log-history.ts";

/** 2026-11-25 02:00 UTC. */
const NOW_MS = 1_795_572_000_000;

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  pool = new pg.Pool({ connectionString: database.url });
  await appendLogs(pool, [logOf({ logId: 1, timeMs: NOW_MS - 5_000, body: "long ago" })]);
});

afterAll(async () => {
  await pool.end();
  await closePools();
  await database.drop();
});

let nextId = 100;
const record = (body: string, secondsAgo = 0) =>
  logOf({ logId: nextId++, timeMs: NOW_MS - secondsAgo * 1_000, body });

const bodies = (lines: FollowLine[]) =>
  lines.map((line) => ("body" in line ? line.body : JSON.stringify(line)));

const open = (given: Record<string, unknown> = {}) =>
  LogTail.open(logsParams.parse({ follow: "true", limit: 2, ...given }), NOW_MS);

/** A commit of ingest that has appended a record and has not ended. */
async function beginCommit(body: string): Promise<{ commit: () => Promise<void> }> {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("SELECT pg_current_xact_id()");
  const arrivals = await nextLogArrivals(client, 1);
  await copyUnique(client, "log_records", encodeLogs([record(body)], arrivals));
  return {
    commit: async () => {
      await client.query("COMMIT");
      client.release();
    },
  };
}

test("it begins with the newest, the oldest of them first, and goes on with what arrives, once", async () => {
  await appendLogs(pool, [record("second", 3), record("third", 2)]);
  const tail = await open();
  expect(bodies(await tail.start(NOW_MS))).toEqual(["second", "third"]);
  expect(await tail.next(NOW_MS)).toEqual([]);
  await appendLogs(pool, [record("late", 600), record("new")]);
  expect(bodies(await tail.next(NOW_MS))).toEqual(["late", "new"]);
  expect(await tail.next(NOW_MS)).toEqual([]);
});

test("commits that end in another order than they began lose and double nothing", async () => {
  const before = await beginCommit("slow, before the start");
  const tail = await open({ limit: 1 });
  await tail.start(NOW_MS);
  const slow = await beginCommit("slow");
  const quick = await beginCommit("quick");
  await quick.commit();
  expect(bodies(await tail.next(NOW_MS))).toEqual(["quick"]);
  expect(await tail.next(NOW_MS)).toEqual([]);
  await slow.commit();
  await before.commit();
  expect(bodies(await tail.next(NOW_MS)).sort()).toEqual(["slow", "slow, before the start"]);
  expect(await tail.next(NOW_MS)).toEqual([]);
});

test("filters and searches hold for what arrives too", async () => {
  const tail = await open({ service: "payments", search: "refused took>5" });
  await tail.start(NOW_MS);
  const of = (origin: number, body: unknown) =>
    logOf({ logId: nextId++, timeMs: NOW_MS, origin, body });
  await appendLogs(pool, [
    of(2, { msg: "refused", took: 9 }),
    of(2, { msg: "refused", took: 3 }),
    of(0, { msg: "refused", took: 9 }),
  ]);
  expect(bodies(await tail.next(NOW_MS))).toEqual([{ msg: "refused", took: 9 }]);
});

test("of more than can be shown the newest are, and the others are counted", async () => {
  const tail = await open();
  await tail.start(NOW_MS);
  await appendLogs(
    pool,
    Array.from({ length: 1_250 }, (_, i) => record(`burst ${i}`, 1_250 - i)),
  );
  const lines = await tail.next(NOW_MS);
  expect(lines[0]).toEqual({ skipped: 250 });
  expect(lines).toHaveLength(1_001);
  expect(bodies(lines).slice(1, 2)).toEqual(["burst 250"]);
});

test("an end or a cursor make no sense", async () => {
  await expect(open({ to: "now-1m" })).rejects.toThrow(ParameterError);
  await expect(open({ cursor: "1.1" })).rejects.toThrow(ParameterError);
});
