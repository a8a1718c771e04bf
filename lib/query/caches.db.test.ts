import { afterAll, beforeAll, expect, test } from "vitest";
import { cachesParams, cachesResponse } from "@/lib/contract/caches.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryCaches } from "./caches.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const ago = (minutes: number) => NOW_MS - minutes * 60_000;
const shop = { service: "shop", namespace: "web", environment: "production" };

let dashboard: TestDashboard;

const ask = async (params: Record<string, unknown> = {}) =>
  cachesResponse.parse(
    await queryCaches(cachesParams.parse({ from: "now-15m", ...params }), NOW_MS),
  );

/** A cumulative counter that starts ten minutes ago and grows by `perMinute` each minute. */
const counter = (perMinute: number, attributes: Record<string, string> = {}) =>
  Array.from({ length: 10 }, (_, i) => ({
    startMs: ago(10),
    timeMs: ago(9 - i),
    value: (i + 1) * perMinute,
    attributes,
  }));

const requests = (layer: string, result: string, perMinute: number) =>
  counter(perMinute, { "cache.name": "users", "cache.layer": layer, "cache.result": result });

/** `count` look-ups of `meanMs` each. */
const durations = (layer: string, count: number, meanSeconds: number) => ({
  startMs: ago(10),
  timeMs: ago(1),
  bounds: [0.001, 0.1],
  counts: [0, count, 0],
  sum: count * meanSeconds,
  attributes: { "cache.name": "users", "cache.layer": layer },
});

const LAYERED: GivenMetric[] = [
  {
    name: "cache.requests",
    counter: [
      ...requests("l1", "hit", 60),
      ...requests("l1", "miss", 40),
      ...requests("l2", "hit", 25),
      ...requests("l2", "stale", 5),
      ...requests("l2", "miss", 8),
      ...requests("l2", "error", 2),
      ...requests("l3", "hit", 10),
    ],
  },
  {
    name: "cache.operation.duration",
    unit: "s",
    histogram: [durations("l2", 400, 0.002), durations("l3", 100, 0.05)],
  },
  {
    name: "cache.entries",
    gauge: [
      {
        timeMs: ago(0) - 1_000,
        value: 7,
        attributes: { "cache.name": "users", "cache.layer": "l1" },
      },
    ],
  },
];

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  await dashboard.ingest.send("metrics", metricsBody(LAYERED, { ...shop, instance: "a" }));
  // A process that starts anew five minutes ago: what it counted before is not lost, nor taken away.
  const restarted = [
    { startMs: ago(10), timeMs: ago(7), value: 30 },
    { startMs: ago(5), timeMs: ago(2), value: 10 },
  ];
  await dashboard.ingest.send(
    "metrics",
    metricsBody(
      [
        { name: "cache.hits", counter: restarted },
        { name: "cache.misses", counter: [{ startMs: ago(10), timeMs: ago(2), value: 10 }] },
      ],
      { ...shop, service: "plain" },
    ),
  );
  await dashboard.ingest.send(
    "metrics",
    metricsBody(
      [
        {
          name: "memcached.operation_hit_ratio",
          unit: "%",
          gauge: [{ timeMs: ago(1), value: 75, attributes: { operation: "get" } }],
        },
      ],
      { ...shop, service: "store" },
    ),
  );
});

afterAll(() => dashboard.stop());

/**
 * A service whose caches only spans tell of: 6 of 8 look-ups hit after 2 ms, the others miss after 4 ms, and 12 queries.
 * Another has a counter besides its spans of the same cache.
 */
beforeAll(async () => {
  const lookUp = (hit: boolean, i: number) => ({
    ...{ kind: 3, name: "GET", startMs: ago(5) + i * 10, durationMs: hit ? 2 : 4 },
    attributes: { "cache.hit": String(hit), "cache.key": `user:${i}`, "db.system.name": "redis" },
  });
  const query = (i: number) => ({
    ...{ kind: 3, name: "SELECT", startMs: ago(5) + i, durationMs: 1 },
    attributes: { "db.system.name": "postgresql", "db.query.text": "SELECT 1" },
  });
  const lookUps = Array.from({ length: 8 }, (_, i) => lookUp(i < 6, i));
  const spans = [...lookUps, ...Array.from({ length: 12 }, (_, i) => query(i))];
  await dashboard.ingest.send("traces", traceBody(spans, { ...shop, service: "traced" }));
  const both = { ...shop, service: "both" };
  await dashboard.ingest.send("traces", traceBody(lookUps, both));
  const named = { "cache.name": "redis" };
  await dashboard.ingest.send(
    "metrics",
    metricsBody(
      [
        { name: "cache.hits", counter: counter(6, named) },
        { name: "cache.misses", counter: counter(2, named) },
      ],
      both,
    ),
  );
});

