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
