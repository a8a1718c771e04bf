import { afterAll, beforeAll, expect, test } from "vitest";
import { type CostAdvice, costAdviceResponse } from "@/lib/contract/cost-advice.ts";
import { costServicesParams } from "@/lib/contract/cost-services.ts";
import { addDays, daysOf } from "@/lib/domain/cost-days.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryCostAdvice } from "./cost-advice.ts";
import { importBill } from "./test-support/bills.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 2, 16, 0, 30);
const NOON_MS = Date.UTC(2026, 2, 15, 12);
const users = { service: "users", instance: "users-1" };
let dashboard: TestDashboard;

/** One request of a second, in which eight queries of 10 ms ask for one thing each. */
function requests(): Uint8Array {
  const [traceId, spanId] = ["e".repeat(32), "e".repeat(16)];
  const queries = Array.from({ length: 8 }, (_, index) => ({
    ...{
      startMs: NOON_MS + 10 + index * 12,
      durationMs: 10,
      traceId,
      parentSpanId: spanId,
      kind: 3,
    },
    attributes: {
      ...{ "db.system.name": "postgresql", "db.namespace": "shop", "server.address": "db" },
      "db.query.text": `SELECT * FROM items WHERE id = ${index}`,
    },
  }));
  return traceBody([...queries, { startMs: NOON_MS, durationMs: 1_000, traceId, spanId }], users);
}

/** 100 look-ups that the second layer answers, before a loader that takes 20 ms. */
function caching(): Uint8Array {
  const at = { startMs: NOON_MS - 60_000, timeMs: NOON_MS };
  const of = (layer: string) => ({ "cache.name": "users", "cache.layer": layer });
  return metricsBody(
    [
      {
        name: "cache.requests",
        counter: [
          { ...at, value: 100, attributes: { ...of("l2"), "cache.result": "hit" } },
          { ...at, value: 10, attributes: { ...of("l2"), "cache.result": "miss" } },
        ],
      },
      {
        name: "cache.operation.duration",
        unit: "s",
        histogram: [
          { ...at, bounds: [0.001, 0.1], counts: [0, 10, 0], sum: 0.2, attributes: of("l3") },
        ],
      },
    ],
    users,
  );
}

/** Hours of two weeks in which an instance used a tenth of its CPU and a fifth of its memory. */
function idling(instance: string): Uint8Array {
  const hours = Array.from({ length: 14 * 24 }, (_, index) => NOW_MS - 1_800_000 - index * HOUR_MS);
  const gauge = (name: string, value: number) => ({
    ...{ name, unit: "1" },
    gauge: hours.map((timeMs) => ({ timeMs: timeMs - 60_000, value })),
  });
  return metricsBody(
    [
      gauge("k8s.container.cpu_limit_utilization", 0.1),
      gauge("k8s.container.memory_limit_utilization", 0.2),
    ],
    { service: "users", instance, resource: { "k8s.container.name": instance } },
  );
}

/** A day costs 10 for instances of users and 5 for its database, 4 for batches on demand and 1 for such on spot instances. */
beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS, { acceptPastMs: 16 * 24 * HOUR_MS });
  await dashboard.ingest.send("traces", requests());
  await dashboard.ingest.send("metrics", caching());
  for (const instance of ["users-1", "users-2", "users-3"]) {
    await dashboard.ingest.send("metrics", idling(instance));
  }
  await dashboard.fold();
  const batch = (capacity: string) => ({ criticality: "low", "capacity-type": capacity });
  await importBill(
    daysOf("2026-03-01", "2026-03-16").flatMap((day) => [
      { day, amount: "10", tags: { service: "users" } },
      {
        ...{ day, amount: "5", service: "Database", serviceCategory: "Databases" },
        tags: { service: "users" },
      },
      { day, amount: "4", tags: batch("on-demand") },
      { day, amount: "1", tags: batch("spot") },
    ]),
    NOW_MS,
  );
});
afterAll(() => dashboard.stop());

test("each kind of advice is worked out from bills and telemetry of the same days", async () => {
  const asked = { from: "2026-03-01", to: addDays("2026-03-15", 1) };
  const { advice, missing, savingPerMonth } = costAdviceResponse.parse(
    await queryCostAdvice(costServicesParams.parse(asked), NOW_MS),
  );
  const of = (kind: CostAdvice["kind"]) => advice.find((one) => one.kind === kind);
  const perMonth = (kind: CostAdvice["kind"]) => Number(of(kind)?.perMonth);
  // Requests are known of the 15th alone: 15 for a second of them, thirty times a month.
  // 100 hits of 20 ms are two seconds.
  expect(perMonth("cache")).toBeCloseTo(2 * 15 * 30, 2);
  // Seven queries too many are 70 ms.
  expect(perMonth("n-plus-one")).toBeCloseTo(0.07 * 15 * 30, 2);
  expect(of("n-plus-one")?.evidence[0]).toContain("1 time in 1 day, 70\u00a0ms in all");
  // The busiest uses a fifth: of three instances one is enough, at 60 % of it. The database stays.
  expect(of("idle")?.title).toBe("Run 1 of 3 instances of users");
  expect(perMonth("idle")).toBeCloseTo((2 / 3) * 10 * 30, 2);
  // Four on demand, at 60 % less; a fifth of such work is on spot instances already.
  expect(perMonth("spot")).toBeCloseTo(0.6 * 4 * 30, 2);
  expect(of("spot")?.evidence[0]).toContain("20\u00a0%");
  // No route serves files. What caches are worth is no saving.
  expect(of("cdn")).toBeUndefined();
  expect(missing).toEqual([]);
  expect(Number(savingPerMonth)).toBeCloseTo(31.5 + 200 + 72, 2);
});
