import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { objectiveSpec } from "@/lib/contract/objectives.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { loadWatchedRules } from "./watched-rules.ts";

let database: TestDatabase;
let pool: pg.Pool;
const asked: string[] = [];
/** Notes what is asked of the database. */
const client: Queryable = {
  query: (text, values) => {
    asked.push(text);
    return pool.query(text, values);
  },
};

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const spec = (name: string, threshold: number) =>
  alertRuleSpec.parse({
    ...{ name, operator: ">", threshold },
    query: { concern: "requests", measure: "p95Ms" },
  });
const add = (id: string, given: unknown) =>
  pool.query(
    `INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
     VALUES ($1, $1, true, $2, now(), now(), 'test')`,
    [id, given],
  );
const load = async () => {
  asked.length = 0;
  const { rules, unreadable } = await loadWatchedRules(client);
  const told = rules.map(({ id, spec: { threshold } }) => `${id} ${threshold}`);
  return { told, unreadable, specsAsked: asked.filter((text) => text.includes("ANY")).length };
};

test("what rules say is asked for once, and again where it changed", async () => {
  await add("a", spec("a \\ back", 1));
  await add("b", spec("b", 2));
  await add("wrong", { name: "of another version" });
  const first = { told: ["a 1", "b 2"], unreadable: ["wrong"] };
  expect(await load()).toEqual({ ...first, specsAsked: 1 });
  expect(await load()).toEqual({ ...first, specsAsked: 0 });
  await pool.query(
    "UPDATE alert_rule SET spec = jsonb_set(spec, '{threshold}', '7') WHERE id = 'b'",
  );
  expect(await load()).toMatchObject({ told: ["a 1", "b 7"], specsAsked: 1 });
  await pool.query("UPDATE alert_rule SET enabled = false WHERE id <> 'b'");
  expect(await load()).toEqual({ told: ["b 7"], unreadable: [], specsAsked: 0 });
});

test("objectives are read in the same way", async () => {
  await pool.query("DELETE FROM alert_rule");
  await pool.query(
    `INSERT INTO alert_objective (id, name, spec, "createdAt", "updatedAt", "updatedBy")
     VALUES ('o', 'o', $1, now(), now(), 'test')`,
    [objectiveSpec.parse({ name: "o", target: 0.99 })],
  );
  const { told } = await load();
  // Its three pairs of windows.
  expect(told.map((one) => one.split(" ")[1])).toEqual(["14.4", "6", "1"]);
  expect(await load()).toEqual({ told, unreadable: [], specsAsked: 0 });
});
