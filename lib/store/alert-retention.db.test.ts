import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forgetOldAlerts } from "./alert-retention.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

const NOW_MS = Date.UTC(2026, 10, 28);
const DAY_MS = 86_400_000;
const ago = (days: number) => NOW_MS - days * DAY_MS;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const idsOf = async (sql: string) =>
  (await client.query<{ id: string }>(sql)).rows.map(({ id }) => id).sort();

test("what ended long ago is forgotten, what waits or fires is not", async () => {
  for (const [key, state, endedMs] of [
    ["old sent", "sent", ago(15)],
    ["old dead", "dead", ago(15)],
    ["new sent", "sent", ago(13)],
    ["waiting", "waiting", null],
  ]) {
    await client.query(
      `INSERT INTO alert_outbox (idempotency_key, channel_id, notification, state, created_ms, next_attempt_ms, ended_ms)
       VALUES ($1, 'c', '{}', $2, $3, 0, $4)`,
      [key, state, ago(100), endedMs],
    );
  }
  for (const [id, state, resolvedMs] of [
    ["old", "resolved", ago(91)],
    ["new", "resolved", ago(89)],
    ["fires", "firing", null],
  ]) {
    await client.query(
      `INSERT INTO alerts (alert_id, rule_id, rule_name, severity, labels, key_text, key, state, threshold, since_ms,
         resolved_ms, seen_ms, channel_ids)
       VALUES ($1, 'r', '', 'info', '{}', $1, '{}', $2, 1, $3, $4, 0, '[]')`,
      [id, state, ago(200), resolvedMs],
    );
  }
  await client.query("INSERT INTO alert_gaps VALUES ('old', 0, $1), ('new', 0, $2)", [
    ago(91),
    ago(89),
  ]);
  await forgetOldAlerts(client, NOW_MS);
  expect(await idsOf("SELECT idempotency_key AS id FROM alert_outbox")).toEqual([
    "new sent",
    "waiting",
  ]);
  expect(await idsOf("SELECT alert_id AS id FROM alerts")).toEqual(["fires", "new"]);
  expect(await idsOf("SELECT rule_id AS id FROM alert_gaps")).toEqual(["new"]);
});
