import { readFile } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadWatchedRules } from "@/lib/query/watched-rules.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { ensureDefaultRules } from "./make-default-rules.ts";

const NOW_MS = Date.UTC(2026, 10, 28, 12);
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("each rule is made once, by whoever comes first, and not again when somebody deleted it", async () => {
  const made = await Promise.all([1, 2, 3].map(() => ensureDefaultRules(pool, NOW_MS)));
  const { rules, unreadable } = await loadWatchedRules(pool);
  expect(unreadable).toEqual([]);
  expect(rules).toHaveLength(Math.max(...made));
  expect(made.filter((count) => count === 0)).toHaveLength(2);
  const errors = rules.find(({ spec }) => spec.name === "Errors over 0.1 %");
  expect(errors?.condition).toMatchObject({ threshold: 0.001, minimumCount: 1_000, noData: "ok" });
  await pool.query("DELETE FROM alert_rule WHERE id = $1", [errors?.id]);
  expect(await ensureDefaultRules(pool, NOW_MS)).toBe(0);
  expect((await loadWatchedRules(pool)).rules).toHaveLength(rules.length - 1);
});

test("an older install's rule about silence learns what is seen briefly, unless somebody changed it", async () => {
  const path = "prisma/migrations/20261129150000_silent_rule_of_long_seen/migration.sql";
  const migration = await readFile(path, "utf8");
  const seenOf = async () => {
    const { rules } = await loadWatchedRules(pool);
    return rules.find(({ spec }) => spec.name === "Service gone silent")?.spec.minimumSeenSeconds;
  };
  expect(await seenOf()).toBe(3_600);
  const forget = "UPDATE alert_rule SET spec = spec - 'minimumSeenSeconds', version = $1";
  await pool.query(forget, [1]);
  expect(await seenOf()).toBeUndefined();
  await pool.query(migration);
  expect(await seenOf()).toBe(3_600);
  await pool.query(forget, [2]);
  await pool.query(migration);
  expect(await seenOf()).toBeUndefined();
});
