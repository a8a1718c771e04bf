import { afterAll, beforeAll, expect, test } from "vitest";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { readPool } from "@/lib/platform/db.ts";
import { metricNames } from "./metric-name-catalog.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  const gauge = [{ timeMs: NOW_MS - 60_000, value: 1 }];
  await dashboard.ingest.send("metrics", metricsBody([{ name: "shop.items", gauge }], {}));
});

afterAll(() => dashboard.stop());

test("questions that have every connection do not wait for one that has none", async () => {
  const pool = readPool();
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  const queued = metricNames(pool, NOW_MS);
  try {
    const found = await Promise.all(clients.map((client) => metricNames(client, NOW_MS)));
    for (const names of found) expect([...names]).toEqual(["shop.items"]);
  } finally {
    for (const client of clients) client.release();
  }
  expect([...(await queued)]).toEqual(["shop.items"]);
});
