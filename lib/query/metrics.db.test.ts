import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type MetricQueryResponse,
  metricQueryParams,
  metricQueryResponse,
} from "@/lib/contract/metrics.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import type { Sender } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryMetrics } from "./metrics.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

/** 12:30:00 UTC. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const MINUTE_MS = 60_000;
const ago = (minutes: number) => NOW_MS - minutes * MINUTE_MS;

let dashboard: TestDashboard;

const send = async (metrics: GivenMetric[], sender: Sender) =>
  expect(await dashboard.ingest.send("metrics", metricsBody(metrics, sender))).toMatchObject({
    kind: "accepted",
    rejected: 0,
  });

const ask = async (params: Record<string, unknown>): Promise<MetricQueryResponse> =>
  metricQueryResponse.parse(await queryMetrics(metricQueryParams.parse(params), NOW_MS));

const refusal = async (params: Record<string, unknown>) => {
  const parsed = metricQueryParams.safeParse(params);
  if (!parsed.success) return String(parsed.error.issues[0]?.path[0]);
  try {
    await queryMetrics(parsed.data, NOW_MS);
  } catch (error) {
    if (error instanceof ParameterError) return error.field;
    throw error;
  }
  throw new Error("it was answered");
};

const shop: Sender = { service: "shop", namespace: "web", environment: "production" };
const minutes = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, i) => from - i);

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  // A counter of 6 a minute on a, one of 12 a minute on b, both from half an hour ago, each minute.
  for (const [instance, perMinute] of [
    ["a", 6],
    ["b", 12],
  ] as const) {
    const counter = minutes(29, 0).map((minute) => ({
      startMs: ago(30),
      timeMs: ago(minute),
      value: (30 - minute) * perMinute,
      attributes: { "cache.name": "users", tier: instance === "a" ? "l1" : "l2" },
    }));
    await send([{ name: "cache.hits", unit: "{hit}", counter }], { ...shop, instance });
  }
  await send(
    [
      {
        name: "queue.depth",
        description: "How many wait",
        gauge: minutes(9, 0).map((minute) => ({ timeMs: ago(minute) - 1_000, value: minute * 10 })),
      },
    ],
    { ...shop, instance: "a" },
  );
  const point = { startMs: ago(3), timeMs: ago(2) };
  // Errors of two routes, requests of three; the third has no errors.
  const requests = ["/pay", "/cart", "/home"].map((route, i) => ({
    ...point,
    value: 100 * (i + 1),
    attributes: { "http.route": route },
  }));
  const errors = requests.slice(0, 2).map((request) => ({ ...request, value: 10 }));
  await send([{ name: "http.errors", counter: errors }], shop);
  await send([{ name: "http.requests", counter: requests }], shop);
  await send([{ name: "http.requests", unit: "ms", gauge: [{ ...point, value: 1 }] }], shop);
  await send([{ name: "own.depth", gauge: [{ ...point, value: 1 }] }], { service: "headroom" });
  await send(
    [
      {
        name: "wait",
        unit: "ms",
        histogram: [{ ...point, bounds: [100, 250], counts: [90, 10, 0], sum: 5_000 }],
      },
    ],
    shop,
  );
  for (const [instance, p95] of [
    ["a", 10],
    ["b", 30],
  ] as const) {
    const quantiles = { "0.5": 5, "0.95": p95 };
    await send(
      [{ name: "gc.pause", unit: "s", summary: [{ ...point, count: 4, sum: 20, quantiles }] }],
      { ...shop, instance },
    );
  }
});

afterAll(() => dashboard.stop());

describe("counters", () => {
  test("a rate by default, over all series", async () => {
    const answer = await ask({ name: "cache.hits", from: "now-10m" });
    expect(answer).toMatchObject({
      unit: "{hit}",
      kind: "sum",
      agg: "rate",
      valueUnit: "{hit}/s",
      stepSeconds: 60,
      seriesCount: 2,
      omittedGroups: 0,
    });
    expect(answer.groups).toHaveLength(1);
    expect(answer.groups[0]?.key).toEqual({});
    expect(answer.groups[0]?.points).toHaveLength(10);
    for (const { value } of answer.groups[0]?.points ?? []) expect(value).toBeCloseTo(0.3, 9);
    expect(answer.groups[0]?.total.value).toBeCloseTo(0.3, 9);
  });

  test("an increase counts from the start of the stream, null before it", async () => {
    const { groups } = await ask({
      name: "cache.hits",
      from: "now-1h",
      step: "600",
      agg: "increase",
      groupBy: "instance",
    });
    expect(groups.map(({ key }) => key)).toEqual([{ instance: "b" }, { instance: "a" }]);
    expect(groups.map(({ total }) => total.value)).toEqual([360, 180]);
    expect(groups[1]?.points.map(({ value }) => value)).toEqual([null, null, null, 60, 60, 60]);
  });
});

test("a gauge's mean, null where it did not report", async () => {
  const { groups, agg, stepSeconds } = await ask({ name: "queue.depth", from: "now-12m" });
  expect({ agg, stepSeconds }).toEqual({ agg: "avg", stepSeconds: 60 });
  expect(groups[0]?.points.map(({ value }) => value)).toEqual([
    ...[null, null, 90, 80, 70, 60, 50, 40, 30, 20, 10, 0],
  ]);
  expect(groups[0]?.total.value).toBe(45);
});

test("a quantile of wide buckets comes with the band in which it lies", async () => {
  const { groups, agg, valueUnit } = await ask({ name: "wait", from: "now-10m" });
  expect({ agg, valueUnit }).toEqual({ agg: "p95", valueUnit: "ms" });
  // The 95th of 100 is the fifth of ten in (100, 250]: linear, 175.
  expect(groups[0]?.total).toEqual({ value: 175, low: 100, high: 250 });
  const mean = await ask({ name: "wait", from: "now-10m", agg: "mean" });
  expect(mean.groups[0]?.total.value).toBe(50);
});

test("a summary shows its quantiles, of several series with what they lie between", async () => {
  const { groups } = await ask({ name: "gc.pause", from: "now-10m", groupBy: "service" });
  expect(groups.map(({ key, total }) => ({ quantile: key.quantile, total }))).toEqual([
    { quantile: "0.95", total: { value: 20, low: 10, high: 30 } },
    { quantile: "0.5", total: { value: 5, low: 5, high: 5 } },
  ]);
  const counted = await ask({ name: "gc.pause", from: "now-10m", agg: "count" });
  expect(counted.groups[0]?.total.value).toBe(8);
});

describe("two queries and a formula", () => {
  const ratio = {
    name: "http.errors",
    agg: "increase",
    from: "now-10m",
    "b.name": "http.requests",
    "b.agg": "increase",
    formula: "a / b * 100",
  };

  test("are joined group by group", async () => {
    const { groups, formula, b } = await ask({ ...ratio, groupBy: "http.route" });
    expect({ formula, b: b?.name }).toEqual({ formula: "a / b * 100", b: "http.requests" });
    expect(groups.map(({ key, total }) => [key["http.route"], total.value])).toEqual([
      ["/pay", 10],
      ["/cart", 5],
    ]);
  });

  test("the second may be grouped by less, and filtered by itself", async () => {
    const { groups } = await ask({
      ...ratio,
      groupBy: "http.route",
      "b.groupBy": "",
      "b.http.route": ["/pay", "/cart"],
    });
    for (const { total } of groups) expect(total.value).toBeCloseTo((10 / 300) * 100, 9);
    expect(groups).toHaveLength(2);
  });
});

test("metrics of other kinds that share a name are told, not mixed", async () => {
  const { variants, metricClass, groups } = await ask({ name: "http.requests", agg: "increase" });
  expect(metricClass).toBe("counter");
  expect(variants).toEqual([
    { unit: "", metricClass: "counter", seriesCount: 3, isUsed: true },
    { unit: "ms", metricClass: "gauge", seriesCount: 1, isUsed: false },
  ]);
  expect(groups[0]?.total.value).toBeCloseTo(600, 9);
  const other = await ask({ name: "http.requests", metricUnit: "ms" });
  expect(other).toMatchObject({ metricClass: "gauge", groups: [{ total: { value: 1 } }] });
});

test("only the largest groups, and how many are left out", async () => {
  const { groups, omittedGroups } = await ask({
    name: "http.requests",
    agg: "increase",
    groupBy: "http.route,service",
    topK: "2",
  });
  expect(groups.map(({ key }) => key)).toEqual([
    { namespace: "web", service: "shop", environment: "production", "http.route": "/home" },
    { namespace: "web", service: "shop", environment: "production", "http.route": "/cart" },
  ]);
  expect(omittedGroups).toBe(1);
});

test("the period before, at the same step", async () => {
  const { groups } = await ask({ name: "queue.depth", from: "now-5m", compare: "previous" });
  expect(groups[0]?.total.value).toBe(20);
  expect(groups[0]?.previous?.total.value).toBe(70);
  expect(groups[0]?.previous?.points).toHaveLength(groups[0]?.points.length ?? 0);
});

test("Headroom's own only where a filter names it; an unknown metric has no groups", async () => {
  expect((await ask({ name: "own.depth" })).groups).toEqual([]);
  expect((await ask({ name: "own.depth", service: "headroom" })).groups).toHaveLength(1);
  expect(await ask({ name: "nothing" })).toMatchObject({ kind: null, agg: null, groups: [] });
});

test.each([
  [{}, "name"],
  [{ name: "cache.hits", agg: "p95" }, "agg"],
  [{ name: "cache.hits", agg: "median" }, "agg"],
  [{ name: "cache.hits", from: "yesterday" }, "from"],
  [{ name: "cache.hits", formula: "a+" }, "formula"],
  [{ name: "cache.hits", formula: "a/b" }, "b.name"],
  [{ name: "cache.hits", "b.name": "queue.depth" }, "formula"],
  [{ name: "cache.hits", formula: "a/b", "b.name": "queue.depth", "b.agg": "rate" }, "b.agg"],
  [{ name: "cache.hits", groupby: "tier" }, "groupby"],
  [{ name: "cache.hits", "tier~": "l[12]" }, "tier"],
  [{ name: "cache.hits", step: "0" }, "step"],
  [{ name: "cache.hits", topK: "0" }, "topK"],
])("%j is refused for its %s", async (params, field) => {
  expect(await refusal(params)).toBe(field);
});
