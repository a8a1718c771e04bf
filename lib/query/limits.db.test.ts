import { afterAll, beforeAll, expect, test } from "vitest";
import { limitsParams, limitsResponse } from "@/lib/contract/limits.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryLimits } from "./limits.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const ago = (minutes: number) => NOW_MS - minutes * 60_000;
const shop = { service: "shop", namespace: "web", environment: "production" };

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  const counted = (result: string, value: number) => ({
    startMs: ago(10),
    timeMs: ago(1),
    value,
    attributes: { "ratelimiter.name": "api", "ratelimiter.result": result, "http.route": "/pay" },
  });
  // Refusals in each of three minutes; an exporter repeats a key that is refused no more.
  const key = (hash: string, values: readonly number[]) =>
    values.map((value, i) => ({
      startMs: ago(10),
      timeMs: ago(3 - i),
      value,
      attributes: { "ratelimiter.name": "api", "ratelimiter.key_hash": hash },
    }));
  await dashboard.ingest.send(
    "metrics",
    metricsBody(
      [
        {
          name: "ratelimiter.requests",
          counter: [counted("allowed", 75), counted("rejected", 25)],
        },
        {
          name: "ratelimiter.rejected_keys",
          counter: [...key("bb", [9, 9, 9]), ...key("aa", [4, 8, 12])],
        },
        {
          name: "resilience4j.ratelimiter.waiting_threads",
          gauge: [{ timeMs: ago(2), value: 3, attributes: { name: "calls" } }],
        },
      ],
      shop,
    ),
  );
  const spans = [200, 200, 200, 429].map((status, i) => ({
    startMs: ago(2) + i * 100,
    durationMs: 5,
    attributes: {
      "http.route": "/cart",
      "http.request.method": "GET",
      "http.response.status_code": status,
    },
  }));
  await dashboard.ingest.send("traces", traceBody(spans, { ...shop, service: "gate" }));
});

afterAll(() => dashboard.stop());

test("what a policy allowed and rejected on a route, and whom most", async () => {
  const answer = limitsResponse.parse(
    await queryLimits(limitsParams.parse({ from: "now-15m", service: "shop" }), NOW_MS),
  );
  expect(answer.groups).toHaveLength(2);
  expect(answer.groups[0]?.key).toEqual({ ...shop, policy: "api", route: "/pay" });
  expect(answer.groups[0]?.totals.allowed).toBeCloseTo(75, 6);
  expect(answer.groups[0]?.totals.rejected).toBeCloseTo(25, 6);
  expect(answer.groups[0]?.totals.rejectedRatio).toBeCloseTo(0.25, 9);
  expect(answer.groups[1]?.totals).toMatchObject({ queued: 3, allowed: null, rejected: null });
  // "bb" was refused most in one report, "aa" over the range.
  expect(answer.busiestKeys.map(({ keyHash, rejected }) => [keyHash, rejected])).toEqual([
    ["aa", expect.closeTo(12, 6)],
    ["bb", expect.closeTo(9, 6)],
  ]);
});

test("429s of a service without a limiter, by route", async () => {
  const params = limitsParams.parse({ from: "now-15m", service: "gate" });
  const { groups } = limitsResponse.parse(await queryLimits(params, NOW_MS));
  expect(groups.map(({ key }) => [key.policy, key.route])).toEqual([["HTTP 429", "/cart"]]);
  expect(groups[0]?.totals).toMatchObject({ allowed: 3, rejected: 1, rejectedRatio: 0.25 });
});

test("the period before, in full or by its totals alone", async () => {
  const ask = async (compare: string) => {
    const params = limitsParams.parse({ from: "now-2m", service: "shop", compare });
    return limitsResponse.parse(await queryLimits(params, NOW_MS)).groups;
  };
  const groups = await ask("previous");
  expect(groups[0]?.previous?.totals.allowed).toBeGreaterThan(0);
  expect(groups[0]?.previous?.points.length).toBeGreaterThan(0);
  expect(await ask("previous-totals")).toEqual(
    groups.map(({ previous, ...group }) => ({
      ...group,
      ...(previous && { previous: { ...previous, points: [] } }),
    })),
  );
});
