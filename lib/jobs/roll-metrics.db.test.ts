import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { metricQueryParams } from "@/lib/contract/metrics.ts";
import type { Sender } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryMetrics } from "@/lib/query/metrics.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { MetricRoller } from "./roll-metrics.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ago = (minutes: number) => NOW_MS - minutes * MINUTE_MS;

let dashboard: TestDashboard;
let client: pg.Client;
let clockMs = NOW_MS;

const send = async (metrics: GivenMetric[], sender: Sender) =>
  expect(await dashboard.ingest.send("metrics", metricsBody(metrics, sender))).toMatchObject({
    kind: "accepted",
    rejected: 0,
  });

async function rollAll(): Promise<void> {
  const roller = new MetricRoller(client, 24 * HOUR_MS);
  while (await roller.turn(client, () => clockMs));
}

const ask = async (params: Record<string, string>) =>
  (await queryMetrics(metricQueryParams.parse(params), clockMs)).groups;

/** Some minutes ago, of one every minute: 200 minutes with a hole of half an hour. */
const MINUTES = Array.from({ length: 200 }, (_, i) => 200 - i).filter((at) => at < 80 || at > 110);
const SHOP: Sender = { service: "shop", environment: "production" };
const BOUNDS = [0.1, 0.5, 1, 5];

beforeAll(async () => {
  dashboard = await startDashboard(() => clockMs);
  client = new pg.Client({ connectionString: dashboard.url });
  await client.connect();
  // Everything comes in time: the clock goes with it.
  for (const [n, minute] of MINUTES.entries()) {
    clockMs = ago(minute) + 500;
    const isSecond = minute <= 77;
    const sum = isSecond ? (78 - minute) * 7 : (n + 1) * 3;
    const startMs = isSecond ? ago(78) : ago(201);
    const point = { timeMs: ago(minute) + 250, startMs };
    const counts = [1, 2, 3, 4, 5].map((count) => count * (isSecond ? 78 - minute : n + 1));
    await send(
      [
        { name: "shop.orders", counter: [{ ...point, value: sum }] },
        { name: "shop.orders.unstarted", counter: [{ timeMs: point.timeMs, value: sum }] },
        {
          name: "shop.orders.delta",
          isDelta: true,
          counter: [{ ...point, startMs: point.timeMs - MINUTE_MS, value: n }],
        },
        { name: "shop.stock", gauge: [{ timeMs: point.timeMs, value: (n * 37) % 101 }] },
        {
          name: "shop.wait",
          histogram: [{ ...point, bounds: BOUNDS, counts, sum: sum * 2, min: 0.01, max: 9 }],
        },
        { name: "shop.size", exponential: [{ ...point, scale: 6, offset: 3, counts, sum }] },
      ],
      SHOP,
    );
  }
  clockMs = NOW_MS;
});

afterAll(async () => {
  await client.end();
  await dashboard.stop();
});

const QUESTIONS: Record<string, string>[] = [
  { name: "shop.orders", agg: "increase" },
  { name: "shop.orders", agg: "rate" },
  { name: "shop.orders", agg: "last" },
  { name: "shop.orders.unstarted", agg: "increase" },
  { name: "shop.orders.delta", agg: "increase" },
  { name: "shop.stock", agg: "avg" },
  { name: "shop.stock", agg: "max" },
  { name: "shop.stock", agg: "last" },
  { name: "shop.wait", agg: "p95" },
  { name: "shop.wait", agg: "count" },
  { name: "shop.wait", agg: "mean" },
  { name: "shop.size", agg: "p50" },
].flatMap((question) => [
  { ...question, from: String(NOW_MS - 5 * HOUR_MS), to: String(NOW_MS), step: "300" },
  { ...question, from: String(NOW_MS - 8 * HOUR_MS), to: String(NOW_MS), step: "3600" },
  { ...question, from: String(ago(123)), to: String(ago(67)), step: "300" },
]);

/** Sums are added in another order: all figures to nine digits. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one) => (typeof one === "number" ? Number(one.toPrecision(9)) : one)),
  );

describe("rolled up", () => {
  test("every answer is as from single points", async () => {
    const before = [];
    for (const question of QUESTIONS) before.push(await ask(question));
    expect(before.every((groups) => groups.length === 1)).toBe(true);
    await rollAll();
    const { rows } = await client.query("SELECT count(*)::int AS hours FROM metric_rolled_hours");
    expect(rows[0]?.hours).toBeGreaterThan(3);
    for (const [i, question] of QUESTIONS.entries()) {
      expect(rounded(await ask(question)), JSON.stringify(question)).toEqual(rounded(before[i]));
    }
  });

  test("hours are read from their rows", async () => {
    await client.query("DELETE FROM metric_points WHERE time_ns < $1", [
      BigInt(Date.UTC(2026, 10, 24, 11, 0, 0)) * 1_000_000n,
    ]);
    const range = {
      from: String(Date.UTC(2026, 10, 24, 9)),
      to: String(Date.UTC(2026, 10, 24, 11)),
    };
    const [group] = await ask({ name: "shop.stock", agg: "count", step: "3600", ...range });
    expect(group?.points.map(({ value }) => value)).toEqual([1, 1]);
  });

  test("a late point is told at once, and rolled up with the next turn", async () => {
    const timeMs = Date.UTC(2026, 10, 24, 11, 5, 0);
    await send([{ name: "shop.stock", gauge: [{ timeMs, value: 5_000 }] }], SHOP);
    const question = {
      name: "shop.stock",
      agg: "max",
      step: "300",
      from: String(Date.UTC(2026, 10, 24, 11)),
      to: String(Date.UTC(2026, 10, 24, 12)),
    };
    const told = await ask(question);
    expect(told[0]?.points[1]?.value).toBe(5_000);
    clockMs = NOW_MS + HOUR_MS;
    await rollAll();
    const { rows } = await client.query("SELECT hour FROM metric_late_hours WHERE hour < $1", [
      Date.UTC(2026, 10, 24, 13) / 1000,
    ]);
    expect(rows).toEqual([]);
    await client.query("DELETE FROM metric_points");
    expect(rounded(await ask(question))).toEqual(rounded(told));
  });
});
