import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CACHE_LENS } from "@/lib/domain/cache-lens.ts";
import type { Sender } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { publishLive } from "@/lib/platform/live-bus.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { findLensSeries } from "./lens-series.ts";
import { seriesByNames } from "./metric-catalog.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const SHOP: Sender = { service: "shop", namespace: "web", environment: "production" };
const CACHE = { "cache.name": "carts" };
const ALL = { service: [], namespace: [], environment: [], instance: [] };

let dashboard: TestDashboard;
let nowMs = NOW_MS;

async function send(metrics: GivenMetric[], sender: Sender): Promise<void> {
  const sent = await dashboard.ingest.send("metrics", metricsBody(metrics, sender));
  expect(sent).toMatchObject({ kind: "accepted", rejected: 0 });
}

const counter = (name: string, attributes: Record<string, string>): GivenMetric => ({
  name,
  counter: [{ startMs: NOW_MS - 120_000, timeMs: NOW_MS - 60_000, value: 1, attributes }],
});
const requests = (result: string) =>
  counter("cache.requests", { ...CACHE, "cache.result": result });

/** The database, and the names that each statement about series asked for. */
function watched(): { client: Queryable; asked: string[][] } {
  const asked: string[][] = [];
  const client: Queryable = {
    query: (text, values) => {
      if (text.includes("registered_ms >= $2")) asked.push(values?.[0] as string[]);
      return dashboard.ingest.pool.query(text, values);
    },
  };
  return { client, asked };
}

const find = async (client: Queryable) =>
  (await findLensSeries(client, CACHE_LENS, { filters: ALL, nowMs })).map(
    ({ series }) => `${series.name} ${series.instance}`,
  );

beforeAll(async () => {
  dashboard = await startDashboard(() => nowMs);
  await send([requests("hit"), counter("cache.evictions", CACHE)], { ...SHOP, instance: "a" });
  await send([counter("shop.orders", {})], SHOP);
});

beforeEach(() => {
  nowMs = NOW_MS;
  globalThis.headroomMetricCatalog = undefined;
  globalThis.headroomMetricNames = undefined;
});

afterAll(() => dashboard.stop());

const BOTH = ["cache.evictions a", "cache.requests a"];

test("what is not known of a lens' metrics is read at once, then not again until it is old", async () => {
  const { client, asked } = watched();
  expect((await find(client)).sort()).toEqual(BOTH);
  expect((await find(client)).sort()).toEqual(BOTH);
  expect(asked.map((names) => names.toSorted())).toEqual([["cache.evictions", "cache.requests"]]);
  nowMs += 1_000;
  expect((await find(client)).sort()).toEqual(BOTH);
  expect(asked).toHaveLength(2);
});

test("of a metric that is known, the rest is read with it and its map stays the same", async () => {
  const { client, asked } = watched();
  const [before] = await seriesByNames(client, ["cache.requests"], nowMs);
  const names = ["cache.evictions", "cache.nothing", "cache.requests"];
  const [evictions, nothing, after] = await seriesByNames(client, names, nowMs);
  expect([evictions?.size, nothing?.size, after?.size]).toEqual([1, 0, 1]);
  expect(after).toBe(before);
  expect(asked).toEqual([["cache.requests"], ["cache.evictions", "cache.nothing"]]);
});

test("questions at the same time share one map of each metric", async () => {
  const { client } = watched();
  const names = ["cache.requests", "cache.evictions"];
  const all = await Promise.all([1, 2, 3].map(() => seriesByNames(client, names, nowMs)));
  const [later] = [await seriesByNames(client, names, nowMs)];
  expect(later.map(({ size }) => size)).toEqual([1, 1]);
  for (const one of all) {
    expect(one[0]).toBe(later[0]);
    expect(one[1]).toBe(later[1]);
  }
});

test("a series that is announced is seen at once, with a metric that has just got its first", async () => {
  const { client } = watched();
  expect((await find(client)).sort()).toEqual(BOTH);
  await send([requests("miss"), counter("dotnet.cache.evictions", CACHE)], {
    ...SHOP,
    instance: "b",
  });
  // Within the second it is not asked for again unless it is announced.
  expect((await find(client)).sort()).toEqual(BOTH);
  publishLive({ at: new Date(nowMs).toISOString(), services: ["shop"], signals: ["metrics"] });
  expect((await find(client)).sort()).toEqual(
    [...BOTH, "dotnet.cache.evictions b", "cache.requests b"].sort(),
  );
});
