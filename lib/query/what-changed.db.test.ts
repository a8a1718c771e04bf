import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newMarker } from "@/lib/contract/timeline.ts";
import { type Sender, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createMarker } from "./markers.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";
import { whatChanged } from "./what-changed.ts";

/** When an alert of shop began, and when somebody is told. */
const SINCE_MS = Date.UTC(2026, 10, 28, 12);
const NOW_MS = SINCE_MS + 2 * 60_000;
const minute = (minutes: number) => SINCE_MS + minutes * 60_000;
const shop: Sender = { service: "shop", environment: "prod", instance: "a" };
const PLACE = { service: "shop", environment: "prod" };

let dashboard: TestDashboard;
let pool: pg.Pool;

/** A reading in the middle of each minute of the last hour; trouble begins eight minutes before the alert. */
const each = (read: (isLate: boolean) => number, attributes: Record<string, string>) =>
  Array.from({ length: 61 }, (_, i) => ({
    ...{ startMs: minute(-61), timeMs: minute(i - 60) + 30_000, attributes },
    value: read(i - 60 >= -8),
  }));

function counter(
  name: string,
  by: (isLate: boolean) => number,
  attributes: Record<string, string>,
) {
  let total = 0;
  const grown = each((isLate) => (total += by(isLate)), attributes);
  return { name, counter: grown };
}

const cache = { "cache.name": "users", "cache.layer": "l2" };
const limiter = "aspnetcore.rate_limiting";
const METRICS: GivenMetric[] = [
  counter("cache.requests", (isLate) => (isLate ? 20 : 90), { ...cache, "cache.result": "hit" }),
  counter("cache.requests", (isLate) => (isLate ? 80 : 10), { ...cache, "cache.result": "miss" }),
  {
    name: "circuit_breaker.state",
    gauge: each(Number, { "circuit_breaker.name": "bank" }),
  },
  counter(`${limiter}.requests`, (isLate) => (isLate ? 30 : 0), {
    ...{ [`${limiter}.result`]: "endpoint_limiter", [`${limiter}.policy`]: "login" },
  }),
  counter(`${limiter}.requests`, () => 60, {
    ...{ [`${limiter}.result`]: "acquired", [`${limiter}.policy`]: "login" },
  }),
  {
    name: "k8s.hpa.pod.current",
    gauge: each((isLate) => (isLate ? 2 : 6), {}),
  },
];

/** A request every ten seconds of some minutes. */
const requests = (from: number, to: number) =>
  Array.from({ length: (to - from) * 6 }, (_, i) => ({
    startMs: minute(from) + i * 10_000,
    durationMs: 20,
    attributes: { "http.route": "/pay", "http.request.method": "GET" },
  }));

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  pool = new pg.Pool({ connectionString: dashboard.url });
  await dashboard.ingest.send("metrics", metricsBody(METRICS, shop));
  await dashboard.ingest.send("traces", traceBody(requests(-60, -6), { ...shop, version: "1" }));
  await dashboard.ingest.send("traces", traceBody(requests(-6, 1), { ...shop, version: "2" }));
  const author = { id: "key:ci", name: "CI" };
  const mark = (title: string, at: number, service: string | null) =>
    createMarker(newMarker.parse({ kind: "configuration", title, at: minute(at), service }), {
      ...{ author, nowMs: NOW_MS, idempotencyKey: null },
    });
  await mark("Smaller pool", -12, "shop");
  await mark("New proxy", -20, null);
  await mark("Of another service", -5, "mail");
  await mark("Too long ago", -45, "shop");
});
afterAll(async () => {
  await pool.end();
  await closePrisma();
  await dashboard.stop();
});

const changed = (place: { service: string; environment: string }) =>
  whatChanged(pool, place, { sinceMs: SINCE_MS, nowMs: NOW_MS });

test("what changed in the half hour before: moments, the newest first, then figures", async () => {
  const told = await changed(PLACE);
  const moments = told.filter(({ atMs }) => atMs !== null);
  expect(moments.map(({ text }) => text)).toEqual([
    "shop 2 began to answer",
    "breaker bank: closed to open",
    "configuration: Smaller pool",
    "configuration: New proxy",
  ]);
  expect(moments[0]?.atMs).toBe(minute(-6));
  const figures = told.filter(({ atMs }) => atMs === null).map(({ text }) => text);
  // From ten minutes before to the last reading a half minute after: 1.5 minutes of 90 hits and 9 of 20 are 315 of 1,050;
  // 9 times 30 are rejected in 11 minutes.
  expect(figures).toEqual([
    "cache users/l2 hits 30 %, before 90 %",
    "limit login rejects 25/min, before 0",
    "shop runs 2 instances, before 6",
  ]);
});

test("of a service of which nothing was heard only what happened everywhere", async () => {
  const told = await changed({ service: "cart", environment: "prod" });
  expect(told.map(({ text }) => text)).toEqual(["configuration: New proxy"]);
});
