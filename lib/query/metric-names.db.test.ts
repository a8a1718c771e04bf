import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  metricAttributesParams,
  metricAttributesResponse,
  metricExemplarsParams,
  metricExemplarsResponse,
  metricHeatmapParams,
  metricHeatmapResponse,
  metricNamesParams,
  metricNamesResponse,
  metricSeriesParams,
  metricSeriesResponse,
} from "@/lib/contract/metrics.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import type { Sender } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryMetricAttributes } from "./metric-attributes.ts";
import { queryMetricExemplars } from "./metric-exemplars.ts";
import { queryMetricHeatmap } from "./metric-heatmap.ts";
import { queryMetricNames } from "./metric-names.ts";
import { queryMetricSeries } from "./metric-series.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const SHOP: Sender = { service: "shop", namespace: "web", environment: "production", version: "1" };
const TRACE = "a".repeat(32);

let dashboard: TestDashboard;
const send = (metrics: GivenMetric[], sender: Sender) =>
  dashboard.ingest.send("metrics", metricsBody(metrics, sender));

const point = { timeMs: NOW_MS - 90_000, startMs: NOW_MS - 150_000 };

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  const counter = ["/pay", "/cart", "/cart/2"].map((route, i) => ({
    ...point,
    value: i,
    attributes: { "http.route": route, service: `tier-${i % 2}`, shard: i },
  }));
  const orders = { name: "shop.orders", unit: "{order}", description: "Placed Orders", counter };
  await send([orders], { ...SHOP, instance: "a" });
  await send([orders], { ...SHOP, environment: "staging", instance: "b" });
  await send([{ ...orders, name: "own.orders" }], { service: "headroom" });
  const exemplars = [
    { timeMs: NOW_MS - 100_000, value: 7, traceId: TRACE, spanId: "b".repeat(16) },
  ];
  await send(
    [
      { name: "shop.items", unit: "1", gauge: [{ ...point, value: 1 }] },
      {
        name: "shop.wait",
        unit: "ms",
        histogram: [{ ...point, bounds: [5, 10], counts: [1, 2, 3], max: 40, exemplars }],
      },
    ],
    SHOP,
  );
});

afterAll(() => dashboard.stop());

describe("names", () => {
  const names = async (params: Record<string, unknown>) =>
    metricNamesResponse.parse(await queryMetricNames(metricNamesParams.parse(params), NOW_MS));

  test("tell what a metric is, who sends it and by what", async () => {
    const { metrics, omitted } = await names({ search: "ORDERS shop" });
    expect(omitted).toBe(0);
    expect(metrics).toEqual([
      {
        name: "shop.orders",
        unit: "{order}",
        kind: "sum",
        temporality: "cumulative",
        isMonotonic: true,
        description: "Placed Orders",
        seriesCount: 6,
        services: [
          { namespace: "web", service: "shop", environment: "production" },
          { namespace: "web", service: "shop", environment: "staging" },
        ],
        attributes: ["http.route", "service", "shard"],
      },
    ]);
  });

  test.each([
    ["", ["shop.items", "shop.orders", "shop.wait"]],
    ["placed", ["shop.orders"]],
    ["http.route", ["shop.orders"]],
    ["ms", ["shop.items", "shop.wait"]],
    ["nothing", []],
  ])(
    "that contain %j are found by name, unit, description and attribute",
    async (search, found) => {
      expect((await names({ search })).metrics.map(({ name }) => name)).toEqual(found);
    },
  );

  test("of Headroom itself only where it is named", async () => {
    const { metrics } = await names({ service: "headroom" });
    expect(metrics.map(({ name }) => name)).toEqual(["own.orders"]);
  });

  test("beyond the limit are counted", async () => {
    expect(await names({ limit: "1" })).toMatchObject({ metrics: [{}], omitted: 2 });
  });
});

