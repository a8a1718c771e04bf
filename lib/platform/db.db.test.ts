import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { closePools, createPool, readPool, writePool } from "./db.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
});

afterEach(async () => {
  await closePools();
  delete process.env.DATABASE_URL;
  await database.drop();
});

test("each pool exists once, and is made anew after closing", async () => {
  const first = writePool();
  expect(writePool()).toBe(first);
  expect(readPool()).not.toBe(first);
  await closePools();
  expect(writePool()).not.toBe(first);
  expect((await writePool().query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});

test("a 64-bit integer arrives as text, without losing a digit", async () => {
  const { rows } = await readPool().query("SELECT 9007199254740993::bigint AS n");
  expect(rows).toEqual([{ n: "9007199254740993" }]);
});

test("a statement that runs too long is cancelled", async () => {
  const pool = createPool(database.url, { name: "short", max: 1, statementTimeoutMs: 50 });
  await expect(pool.query("SELECT pg_sleep(5)")).rejects.toThrow(/statement timeout/);
  await pool.end();
});

test("a connection that the server ends is replaced", async () => {
  const { rows } = await writePool().query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  await readPool().query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await expect.poll(() => writePool().totalCount).toBe(0);
  const after = await writePool().query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  expect(after.rows[0]?.pid).not.toBe(rows[0]?.pid);
});

test("without an address the first use says so", async () => {
  delete process.env.DATABASE_URL;
  expect(() => writePool()).toThrow(/DATABASE_URL is not set/);
});
