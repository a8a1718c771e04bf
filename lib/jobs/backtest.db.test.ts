import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { backtestRule } from "@/lib/query/backtest.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { acquireAlertLease } from "@/lib/store/alert-lease.ts";
import { selectActiveAlerts, selectResolvedAlerts } from "@/lib/store/alert-state.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";

const NOON_MS = Date.UTC(2026, 10, 28, 12);
const MINUTE_MS = 60_000;
const minute = (minutes: number) => NOON_MS + minutes * MINUTE_MS;
const MINUTES = 40;
const iso = (minutes: number) => new Date(minute(minutes)).toISOString();

/** Minutes in which requests of shop took long: once for six minutes, then off and on. */
const SLOW = new Set([4, 5, 6, 7, 8, 9, 20, 21, 25, 26, 30, 31, 32, 38, 39]);

let dashboard: TestDashboard;
let pool: pg.Pool;

beforeAll(async () => {
  dashboard = await startDashboard(() => minute(MINUTES));
  pool = new pg.Pool({ connectionString: dashboard.url });
  for (const service of ["shop", "calm"]) {
    for (let at = 0; at < MINUTES; at++) {
      const isSlow = service === "shop" && SLOW.has(at);
      const spans = Array.from({ length: 10 }, (_, i) => ({
        startMs: minute(at) + i * 6_000,
        durationMs: isSlow ? 500 : 50,
        attributes: { "http.route": "/pay", "http.request.method": "GET" },
      }));
      await dashboard.ingest.send("traces", traceBody(spans, { service, environment: "prod" }));
    }
  }
});
afterAll(async () => {
  await pool.end();
  await dashboard.stop();
});

const spec = (given: Record<string, unknown> = {}, query: Record<string, unknown> = {}) =>
  alertRuleSpec.parse({
    ...{ name: "Slow", operator: ">", threshold: 200, forSeconds: 60, intervalSeconds: 60 },
    query: {
      ...{ concern: "requests", measure: "p95Ms", groupBy: ["service"], windowSeconds: 120 },
      ...query,
    },
    ...given,
  });

const backtest = (given: Record<string, unknown> = {}, query: Record<string, unknown> = {}) =>
  backtestRule(spec(given, query), { from: iso(0), to: iso(MINUTES) }, minute(MINUTES));

test.each([
  ["p95 by service", {}, {}],
  ["with hysteresis", { recoveryThreshold: 100, keepFiringForSeconds: 180 }, {}],
  ["apdex", { operator: "<", threshold: 0.9 }, { measure: "apdex", targetMs: 120 }],
  [
    "burn rate",
    { threshold: 6, operator: ">=", forSeconds: 0 },
    {
      ...{ measure: "burnRate", targetMs: 200, objective: 0.95 },
      ...{ windowSeconds: 600, shortWindowSeconds: 120 },
    },
  ],
  [
    "forecast",
    { threshold: 800, forSeconds: 0 },
    { measure: "meanMs", windowSeconds: 600, forecast: { horizonSeconds: 900 } },
  ],
])("what would have been is what was: %s", async (_, given, query) => {
  await pool.query("TRUNCATE alert_rule, alert_progress, alerts, alert_gaps, alert_outbox");
  await pool.query("UPDATE alert_lease SET expires_at = '-infinity'");
  const token = (await acquireAlertLease(pool, randomUUID(), 600_000))?.token ?? 0n;
  const rule = spec(given, query);
  await pool.query(
    `INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
     VALUES ('rule', 'Slow', true, $1, now(), now(), 'test')`,
    [rule],
  );
  const { firing, everySeconds } = await watched(await backtest(given, query));
  expect(everySeconds).toBe(60);
  for (let at = 0; at <= MINUTES; at++) await evaluateAlerts(pool, { token, nowMs: minute(at) });
  expect(firing.length).toBeGreaterThan(0);
  expect(firing).toEqual(await watchedBy(pool));
});

async function watched({ groups, everySeconds }: Awaited<ReturnType<typeof backtest>>) {
  const firing = groups.flatMap(({ key, firing }) =>
    firing.map(({ from, to }) => `${key.service} ${from} ${to}`),
  );
  return { firing: firing.sort(), everySeconds };
}

/** The times at which alerts fired, as they stand in the database. */
async function watchedBy(client: pg.Pool): Promise<string[]> {
  const alerts = [
    ...(await selectActiveAlerts(client)),
    ...(await selectResolvedAlerts(client, 0, 1_000)),
  ];
  return alerts
    .flatMap(({ key, phase }) => {
      if (phase.kind === "pending") return [];
      const to = phase.kind === "resolved" ? new Date(phase.resolvedMs).toISOString() : null;
      return [`${key.service} ${new Date(phase.firedMs).toISOString()} ${to}`];
    })
    .sort();
}

test("firings, flaps and the worst value of each step", async () => {
  const told = await backtest({ forSeconds: 0 }, { windowSeconds: 60 });
  // Slow minutes in five runs; each fires as its first minute ends. The last one still fires.
  expect(told.firings).toBe(5);
  // Each of the four later ones begins within an hour of the one before.
  expect(told.flaps).toBe(4);
  expect(told.pendings).toBe(0);
  // Fired from 5 to 11, 21 to 23, 26 to 28, 31 to 34 and 39 to 40 (the range's end).
  expect(told.firedSeconds).toBe((6 + 2 + 2 + 3 + 1) * 60);
  expect(told.evaluations).toBe(MINUTES + 1);
  const [shop, calm] = told.groups;
  expect(shop?.key.service).toBe("shop");
  expect(calm).toMatchObject({ firings: 0, firing: [] });
  expect(shop?.firing[0]).toMatchObject({ from: iso(5), to: iso(11) });
  const at = (minutes: number) => shop?.points.find((point) => point.at === iso(minutes))?.value;
  expect(at(7)).toBeCloseTo(500, -1);
  expect(at(15)).toBeCloseTo(50, 0);
});

test("what had not begun is not missed, what fell silent is, once", async () => {
  const rule = spec(
    { operator: "<", threshold: 0, noData: "alert", forSeconds: 0 },
    { measure: "requestCount" },
  );
  const range = { from: iso(-200), to: iso(MINUTES + 20) };
  const told = await backtestRule(rule, range, minute(MINUTES + 20));
  expect(told.groups.map(({ key }) => key.service).toSorted()).toEqual(["calm", "shop"]);
  // The newest requests are of minute 39; two minutes look back.
  for (const { firing } of told.groups) expect(firing).toMatchObject([{ from: iso(42), to: null }]);
  const tried = { ...rule, minimumSeenSeconds: 3_600 };
  expect((await backtestRule(tried, range, minute(MINUTES + 20))).firings).toBe(0);
});

test("the same time before: twice as slow as then", async () => {
  // A comparison of an hour has nothing before it here: nothing is known, so nothing fires.
  const told = await backtest(
    { threshold: 2 },
    { measure: "meanMs", compare: { offsetSeconds: 3_600, as: "ratio" } },
  );
  expect(told.firings).toBe(0);
  expect(told.groups.every(({ points }) => points.every(({ value }) => value === null))).toBe(true);
});
