import { afterEach, beforeEach, expect, test } from "vitest";
import { requestsParams } from "@/lib/contract/requests.ts";
import { requestMetricsBody, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { queryRequests } from "./requests.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);

let dashboard: TestDashboard;

beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
});
afterEach(() => dashboard.stop());

const ask = async (given: Record<string, unknown>) => {
  const { groups } = await queryRequests(requestsParams.parse(given), NOW_MS);
  const { totals, points } = groups[0] ?? {};
  const sum = (points ?? []).reduce((count, point) => count + (point.requestCount ?? 0), 0);
  expect(sum).toBe(totals?.requestCount ?? 0);
  return { requestCount: totals?.requestCount ?? 0, p95Ms: totals?.p95Ms ?? null };
};

test("answers during the fold are those before and after it, in every tier", async () => {
  const startMs = NOW_MS - 40 * 60_000;
  for (let round = 1; round <= 4; round++) {
    const spans = Array.from({ length: 100 }, (_, i) => ({
      startMs: startMs + i * 20_000,
      durationMs: 1 + ((i * 37) % 400),
    }));
    await dashboard.ingest.send("traces", traceBody(spans, { service: "spans" }));
    const timeMs = startMs + round * 300_000;
    const values = Array.from({ length: round * 50 }, (_, i) => 0.01 * (1 + (i % 30)));
    const body = requestMetricsBody([{ startMs, timeMs, values }], { service: "metrics" });
    await dashboard.ingest.send("metrics", body);
    const questions = [
      { service: "spans", from: "now-1h" },
      { service: "spans", from: "now-1h", groupBy: "route" },
      { service: "spans", from: "now-1d" },
      { service: "spans", from: "now-30d" },
      { service: "metrics", from: "now-1h" },
      { service: "metrics", from: "now-1d", groupBy: "method" },
    ];
    const before = await Promise.all(questions.map(ask));
    expect(before.map(({ requestCount }) => requestCount)).toEqual([
      ...[1, 2, 3, 4].map(() => round * 100),
      ...[5, 6].map(() => round * 50),
    ]);
    let folding = true;
    const fold = dashboard.fold().finally(() => {
      folding = false;
    });
    do {
      expect(await Promise.all(questions.map(ask))).toEqual(before);
    } while (folding);
    await fold;
    expect(await Promise.all(questions.map(ask))).toEqual(before);
  }
});

test("a late histogram point corrects its neighbours, in the tail as in the tiers", async () => {
  const startMs = NOW_MS - 20 * 60_000;
  const report = (minute: number, count: number) =>
    requestMetricsBody([
      {
        startMs,
        timeMs: startMs + minute * 60_000,
        values: Array.from({ length: count }, () => 0.2),
      },
    ]);
  const perMinute = async () => {
    globalThis.headroomSeriesCatalog = undefined;
    const given = requestsParams.parse({ from: String(startMs), step: 60 });
    const { groups } = await queryRequests(given, NOW_MS);
    return groups[0]?.points.slice(0, 4).map(({ requestCount }) => requestCount ?? 0);
  };
  await dashboard.ingest.send("metrics", report(1, 60));
  await dashboard.fold();
  await dashboard.ingest.send("metrics", report(3, 180));
  await dashboard.fold();
  expect(await perMinute()).toEqual([60, 60, 60, 0]);
  // Minute 2 had 12 only: what was booked evenly over both minutes moves to the third.
  await dashboard.ingest.send("metrics", report(2, 72));
  const expected = [60, 12, 108, 0];
  expect(await perMinute()).toEqual(expected);
  await dashboard.fold();
  expect(await perMinute()).toEqual(expected);
});
