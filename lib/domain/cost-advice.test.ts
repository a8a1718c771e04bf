import { expect, test } from "vitest";
import {
  cacheAdvice,
  cdnAdvice,
  idleAdvice,
  isStaticRoute,
  nPlusOneAdvice,
  spotAdvice,
} from "./cost-advice.ts";

const price = { name: "users", costPerSecond: 0.002 };

test("a cache is worth the seconds that it spared, by the price of the service's time", () => {
  const caches = [
    { name: "users l1", price, savedMs: 4_000_000, hits: 900 },
    { name: "users l2", price, savedMs: 1_000_000, hits: 100 },
    { name: "unpriced", price: null, savedMs: 9_000_000, hits: 9 },
  ];
  // 5,000 s at 0.002 in 15 days: 10, so 20 in 30 days.
  expect(cacheAdvice(caches, { days: 15 })).toMatchObject({ kind: "cache", perMonth: 20 });
  expect(cacheAdvice(caches, { days: 15 })?.bars?.bars).toMatchObject([
    { label: "users l1", text: "80\u00a0%" },
    { label: "users l2", text: "20\u00a0%" },
  ]);
  expect(cacheAdvice([], { days: 15 })).toBeNull();
});

test("an N+1 costs what its lost time costs", () => {
  const found = {
    service: "orders",
    route: "/cart",
    statement: "SELECT 1",
    lostMs: 1_500_000,
    occurrences: 10,
    ...{ price, bars: null },
  };
  expect(nPlusOneAdvice(found, { days: 30 }).perMonth).toBe(3);
});

test("idle instances: fewer of them, or one of half the size; busy ones are left alone", () => {
  const used = { name: "mail", instances: 6, p95Cpu: 0.1, p95Memory: 0.2 };
  const cpuHours = [
    { atMs: Date.UTC(2026, 2, 1, 9), ratio: 0.15 },
    { atMs: Date.UTC(2026, 2, 2, 9), ratio: 0.05 },
    { atMs: Date.UTC(2026, 2, 1, 20), ratio: 0.3 },
  ];
  const idle = { ...used, costPerMonth: 120, isCompute: true, cpuHours };
  // The busiest uses 0.2 of 6: 1.2 instances' worth, which is 2 at 0.6 each. 4 of 6 are saved.
  expect(idleAdvice(idle)).toMatchObject({ title: "Run 2 of 6 instances of mail" });
  expect(idleAdvice(idle)?.perMonth).toBeCloseTo(80, 9);
  expect(idleAdvice({ ...idle, instances: 1 })).toMatchObject({
    title: "Halve the size of mail",
    perMonth: 60,
  });
  expect(idleAdvice(idle)?.assumptions.at(-1)).toContain("Its own lines of compute");
  expect(idleAdvice({ ...idle, isCompute: false })?.assumptions.at(-1)).toContain(
    "What the service is given of the bill",
  );
  // The higher of two mornings; an evening that uses more than the fifth is not marked.
  expect(idleAdvice(idle)?.bars).toMatchObject({
    full: 1,
    bars: [
      { label: "09:00", value: 0.15, isMarked: true },
      { label: "20:00", value: 0.3, isMarked: false },
    ],
  });
  expect(idleAdvice({ ...idle, p95Cpu: 0.2 })).toBeNull();
  expect(idleAdvice({ ...idle, p95Memory: 0.4 })).toBeNull();
});

test("spot instances are advised for what is tagged as not critical and is not on them yet", () => {
  expect(spotAdvice({ spot: 10, onDemandUncritical: 30 }, { days: 30 })?.perMonth).toBeCloseTo(
    18,
    9,
  );
  const { bars } = spotAdvice({ spot: 10, onDemandUncritical: 30 }, { days: 30 })?.bars ?? {};
  expect(bars?.map(({ label, text }) => [label, text])).toEqual([
    ["on demand", "75\u00a0%"],
    ["spot", "25\u00a0%"],
  ]);
  expect(spotAdvice({ spot: 10, onDemandUncritical: 0 }, { days: 30 })).toBeNull();
});

test.each([
  ["/static/app", true],
  ["/logo.SVG", true],
  ["/_next/static/chunks/1", true],
  ["/api/users/{id}", false],
  ["/reports/2026.07", false],
])("%s is a static file: %s", (route, expected) => {
  expect(isStaticRoute(route)).toBe(expected);
});

test("static files cost what their time costs", () => {
  const asked = {
    ...{ service: "web", staticCount: 50, staticSeconds: 100, requestCount: 80, price },
    cdn: null,
  };
  expect(cdnAdvice(asked, { days: 30 })?.perMonth).toBeCloseTo(0.2, 9);
  expect(cdnAdvice(asked, { days: 30 })?.evidence[1]).toContain("No CDN reports");
  expect(cdnAdvice({ ...asked, staticCount: 0 }, { days: 30 })).toBeNull();
});

test("the share that no CDN served is of what CDNs and services answered together", () => {
  const cdn = { names: ["edge"], hits: 900, staticCount: 100 };
  const asked = { staticCount: 50, staticSeconds: 100, requestCount: 80, price, cdn };
  const advice = cdnAdvice({ ...asked, service: "web" }, { days: 30 });
  expect(advice?.bars?.bars.map(({ text }) => text)).toEqual(["90\u00a0%", "10\u00a0%"]);
  expect(advice?.title).toBe("Let the CDN keep the static files of web");
  expect(advice?.evidence[1]).toBe(
    "edge answered 900 requests meanwhile, and 100 for static files reached services: 10\u00a0% were not served by a CDN.",
  );
});
