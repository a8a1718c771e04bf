import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listenToDatabase } from "@/lib/platform/live-listener.ts";
import { LIVE_CHANNEL, notifyLive } from "./live-notices.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";
import { inTransaction } from "./transaction.ts";

const WAIT = { timeout: 20_000, interval: 20 };
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

const event = (at: string) => ({ at, services: [], signals: ["alerts" as const] });
const listening = async () => {
  const { rows } = await pool.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'headroom live' AND query LIKE 'LISTEN%'",
  );
  return rows.map(({ pid }) => pid);
};

test("every listener hears what was committed, and what was rolled back nobody", async () => {
  const heard: string[][] = [[], []];
  const stops = heard.map((own) =>
    listenToDatabase(database.url, LIVE_CHANNEL, (message) => own.push(JSON.parse(message).at)),
  );
  await expect.poll(listening, WAIT).toHaveLength(2);
  const failing = inTransaction(pool, async (client) => {
    await notifyLive(client, event("lost"));
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await inTransaction(pool, (client) => notifyLive(client, event("told")));
  await expect.poll(() => heard, WAIT).toEqual([["told"], ["told"]]);
  await Promise.all(stops.map((stop) => stop()));
  expect(await listening()).toEqual([]);
});

test("a connection that is lost is made again", async () => {
  const heard: string[] = [];
  const stop = listenToDatabase(database.url, LIVE_CHANNEL, (message) => heard.push(message));
  await expect.poll(listening, WAIT).toHaveLength(1);
  const [before] = await listening();
  await pool.query("SELECT pg_terminate_backend($1)", [before]);
  const others = async () => (await listening()).filter((pid) => pid !== before).length;
  await expect.poll(others, WAIT).toBe(1);
  await notifyLive(pool, event("again"));
  await expect.poll(() => heard.length, WAIT).toBe(1);
  await stop();
});
