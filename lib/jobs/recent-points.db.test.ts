import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { limitsParams } from "@/lib/contract/limits.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryLimits } from "@/lib/query/limits.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import * as reads from "@/lib/store/metric-reads.ts";
import { MetricRoller } from "./roll-metrics.ts";

/** The last hour lies in two hours, of which the first ended half an hour ago. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const MINUTE_MS = 60_000;
const ago = (minutes: number) => NOW_MS - minutes * MINUTE_MS;
const SHOP = { service: "shop", namespace: "web", environment: "production" };
const BEGAN = 150;
const MINUTES = Array.from({ length: BEGAN - 1 }, (_, i) => BEGAN - 1 - i);

let dashboard: TestDashboard;
let client: pg.Client;
let clockMs = NOW_MS;

/** Requests that a limiter let through since a process began, so many minutes ago. */
async function send(minute: number, began: number, value: number): Promise<void> {
  const attributes = { "ratelimiter.name": "api", "ratelimiter.result": "allowed" };
  const counter = [{ startMs: ago(began), timeMs: ago(minute), value, attributes }];
  const body = metricsBody([{ name: "ratelimiter.requests", counter }], SHOP);
  const sent = await dashboard.ingest.send("metrics", body);
  expect(sent).toMatchObject({ kind: "accepted", rejected: 0 });
}

async function rollAll(): Promise<void> {
  const roller = new MetricRoller(client, 24 * 60 * MINUTE_MS);
  while (await roller.turn(client, () => clockMs));
}

/** What was allowed in an hour that ended so many minutes ago, in steps of a minute. */
async function allowed(minutes = 0): Promise<number | undefined> {
  const range = { from: new Date(ago(minutes + 60)), to: new Date(ago(minutes)) };
  const [from, to] = [range.from.toISOString(), range.to.toISOString()];
  const { groups, stepSeconds } = await queryLimits(limitsParams.parse({ from, to }), clockMs);
  expect(stepSeconds).toBe(60);
  return groups[0]?.totals.allowed ?? undefined;
}

beforeAll(async () => {
  dashboard = await startDashboard(() => clockMs);
  client = new pg.Client({ connectionString: dashboard.url });
  await client.connect();
  for (const minute of MINUTES) {
    clockMs = ago(minute) + 500;
    await send(minute, BEGAN, (BEGAN - minute) * 10);
  }
  clockMs = NOW_MS;
  await rollAll();
});

afterAll(async () => {
  await client.end();
  await dashboard.stop();
});

test("settled points of an hour are read once, late ones are told at once and after they were taken up", async () => {
  const read = vi.spyOn(reads, "readMetricPoints");
  /** From when on (minutes ago) points were read since the last time. */
  const readSince = () => {
    const all = read.mock.calls.map(
      ([, , { fromNs }]) => (NOW_MS - Number(fromNs / 1_000_000n)) / MINUTE_MS,
    );
    read.mockClear();
    return all;
  };
  expect(await allowed()).toBeCloseTo(590, 6);
  expect(readSince()).toEqual([65.5]);
  expect(await allowed()).toBeCloseTo(590, 6);
  expect(readSince()).toEqual([5]);

  // The hour before is known up to where it was read; then all of it.
  expect(await allowed(60)).toBeCloseTo(600, 6);
  expect(await allowed(60)).toBeCloseTo(600, 6);
  expect(readSince()).toEqual([125.5]);

  // Another process of the same sender, from whom one point comes half an hour late.
  await send(35, 36, 7);
  expect(await allowed()).toBeCloseTo(597, 6);
  expect(readSince()).toEqual([65.5]);
  await rollAll();
  read.mockClear();
  expect(await allowed()).toBeCloseTo(597, 6);
  expect(await allowed()).toBeCloseTo(597, 6);
  expect(readSince()).toEqual([65.5, 5]);
});
