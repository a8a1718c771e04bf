import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Notification } from "@/lib/domain/notifications.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { changesBefore } from "./changes-before.ts";

const NOON_MS = Date.UTC(2026, 10, 28, 12);
const minute = (minutes: number) => NOON_MS + minutes * 60_000;

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard(() => minute(40));
  for (let at = 0; at < 40; at++) {
    const spans = Array.from({ length: 10 }, (_, i) => ({
      startMs: minute(at) + i * 3_000,
      durationMs: 50,
      attributes: { "http.route": "/pay", "http.request.method": "GET" },
    }));
    const version = at < 25 ? "1.0" : "2.0";
    const sender = { service: "shop", environment: "production", version };
    await dashboard.ingest.send("traces", traceBody(spans, sender));
  }
  for (const [at, service, title] of [
    [27, "shop", "Cache flushed"],
    [28, "cart", "Elsewhere"],
    [29, null, "Provider slow"],
    [2, "shop", "Long ago"],
  ] as const) {
    await dashboard.ingest.pool.query(
      `INSERT INTO marker (id, kind, title, at, service, "ownerId", "ownerName", "createdAt")
       VALUES ($1, 'incident', $2, to_timestamp($3) AT TIME ZONE 'UTC', $4, '', '', now())`,
      [randomUUID(), title, minute(at) / 1_000, service],
    );
  }
});
afterAll(() => dashboard.stop());

const firing = (key: Record<string, string>): Notification => ({
  ...{ groupId: "g", groupLabels: {}, atMs: minute(35) },
  alerts: [
    {
      ...{ id: "a", status: "firing", ruleId: "r", ruleName: "Slow", severity: "warning", key },
      ...{ labels: {}, query: null, operator: null, threshold: 200, value: 300 },
      ...{ sinceMs: minute(33), resolvedMs: null, description: null, runbookUrl: null },
    },
  ],
});

test("what changed of a service in the half hour before, newest first", async () => {
  const asked = firing({ service: "shop", environment: "production" });
  expect(await changesBefore(dashboard.ingest.pool, asked, minute(35))).toEqual([
    "12:29 UTC incident: Provider slow",
    "12:27 UTC incident: Cache flushed",
    "12:25 UTC shop 2.0 began to answer",
  ]);
});

test("nothing is looked for of what is no service, or only over", async () => {
  expect(await changesBefore(dashboard.ingest.pool, firing({ pool: "x" }), minute(35))).toEqual([]);
  const over = firing({ service: "shop" });
  const alerts = over.alerts.map((alert) => ({ ...alert, status: "resolved" as const }));
  expect(await changesBefore(dashboard.ingest.pool, { ...over, alerts }, minute(35))).toEqual([]);
});
