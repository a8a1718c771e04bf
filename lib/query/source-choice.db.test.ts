import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { requestsParams } from "@/lib/contract/requests.ts";
import { requestMetricsBody, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { queryRequests } from "./requests.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

/** 12:40 UTC: everything below lies within one hour. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 40);
const MINUTE_MS = 60_000;
const PER_MINUTE = 12;

let dashboard: TestDashboard;

beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
});
afterEach(() => dashboard.stop());

const attributes = (route: string) => ({
  "http.route": route,
  "http.request.method": "GET",
  "http.response.status_code": 200,
});

/** `PER_MINUTE` requests each minute; of each minute's spans `kept` are sent, metrics count them all. */
async function report(
  service: string,
  given: { minutes: number; kept?: number; metricsRoute?: string; metrics?: boolean },
): Promise<void> {
  const { minutes, kept = PER_MINUTE, metricsRoute = "/pay", metrics = true } = given;
  const startMs = NOW_MS - minutes * MINUTE_MS;
  for (let minute = 0; minute < minutes; minute++) {
    const spans = Array.from({ length: kept }, (_, i) => ({
      startMs: startMs + minute * MINUTE_MS + i * 4_000,
      durationMs: 50,
      attributes: attributes("/pay"),
    }));
    await dashboard.ingest.send("traces", traceBody(spans, { service }));
    if (!metrics) continue;
    const timeMs = startMs + (minute + 1) * MINUTE_MS;
    const values = Array.from({ length: PER_MINUTE * (minute + 1) }, () => 0.05);
    const point = { startMs, timeMs, values, attributes: attributes(metricsRoute) };
    await dashboard.ingest.send("metrics", requestMetricsBody([point], { service }));
  }
}

async function ask(params: Record<string, string>) {
  globalThis.headroomSeriesCatalog = undefined;
  const given = requestsParams.parse({ from: "now-30m", ...params });
  return (await queryRequests(given, NOW_MS)).groups;
}

const totalsOf = async (params: Record<string, string>) =>
  (await ask(params)).map(({ totals }) => [totals.requestCount, totals.source]);

describe("a service that sends both", () => {
  test("is counted once, by its spans when they are complete", async () => {
    await report("both", { minutes: 20 });
    const expected = [[20 * PER_MINUTE, "spans"]];
    expect(await totalsOf({ service: "both" })).toEqual(expected);
    await dashboard.fold();
    expect(await totalsOf({ service: "both" })).toEqual(expected);
    for (const groupBy of ["route", "status", "method"]) {
      expect(await totalsOf({ service: "both", groupBy })).toEqual(expected);
    }
  });

  test("is counted by its metrics when its traces are sampled, once ten minutes tell so", async () => {
    await report("sampled", { minutes: 20, kept: 3 });
    await dashboard.fold();
    const expected = [[20 * PER_MINUTE, "metrics"]];
    expect(await totalsOf({ service: "sampled" })).toEqual(expected);
    expect(await totalsOf({ service: "sampled", groupBy: "route" })).toEqual(expected);
    const [group] = await ask({ service: "sampled" });
    expect(group?.totals.quantileBounds?.p95Ms).toEqual([25, 50]);
  });

  test("keeps its spans while fewer than ten minutes tell anything", async () => {
    await report("short", { minutes: 8, kept: 3 });
    await dashboard.fold();
    expect(await totalsOf({ service: "short" })).toEqual([[24, "spans"]]);
  });

  test("is not counted by the other source where a filter or a short range leaves the chosen one out", async () => {
    await report("both", { minutes: 20, metricsRoute: "/users/{id}" });
    await dashboard.fold();
    expect(await totalsOf({ service: "both", route: "/users/{id}" })).toEqual([]);
    expect(await totalsOf({ service: "both", groupBy: "route" })).toEqual([
      [20 * PER_MINUTE, "spans"],
    ]);
    // The spans of a minute end after 44 s; metrics are booked over all of it.
    const from = String(NOW_MS - 10_000);
    expect((await ask({ service: "both", from }))[0]?.totals.requestCount).toBe(0);
  });

  test("counts what it has where it sends one alone", async () => {
    await report("spans", { minutes: 3, metrics: false });
    await report("metrics", { minutes: 3, kept: 0 });
    for (const when of ["tail", "tiers"]) {
      if (when === "tiers") await dashboard.fold();
      expect(await totalsOf({ service: "spans" })).toEqual([[36, "spans"]]);
      expect(await totalsOf({ service: "metrics" })).toEqual([[36, "metrics"]]);
    }
  });
});
