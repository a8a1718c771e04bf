import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cachesParams } from "@/lib/contract/caches.ts";
import { metricQueryParams } from "@/lib/contract/metrics.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryCaches } from "@/lib/query/caches.ts";
import { queryMetrics } from "@/lib/query/metrics.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { MetricRoller } from "./roll-metrics.ts";

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;
const BEGAN_MS = Date.UTC(2026, 10, 24, 11, 20, 0);
const NAMED = { "cache.name": "users", "cache.layer": "l1" };
const SHOP = { service: "shop", environment: "production" };

let dashboard: TestDashboard;
let client: pg.Client;
let clockMs = BEGAN_MS;

beforeAll(async () => {
  dashboard = await startDashboard(() => clockMs);
  client = new pg.Client({ connectionString: dashboard.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await dashboard.stop();
});

const send = async (metrics: GivenMetric[]) =>
  expect(await dashboard.ingest.send("metrics", metricsBody(metrics, SHOP))).toMatchObject({
    kind: "accepted",
    rejected: 0,
  });

/** What the cache reports each minute; latencies are hits too. */
const reportAt = (timeMs: number): GivenMetric[] => {
  const minute = (timeMs - BEGAN_MS) / MINUTE_MS;
  const value = minute * 10 + (minute % 7);
  const since = { timeMs, startMs: BEGAN_MS - MINUTE_MS, attributes: NAMED };
  return [
    {
      name: "cache.requests",
      counter: [{ ...since, attributes: { ...NAMED, "cache.result": "hit" }, value }],
    },
    { name: "cache.entries", gauge: [{ timeMs, attributes: NAMED, value: 100 + minute }] },
    {
      name: "cache.operation.duration",
      unit: "s",
      histogram: [{ ...since, bounds: [0.001, 0.1], counts: [minute, value, 0], sum: value }],
    },
  ];
};

/** The hour up to now in whole steps, as the concern tells it and as the metrics do, which keep no points. */
async function told() {
  const toMs = Math.ceil(clockMs / STEP_MS) * STEP_MS;
  const range = { from: String(toMs - 12 * STEP_MS), to: String(toMs), step: "300" };
  const { groups } = await queryCaches(cachesParams.parse(range), clockMs);
  const points = groups[0]?.points ?? [];
  const metric = async (name: string, agg: string) => {
    const params = metricQueryParams.parse({ name, agg, ...range });
    const [group] = (await queryMetrics(params, clockMs)).groups;
    return (group?.points ?? []).map(({ value }) => rounded(value));
  };
  return {
    concern: {
      hits: points.map(({ hits }) => rounded(hits)),
      entries: points.map(({ entries }) => rounded(entries)),
      meanSeconds: points.map(({ meanMs }) => rounded(meanMs === null ? null : meanMs / 1_000)),
    },
    metrics: {
      hits: await metric("cache.requests", "increase"),
      entries: await metric("cache.entries", "last"),
      meanSeconds: await metric("cache.operation.duration", "mean"),
    },
  };
}

const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(9)));

async function rollAll(): Promise<void> {
  const roller = new MetricRoller(client, 24 * 60 * MINUTE_MS);
  while (await roller.turn(client, () => clockMs));
}

test("whenever a page asks, it is told what is stored, also of points that were late", async () => {
  for (let minute = 0; minute < 65; minute++) {
    clockMs = BEGAN_MS + minute * MINUTE_MS + 2_000;
    await send(reportAt(clockMs - 2_000));
    const { concern, metrics } = await told();
    expect(concern, `minute ${minute}`).toEqual(metrics);
    if (minute % 3 === 0) await rollAll();
  }
  // 12:24:02 now. Nine minutes late, and the last of a bucket that was asked for before.
  const lateMs = clockMs - 9 * MINUTE_MS - 12_000;
  const before = await told();
  await send([
    { name: "cache.entries", gauge: [{ timeMs: lateMs, attributes: NAMED, value: 7_000 }] },
  ]);
  const after = await told();
  expect(after.concern).toEqual(after.metrics);
  expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));
  await rollAll();
  const rolled = await told();
  expect(rolled.concern).toEqual(rolled.metrics);
  expect(rolled.concern).toEqual(after.concern);
}, 120_000);
