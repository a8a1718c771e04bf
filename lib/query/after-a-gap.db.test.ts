import { afterAll, beforeAll, expect, test } from "vitest";
import { limitsParams, limitsResponse } from "@/lib/contract/limits.ts";
import { metricQueryParams, metricQueryResponse } from "@/lib/contract/metrics.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryLimits } from "./limits.ts";
import { queryMetrics } from "./metrics.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const ago = (minutes: number) => NOW_MS - minutes * 60_000;
const shop = { service: "shop", namespace: "web", environment: "production" };

let dashboard: TestDashboard;

/** A stream that began two hours ago, to a nanosecond that seconds do not tell, and was silent for forty minutes. */
const point = (minutes: number, value: number) => ({
  startMs: ago(120) + 0.123457,
  timeMs: ago(minutes),
  value,
  attributes: { "ratelimiter.name": "api", "ratelimiter.result": "rejected" },
});

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  // A second stream of the same series, which ended before.
  const ended = { ...point(70, 5_000), startMs: ago(180) };
  const counter = [ended, point(50, 1_000), point(45, 1_010), point(5, 1_070), point(4, 1_072)];
  const body = metricsBody([{ name: "ratelimiter.requests", counter }], shop);
  expect(await dashboard.ingest.send("metrics", body)).toMatchObject({ kind: "accepted" });
});

afterAll(() => dashboard.stop());

test("what a metric counted while it was not heard is counted from its last point before", async () => {
  const params = metricQueryParams.parse({
    ...{ name: "ratelimiter.requests", agg: "increase", from: "now-20m", step: "60" },
  });
  const { groups } = metricQueryResponse.parse(await queryMetrics(params, NOW_MS));
  expect(groups[0]?.total.value).toBeCloseTo(62, 6);
});

test("so does a concern", async () => {
  const params = limitsParams.parse({ from: "now-20m", service: "shop", step: "60" });
  const { groups } = limitsResponse.parse(await queryLimits(params, NOW_MS));
  expect(groups[0]?.totals.rejected).toBeCloseTo(62, 6);
});
