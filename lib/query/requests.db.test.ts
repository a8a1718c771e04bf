import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  heatmapParams,
  heatmapResponse,
  requestsParams,
  requestsResponse,
} from "@/lib/contract/requests.ts";
import { servicesParams, servicesResponse } from "@/lib/contract/services.ts";
import {
  type GivenSpan,
  requestMetricsBody,
  type Sender,
  traceBody,
} from "@/lib/ingest/test-support/bodies.ts";
import { queryHeatmap } from "./heatmap.ts";
import { queryRequests } from "./requests.ts";
import { queryServices } from "./services.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

/** 12:30:05 UTC: five seconds of the newest bucket have passed. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 5);
const MINUTE_MS = 60_000;

let dashboard: TestDashboard;

const at = (agoMs: number) => NOW_MS - agoMs;
const span = (
  agoMs: number,
  durationMs: number,
  given: { route?: string; method?: string; status?: number; traceId?: string } = {},
): GivenSpan => ({
  startMs: at(agoMs),
  durationMs,
  ...(given.traceId === undefined ? {} : { traceId: given.traceId }),
  attributes: {
    "http.route": given.route ?? "/pay",
    "http.request.method": given.method ?? "GET",
    "http.response.status_code": given.status ?? 200,
  },
});

const send = (spans: GivenSpan[], sender: Sender) =>
  dashboard.ingest.send("traces", traceBody(spans, sender));

const ask = async (params: Record<string, unknown>) =>
  requestsResponse.parse(await queryRequests(requestsParams.parse(params), NOW_MS));

const SLOWEST = "5".repeat(32);

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  const shop = { service: "shop", namespace: "web", environment: "production" };
  // 100 requests of 1 to 100 ms two minutes ago, four of them errors; one of 400 ms just now.
  const hundred = Array.from({ length: 100 }, (_, i) =>
    span(2 * MINUTE_MS + i, i + 1, { status: i < 4 ? 503 : 200, route: i < 50 ? "/pay" : "/cart" }),
  );
  await send(hundred, { ...shop, instance: "a", version: "1" });
  await send([span(1_000, 400, { traceId: SLOWEST, method: "POST" })], {
    ...shop,
    instance: "b",
    version: "2",
  });
  await send([span(2 * MINUTE_MS, 10)], { ...shop, environment: "staging" });
  // Reports, but has no requests: a client span only.
  await send([{ ...span(MINUTE_MS, 5), kind: 3 }], { service: "worker" });
});

afterAll(() => dashboard.stop());

describe.each([["before the fold"], ["after the fold"]])("%s", (when) => {
  beforeAll(async () => {
    if (when === "after the fold") await dashboard.fold();
  });
  beforeEach(() => {
    globalThis.headroomSeriesCatalog = undefined;
  });

  const shopInProduction = { service: "shop", environment: "production", from: "now-5m" };

  test("totals are those of the raw requests", async () => {
    const { groups, stepSeconds } = await ask(shopInProduction);
    expect(stepSeconds).toBe(10);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.key).toEqual({
      namespace: "web",
      service: "shop",
      environment: "production",
    });
    const totals = groups[0]?.totals;
    expect(totals).toMatchObject({
      requestCount: 101,
      errorCount: 4,
      source: "spans",
      exemplarTraceId: SLOWEST,
    });
    expect(totals?.errorRatio).toBeCloseTo(4 / 101, 12);
    expect(totals?.maxMs).toBeCloseTo(400, 3);
    expect(totals?.meanMs).toBeCloseTo((5_050 + 400) / 101, 3);
    // Ranks 51, 96 and 100 of 101 are 51, 96 and 100 ms.
    for (const [found, expected] of [
      [totals?.p50Ms, 51],
      [totals?.p95Ms, 96],
      [totals?.p99Ms, 100],
    ] as const) {
      expect(Math.abs((found ?? 0) - expected) / expected).toBeLessThanOrEqual(0.0055);
    }
    // From 12:25:00, where the first bucket begins, to 12:30:05.
    expect(totals?.throughputPerSecond).toBeCloseTo(101 / 305, 9);
    expect(totals?.quantileBounds).toBeUndefined();
  });

  test("points cover the whole range; nobody reporting is null, not zero", async () => {
    const { groups, from, to } = await ask(shopInProduction);
    expect([from, to]).toEqual([
      new Date(at(300_000)).toISOString(),
      new Date(NOW_MS).toISOString(),
    ]);
    const points = groups[0]?.points ?? [];
    expect(points).toHaveLength(31);
    expect(points[0]?.at).toBe("2026-11-24T12:25:00.000Z");
    expect(points.at(-1)?.at).toBe("2026-11-24T12:30:00.000Z");
    const counts = new Map(points.map((point) => [point.at.slice(11, 19), point.requestCount]));
    // Two minutes and up to 99 ms ago is 12:28:04.9 to 12:28:05.
    expect(counts.get("12:28:00")).toBe(100);
    expect(counts.get("12:29:00")).toBeNull();
    expect(points.filter(({ requestCount }) => requestCount !== null)).toHaveLength(2);
    const empty = points.find(({ requestCount }) => requestCount === null);
    expect(empty).toMatchObject({ p95Ms: null, errorRatio: null, throughputPerSecond: null });
  });

  test("the newest bucket divides by the part that has passed", async () => {
    const { groups } = await ask(shopInProduction);
    const newest = groups[0]?.points.at(-1);
    expect(newest).toMatchObject({ requestCount: 1, throughputPerSecond: 1 / 5 });
  });

  test("a service that reports without requests has zeros there", async () => {
    const { groups } = await ask({ service: "worker", from: "now-5m" });
    const points = groups[0]?.points ?? [];
    const counts = points.map(({ requestCount }) => requestCount);
    expect(counts.filter((count) => count === 0)).toHaveLength(1);
    expect(counts.filter((count) => count === null)).toHaveLength(30);
    expect(groups[0]?.totals).toMatchObject({ requestCount: 0, p95Ms: null, errorRatio: null });
  });

  test("environments are never merged unless asked for", async () => {
    const { groups } = await ask({ service: "shop", from: "now-5m" });
    expect(groups.map(({ key, totals }) => [key.environment, totals.requestCount])).toEqual([
      ["production", 101],
      ["staging", 1],
    ]);
    const byMethod = await ask({ service: "shop", from: "now-5m", groupBy: "method" });
    expect(byMethod.groups.map(({ key, totals }) => [key, totals.requestCount])).toEqual([
      [{ method: "GET" }, 101],
      [{ method: "POST" }, 1],
    ]);
  });

  test.each([
    ["route", { "/cart": 50, "/pay": 51 }],
    ["status", { "200": 97, "503": 4 }],
    ["instance", { a: 100, b: 1 }],
    ["version", { "1": 100, "2": 1 }],
  ])("by %s", async (groupBy, expected) => {
    const { groups } = await ask({ ...shopInProduction, groupBy });
    const found = groups.map(({ key, totals }) => [
      key[groupBy as "route" | "status"],
      totals.requestCount,
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test("filters take a text or a list, and groups combine", async () => {
    const { groups } = await ask({
      ...shopInProduction,
      route: ["/pay", "/cart"],
      status: "503",
      groupBy: "service,route,status",
    });
    expect(groups.map(({ key, totals }) => [key, totals.requestCount, totals.errorCount])).toEqual([
      [
        {
          namespace: "web",
          service: "shop",
          environment: "production",
          route: "/pay",
          status: "503",
        },
        4,
        4,
      ],
    ]);
    expect((await ask({ ...shopInProduction, route: "/none" })).groups).toEqual([]);
  });

  test("the period before stands beside it", async () => {
    // The hundred of two minutes ago lie just before these 110 seconds.
    const { groups } = await ask({
      ...shopInProduction,
      from: String(at(2 * MINUTE_MS - 10_000)),
      compare: "previous",
    });
    expect(groups[0]?.totals.requestCount).toBe(1);
    expect(groups[0]?.previous?.totals.requestCount).toBe(100);
  });

  test("the heatmap counts every request once, column by column", async () => {
    const params = heatmapParams.parse(shopInProduction);
    const { columns, boundsMs, stepSeconds } = heatmapResponse.parse(
      await queryHeatmap(params, NOW_MS),
    );
    expect(stepSeconds).toBe(10);
    const sums = columns.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
    expect(sums.filter((sum) => sum > 0)).toEqual([100, 1]);
    const newest = columns.at(-1)?.counts ?? [];
    const row = newest.findIndex((count) => count > 0);
    expect(boundsMs[row]).toBeGreaterThanOrEqual(400);
    expect(boundsMs[row - 1]).toBeLessThan(400);
  });

  test("the list of services agrees", async () => {
    const answer = await queryServices(servicesParams.parse({ from: "now-5m" }), NOW_MS);
    const { services } = servicesResponse.parse(answer);
    expect(
      services.map(({ name, environment, requestCount, errorCount, source }) => [
        name,
        environment,
        requestCount,
        errorCount,
        source,
      ]),
    ).toEqual([
      ["shop", "production", 101, 4, "spans"],
      ["shop", "staging", 1, 0, "spans"],
      ["worker", "", 0, 0, null],
    ]);
    expect(services[0]?.versions.map(({ version }) => version)).toEqual(["1", "2"]);
    expect(services[0]?.lastSeenAt).toBe(new Date(NOW_MS).toISOString());
  });
});

describe("histograms with bounds of their own", () => {
  test("give a band that holds the truth, and say so; a sketch does not", async () => {
    const values = Array.from({ length: 100 }, (_, i) => 0.12 + i * 0.001);
    const startMs = at(3 * MINUTE_MS);
    const body = requestMetricsBody([{ startMs, timeMs: at(MINUTE_MS), values }], {
      service: "metered",
    });
    await dashboard.ingest.send("metrics", body);
    globalThis.headroomSeriesCatalog = undefined;
    const { groups } = await ask({ service: "metered", from: "now-5m" });
    const totals = groups[0]?.totals;
    expect(totals).toMatchObject({ requestCount: 100, source: "metrics" });
    // Rank 95: 0.214 s, between the default bounds of 100 and 250 ms.
    expect(totals?.quantileBounds?.p95Ms).toEqual([100, 250]);
    expect(totals?.p95Ms).toBeGreaterThanOrEqual(100);
    expect(totals?.p95Ms).toBeLessThanOrEqual(250);
    const columns = await queryHeatmap(
      heatmapParams.parse({ service: "metered", from: "now-5m" }),
      NOW_MS,
    );
    const cells = columns.columns.flatMap(({ counts }) => counts);
    expect(cells.reduce((sum, count) => sum + count, 0)).toBeCloseTo(100, 9);
  });
});