test("each layer by itself: stale answers are hits, errors are neither", async () => {
  const { groups } = await ask({ service: "shop" });
  expect(groups.map(({ key }) => key.layer)).toEqual(["l1", "l2", "l3"]);
  const [l1, l2] = groups;
  expect(l1?.key).toEqual({ ...shop, cache: "users", layer: "l1" });
  expect(l1?.totals.hits).toBeCloseTo(600, 6);
  expect(l1?.totals.misses).toBeCloseTo(400, 6);
  expect(l1?.totals.hitRatio).toBeCloseTo(0.6, 9);
  expect(l1?.totals.entries).toBe(7);
  expect(l2?.totals.hits).toBeCloseTo(300, 6);
  expect(l2?.totals.staleHits).toBeCloseTo(50, 6);
  expect(l2?.totals.errors).toBeCloseTo(20, 6);
  expect(l2?.totals.hitRatio).toBeCloseTo(300 / 380, 9);
  expect(l2?.totals.requestCount).toBeCloseTo(400, 6);
  expect(l2?.totals.meanMs).toBeCloseTo(2, 6);
});

test("what a layer saves is its hits times the next one's mean", async () => {
  const { groups, chains } = await ask({ service: "shop" });
  const [l1, l2, l3] = groups;
  expect(l1?.totals.savedCalls).toBeCloseTo(600, 6);
  expect(l1?.totals.savedMs).toBeCloseTo(600 * 2, 4);
  expect(l2?.totals.savedMs).toBeCloseTo(300 * 50, 4);
  expect(l3?.totals.savedMs).toBeNull();
  const [chain] = chains;
  expect(chain?.layers.map(({ share }) => share)).toEqual([
    expect.closeTo(0.6, 9),
    expect.closeTo(0.3, 9),
    expect.closeTo(0.1, 9),
  ]);
  expect(chain?.restShare).toBeCloseTo(0, 9);
  // Of 1,000 that enter, the second layer misses 80 and cannot answer 20.
  expect(chain?.hitRatio).toBeCloseTo(0.9, 9);
  // 0.4 of the look-ups reach the second layer; of a point less in the first, a quarter passes the second.
  expect(chain?.layers[0]?.loadsPerPoint).toBeCloseTo(0.01 * 0.25, 9);
  expect(chain?.layers[1]?.loadsPerPoint).toBeCloseTo(0.01 * 0.4, 9);
});

test("a counter that starts anew is added up; before it reported is a gap", async () => {
  const { groups } = await ask({ service: "plain", step: "60" });
  expect(groups[0]?.totals.hits).toBeCloseTo(40, 6);
  expect(groups[0]?.totals.hitRatio).toBeCloseTo(0.8, 9);
  expect(groups[0]?.points[0]?.hits).toBeNull();
});

test("a ratio without counts: the ratio is known, how many is not", async () => {
  const { groups } = await ask({ service: "store" });
  expect(groups[0]?.totals).toMatchObject({ hits: null, misses: null, requestCount: null });
  expect(groups[0]?.totals.hitRatio).toBeCloseTo(0.75, 9);
});

test("filters by cache and layer; the period before", async () => {
  expect((await ask({ layer: "l2" })).groups).toHaveLength(1);
  expect((await ask({ cache: "nothing" })).groups).toEqual([]);
  const { groups } = await ask({
    service: "shop",
    layer: "l1",
    from: "now-5m",
    compare: "previous",
  });
  expect(groups[0]?.previous?.totals.hitRatio).toBeCloseTo(0.6, 6);
});

test("look-ups that only spans tell of", async () => {
  const { groups, chains } = await ask({ service: "traced" });
  expect(groups.map(({ key, source }) => [key.cache, key.layer, source])).toEqual([
    ["redis", "redis", "spans"],
  ]);
  expect(groups[0]?.totals).toMatchObject({ hits: 6, misses: 2, hitRatio: 0.75, requestCount: 8 });
  // 6 of 2 ms and 2 of 4 ms.
  expect(groups[0]?.totals.meanMs).toBeCloseTo(2.5, 6);
  expect(chains[0]?.hitRatio).toBe(0.75);
  // Twelve queries in fifteen minutes; look-ups in Redis are none of them.
  expect(chains[0]?.databaseQueriesPerSecond).toBeCloseTo(12 / 900, 9);
});

test("a cache that a metric tells of is not counted by its spans again", async () => {
  const { groups } = await ask({ service: "both" });
  expect(groups.map(({ key, source }) => [key.cache, source])).toEqual([["redis", "metrics"]]);
  expect(groups[0]?.totals.hits).toBeCloseTo(60, 6);
});
