import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serviceId } from "@/lib/aggregate/service-id.ts";
import { UserSketch } from "@/lib/aggregate/user-sketch.ts";
import { mergeUsers } from "@/lib/jobs/merge-users.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { deleteCountersBefore } from "@/lib/store/retention.ts";
import { loadUserSketches } from "@/lib/store/user-sketches.ts";
import { traceBody } from "./test-support/bodies.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const DAY = Date.UTC(2026, 10, 24) / 1_000;
const SHOP = serviceId({ namespace: "", service: "shop", environment: "" });

let dashboard: TestDashboard;
let client: pg.Client;

beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  client = new pg.Client({ connectionString: dashboard.url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await dashboard.stop();
});

const bodyOf = (users: readonly string[], kind = 2) =>
  traceBody(
    users.map((user) => ({
      startMs: NOW_MS - 1_000,
      durationMs: 5,
      kind,
      attributes: { "http.route": "/", "enduser.id": user },
    })),
  );
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `user ${from + i}`);

const rows = () =>
  loadUserSketches(client, { fromDay: DAY, toDay: DAY + 86_400, serviceIds: [SHOP] });

async function count(): Promise<number> {
  const sketch = new UserSketch();
  for (const row of await rows()) sketch.merge(row.sketch);
  return sketch.estimate();
}

test("distinct users of requests are counted, however often they come", async () => {
  await dashboard.ingest.send("traces", bodyOf(numbered(0, 100)));
  await dashboard.ingest.send("traces", bodyOf(numbered(50, 150)));
  await dashboard.ingest.send("traces", bodyOf(["not", "served"], 3));
  // One in sixty is the standard error; a hundred and fifty are told apart nearly always.
  expect(await count()).toBeGreaterThanOrEqual(145);
  expect(await count()).toBeLessThanOrEqual(155);
});

test("a body that was acknowledged before, and users who are known, add no row", async () => {
  const body = bodyOf(numbered(0, 20));
  await dashboard.ingest.send("traces", body);
  const before = await count();
  await dashboard.ingest.send("traces", body);
  await dashboard.ingest.send("traces", bodyOf(numbered(0, 20)));
  expect(await rows()).toHaveLength(1);
  expect(await count()).toBe(before);
});

test("the rows of a day become one that tells the same", async () => {
  for (let i = 0; i < 5; i++) {
    await dashboard.ingest.send("traces", bodyOf(numbered(i * 100, i * 100 + 150)));
  }
  const before = await count();
  expect(await rows()).toHaveLength(5);
  const at = { nowMs: NOW_MS, acceptPastMs: 86_400_000 };
  expect(await mergeUsers(client, at)).toBe(1);
  expect(await rows()).toHaveLength(1);
  expect(await count()).toBe(before);
  expect(await mergeUsers(client, at)).toBe(0);
});

test("ids are not in what is stored", async () => {
  await dashboard.ingest.send("traces", bodyOf(["mona@example.org"]));
  const [row] = await rows();
  // A kind, how far it is to the register, and its rank.
  expect(row?.sketch.length).toBeLessThanOrEqual(4);
});

test("days older than hourly rows are kept are deleted", async () => {
  await dashboard.ingest.send("traces", bodyOf(["1"]));
  const keep = { countersSeconds: 0, hoursSeconds: DAY };
  await deleteCountersBefore(client, keep);
  expect(await rows()).toHaveLength(1);
  await deleteCountersBefore(client, { ...keep, hoursSeconds: DAY + 1 });
  expect(await rows()).toHaveLength(0);
});
