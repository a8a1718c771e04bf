import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newMarker, timelineParams, timelineResponse } from "@/lib/contract/timeline.ts";
import { type StoredAlert, saveAlerts } from "@/lib/store/alert-state.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createMarker } from "./markers.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";
import { queryTimeline } from "./timeline.ts";

/** 12:30:00 UTC. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const SHOP = { service: "shop", namespace: "web", environment: "production" };
const minutesAgo = (minutes: number) => NOW_MS - minutes * 60_000;
const iso = (ms: number) => new Date(ms).toISOString();
const ask = async (params: Record<string, unknown> = {}) =>
  timelineResponse.parse(
    await queryTimeline(timelineParams.parse({ from: "now-2h", ...params }), NOW_MS),
  );

let dashboard: TestDashboard;
const NONE = { notifiedMs: null, channelIds: [], labels: {}, ruleId: "rule", ruleName: "Slow" };
const stored = (
  alertId: string,
  phase: StoredAlert["phase"],
  key: Record<string, string>,
): StoredAlert => ({
  ...{ ...NONE, alertId, phase, key, keyText: JSON.stringify(key), severity: "critical" },
  ...{ value: 300, threshold: 200, seenMs: NOW_MS },
});
const firing = (minutes: number) => ({
  ...{ kind: "firing" as const, recoveredMs: null },
  ...{ sinceMs: minutesAgo(minutes + 5), firedMs: minutesAgo(minutes) },
});
const resolved = (minutes: number, after: number) => ({
  ...{ ...firing(minutes), kind: "resolved" as const, because: "recovered" as const },
  resolvedMs: minutesAgo(minutes - after),
});
let pool: pg.Pool;
beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  pool = new pg.Pool({ connectionString: dashboard.url });
  const marker = newMarker.parse({ kind: "note", title: "Network", at: minutesAgo(30) });
  const author = { id: "key:ci", name: "CI" };
  await createMarker(marker, { author, nowMs: NOW_MS, idempotencyKey: null });
  await saveAlerts(pool, [
    stored("fires", firing(40), SHOP),
    stored("over", resolved(100, 10), SHOP),
    stored("long before", resolved(600, 60), SHOP),
    stored("reaches in", resolved(150, 60), { service: "mail", route: "/send" }),
    stored("only pending", { kind: "pending", sinceMs: minutesAgo(1) }, { service: "cart" }),
    stored("of everything", resolved(20, 5), {}),
  ]);
});
afterAll(async () => {
  await pool.end();
  await closePrisma();
  await dashboard.stop();
});
const asked = async (params: Record<string, unknown>) =>
  (await ask(params)).events.flatMap((event) => (event.source === "alert" ? [event] : []));

test("what fired within the range, in its place among the others", async () => {
  const { events } = await ask({ environment: "production" });
  expect(events.map(({ at }) => at)).toEqual(
    events
      .map(({ at }) => at)
      .toSorted()
      .reverse(),
  );
  const alerts = await asked({ environment: "production" });
  expect(alerts.map(({ title, at }) => [title, at])).toEqual([
    ["Slow", iso(minutesAgo(20))],
    ["Slow: shop", iso(minutesAgo(40))],
    ["Slow: shop", iso(minutesAgo(100))],
    ["Slow: mail, /send", iso(minutesAgo(150))],
  ]);
  expect(alerts[1]).toMatchObject({
    ...{ ...SHOP, alertId: "fires", since: iso(minutesAgo(45)), resolvedAt: null },
    ...{ severity: "critical", value: 300, threshold: 200 },
  });
  expect(alerts[2]?.resolvedAt).toBe(iso(minutesAgo(90)));
});

test("of a service, and of everything", async () => {
  const titlesOf = async (params: Record<string, unknown>) =>
    (await asked(params)).map(({ title }) => title);
  expect(await titlesOf({ service: "mail" })).toEqual(["Slow", "Slow: mail, /send"]);
  expect(await titlesOf({ service: "shop", environment: "staging" })).toEqual(["Slow"]);
  expect(await titlesOf({ from: "now-30m" })).toEqual(["Slow", "Slow: shop"]);
  expect(await titlesOf({ from: "now-3h", to: "now-95m" })).toEqual([
    "Slow: shop",
    "Slow: mail, /send",
  ]);
});