test("attributes tell their values by how many series have them, and how to ask for them", async () => {
  const params = metricAttributesParams.parse({ name: "shop.orders", environment: "production" });
  const { attributes } = metricAttributesResponse.parse(
    await queryMetricAttributes(params, NOW_MS),
  );
  expect(attributes.map(({ parameter }) => parameter)).toEqual(
    "http.route attr.service shard service namespace environment instance version".split(" "),
  );
  expect(attributes[1]).toEqual({
    name: "service",
    parameter: "attr.service",
    isDimension: false,
    values: [
      { value: "tier-0", seriesCount: 2 },
      { value: "tier-1", seriesCount: 1 },
    ],
    valueCount: 2,
  });
  const searched = metricAttributesParams.parse({
    name: "shop.orders",
    search: "cart",
    limit: "1",
  });
  expect(await queryMetricAttributes(searched, NOW_MS)).toEqual({
    attributes: [
      {
        name: "http.route",
        parameter: "http.route",
        isDimension: false,
        values: [{ value: "/cart", seriesCount: 2 }],
        valueCount: 2,
      },
    ],
  });
});

describe("series", () => {
  const series = async (params: Record<string, unknown>) =>
    metricSeriesResponse.parse(await queryMetricSeries(metricSeriesParams.parse(params), NOW_MS));

  test.each<[Record<string, unknown>, number]>([
    [{ name: "shop.orders" }, 6],
    [{ name: "shop.orders", service: "shop", environment: "staging" }, 3],
    [{ name: "shop.orders", "http.route": "/pay" }, 2],
    [{ name: "shop.orders", "http.route": ["/pay", "/cart"] }, 4],
    [{ name: "shop.orders", "http.route!": "/pay" }, 4],
    [{ name: "shop.orders", "http.route~": "/cart.*" }, 4],
    [{ name: "shop.orders", "http.route!~": "/cart.*|x" }, 2],
    [{ name: "shop.orders", "attr.service": "tier-1" }, 2],
    [{ name: "shop.orders", shard: "2" }, 2],
    [{ name: "shop.orders", colour: "red" }, 0],
    [{ service: "shop" }, 8],
    [{ service: "headroom" }, 3],
    [{ name: "unknown" }, 0],
  ])("%j: %i", async (params, count) => {
    expect((await series(params)).series).toHaveLength(count);
  });

  test("tell their identity", async () => {
    const { series: found } = await series({ name: "shop.items" });
    expect(found).toMatchObject([
      { ...SHOP, name: "shop.items", unit: "1", kind: "gauge", attributes: {} },
    ]);
  });
});

describe("heatmap", () => {
  const heatmap = async (params: Record<string, unknown>) =>
    metricHeatmapResponse.parse(
      await queryMetricHeatmap(metricHeatmapParams.parse(params), NOW_MS),
    );

  test("has the histogram's own bounds as rows, in its unit", async () => {
    const { unit, lowest, bounds, columns } = await heatmap({
      name: "shop.wait",
      from: "now-10m",
      step: "60",
    });
    expect({ unit, lowest, bounds }).toEqual({ unit: "ms", lowest: 0, bounds: [5, 10, 40] });
    const sums = bounds.map((_, row) =>
      columns.reduce((sum, { counts }) => sum + (counts[row] ?? 0), 0),
    );
    expect(sums.map((sum) => Math.round(sum * 1e6) / 1e6)).toEqual([1, 2, 3]);
  });

  test("of anything else is refused", async () => {
    await expect(heatmap({ name: "shop.items" })).rejects.toThrow(ParameterError);
  });
});

test("exemplars lead to their traces", async () => {
  const params = metricExemplarsParams.parse({ name: "shop.wait" });
  const answer = metricExemplarsResponse.parse(await queryMetricExemplars(params, NOW_MS));
  expect(answer.exemplars).toEqual([
    {
      at: new Date(NOW_MS - 100_000).toISOString(),
      value: 7,
      traceId: TRACE,
      spanId: "b".repeat(16),
      namespace: "web",
      service: "shop",
      environment: "production",
      attributes: {},
    },
  ]);
});
