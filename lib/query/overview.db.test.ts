import { afterAll, beforeAll, expect, test } from "vitest";
import { breakersParams } from "@/lib/contract/breakers.ts";
import { cachesParams } from "@/lib/contract/caches.ts";
import { limitsParams } from "@/lib/contract/limits.ts";
import {
  type OverviewResponse,
  overviewParams,
  overviewResponse,
} from "@/lib/contract/overview.ts";
import { resourcesParams } from "@/lib/contract/resources.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { breakerCondition } from "@/lib/view/breaker-condition.ts";
import { breakerRows } from "@/lib/view/breaker-rows.ts";
import { toCacheRows } from "@/lib/view/cache-rows.ts";
import { cachesCondition } from "@/lib/view/caches.ts";
import { concernStatusOf } from "@/lib/view/concern-marks.ts";
import { limitsCondition, toLimitRows } from "@/lib/view/limits.ts";
import { resourcesCondition, toResourceRows } from "@/lib/view/resources.ts";
import { queryBreakers } from "./breakers.ts";
import { queryCaches } from "./caches.ts";
import { queryLimits } from "./limits.ts";
import { queryOverview } from "./overview.ts";
import { queryResources } from "./resources.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const MINUTES = 20;
const ago = (minutes: number) => NOW_MS - minutes * 60_000;
const RANGE = { from: "now-20m", to: "now" };
const shop = { service: "shop", namespace: "web", environment: "production" };

/** A cumulative counter that grows each minute by what `perMinute` says of it. */
const counter = (attributes: Record<string, string>, perMinute: (minute: number) => number) => {
  let value = 0;
  return Array.from({ length: MINUTES }, (_, minute) => {
    value += perMinute(minute);
    const [startMs, timeMs] = [ago(MINUTES), ago(MINUTES - 1 - minute) - 1_000];
    return { startMs, timeMs, value, attributes };
  });
};

const gauge = (attributes: Record<string, string>, at: (minute: number) => number) =>
  Array.from({ length: MINUTES }, (_, minute) => ({
    ...{ timeMs: ago(MINUTES - 1 - minute) - 1_000, value: at(minute), attributes },
  }));

const lookUps = (layer: string, result: string, perMinute: (minute: number) => number) =>
  counter({ "cache.name": "users", "cache.layer": layer, "cache.result": result }, perMinute);

/** Its cache users/l2 answers 90 of 100 a minute, and 40 from the 13th minute on. */
const SHOP: GivenMetric[] = [
  {
    name: "cache.requests",
    counter: [
      ...lookUps("l1", "hit", () => 100),
      ...lookUps("l1", "miss", () => 100),
      ...lookUps("l2", "hit", (minute) => (minute < 13 ? 90 : 40)),
      ...lookUps("l2", "miss", (minute) => (minute < 13 ? 10 : 60)),
      ...lookUps("l3", "hit", () => 10),
    ],
  },
  {
    name: "circuit_breaker.state",
    gauge: [
      ...gauge({ "circuit_breaker.name": "payments" }, (minute) => (minute < 15 ? 0 : 1)),
      ...gauge({ "circuit_breaker.name": "mail" }, () => 0),
    ],
  },
  { name: "process.cpu.utilization", unit: "1", gauge: gauge({}, () => 0.8) },
];

/** Its limiter refuses 30 of 100 a minute. */
const GATE: GivenMetric[] = [
  {
    name: "aspnetcore.rate_limiting.requests",
    counter: [
      ...counter({ ...policy("api"), "aspnetcore.rate_limiting.result": "acquired" }, () => 70),
      ...counter(
        { ...policy("api"), "aspnetcore.rate_limiting.result": "endpoint_limiter" },
        () => 30,
      ),
    ],
  },
];

function policy(name: string) {
  return { "aspnetcore.rate_limiting.policy": name };
}

let dashboard: TestDashboard;
let overview: OverviewResponse;

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  await dashboard.ingest.send("metrics", metricsBody(SHOP, { ...shop, instance: "a" }));
  await dashboard.ingest.send(
    "metrics",
    metricsBody(GATE, { ...shop, service: "gate", instance: "b" }),
  );
  overview = overviewResponse.parse(await queryOverview(overviewParams.parse(RANGE), NOW_MS));
});

afterAll(() => dashboard.stop());

const of = (service: string) => {
  const found = overview.services.find((one) => one.service === service);
  if (!found) throw new Error(`${service} is not told of`);
  return found;
};

test("caches: what some layer answers, and the one that fell", () => {
  // 20 × 200 enter l1; l2, the last, misses 13 × 10 + 7 × 60 = 550 of what it gets.
  expect(of("shop").caches).toMatchObject({
    ...{
      status: "critical",
      layerCount: 2,
      hits: expect.closeTo(3_450),
      misses: expect.closeTo(550),
    },
    worst: {
      cache: "users",
      layer: "l2",
      usualRatio: expect.closeTo(0.9, 2),
      fallenRatio: expect.closeTo(0.4),
      backAt: null,
    },
  });
  expect(of("shop").caches?.hitRatio).toBeCloseTo(3_450 / 4_000, 10);
  const { hits, misses } = of("shop").caches?.course ?? { hits: [], misses: [] };
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  expect([sum(hits), sum(misses)]).toEqual([expect.closeTo(3_450), expect.closeTo(550)]);
});

test("breakers: how many are not closed, and which opened", () => {
  expect(of("shop").breakers).toMatchObject({
    ...{ status: "critical", instanceCount: 2, openCount: 1, halfOpenCount: 0 },
    ...{ worst: { breaker: "payments", state: "open" }, openedBreaker: "payments" },
  });
});

test("limits and saturation", () => {
  expect(of("gate").limits).toMatchObject({
    ...{ status: "critical", rejected: 600, rejectedRatio: 0.3 },
    worst: { policy: "api" },
  });
  expect(of("shop").resources).toMatchObject({
    ...{ status: "warning", thingCount: 1, saturatedCount: 1 },
    most: { resource: "cpu", utilization: expect.closeTo(0.8) },
  });
});

test("what a service does not report is null", () => {
  expect(of("gate")).toMatchObject({ caches: null, breakers: null, events: null, resources: null });
  expect(of("shop")).toMatchObject({ limits: null, events: null });
});

test("each concern's page judges as the overview does", async () => {
  const asked = { from: RANGE.from, to: RANGE.to };
  const caches = await queryCaches(cachesParams.parse(asked), NOW_MS);
  const breakers = await queryBreakers(breakersParams.parse(asked), NOW_MS);
  const limits = await queryLimits(limitsParams.parse(asked), NOW_MS);
  const resources = await queryResources(resourcesParams.parse(asked), NOW_MS);
  const pages = {
    caches: cachesCondition(toCacheRows(caches), "UTC").status,
    breakers: breakerCondition(breakerRows(breakers), "UTC").status,
    limits: limitsCondition(toLimitRows(limits), "UTC").status,
    resources: resourcesCondition(toResourceRows(resources.groups)).status,
  };
  const scope = { service: null, namespace: null };
  for (const concern of ["caches", "breakers", "limits", "resources"] as const) {
    expect(concernStatusOf(overview.services, concern, scope), concern).toBe(pages[concern]);
  }
});

test("what was just worked out is told again", async () => {
  const params = overviewParams.parse(RANGE);
  const first = queryOverview(params, NOW_MS);
  expect(queryOverview({ ...params }, NOW_MS + 1)).toBe(first);
  expect(queryOverview({ ...params, environment: ["staging"] }, NOW_MS)).not.toBe(first);
});
