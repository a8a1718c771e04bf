import { afterAll, beforeAll, expect, test } from "vitest";
import { costBridgeParams, costBridgeResponse } from "@/lib/contract/cost-bridge.ts";
import { moneyText, sumMoney } from "@/lib/domain/money.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryCostBridge } from "./cost-bridge.ts";
import { importBill } from "./test-support/bills.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 2, 4, 0, 30);
const at = (day: number, hour: number) => Date.UTC(2026, 2, day, hour);
const shop = { service: "shop", environment: "live" };
let dashboard: TestDashboard;

/** Four hours of a day in which one instance answered so many requests each. */
const answered = (day: number, perHour: number, version: string) =>
  traceBody(
    [8, 9, 10, 11].flatMap((hour) =>
      Array.from({ length: perHour }, (_, index) => ({
        ...{ startMs: at(day, hour) + index * 100, durationMs: 5 },
      })),
    ),
    { ...shop, version, instance: "shop-0" },
  );

/** Look-ups of a day, counted up from its first minute to its last hour. */
const lookUps = (day: number, hits: number, misses: number) =>
  metricsBody(
    [
      {
        name: "cache.requests",
        counter: [["hit", hits] as const, ["miss", misses] as const].map(([result, value]) => ({
          ...{ startMs: at(day, 0), timeMs: at(day, 22), value },
          attributes: { "cache.name": "users", "cache.layer": "l1", "cache.result": result },
        })),
      },
    ],
    { ...shop, instance: "shop-0" },
  );

/**
 * 4 requests on the first two days, 8 of a new version on the third, by one instance in 4 hours of each; half of the
 * look-ups are answered on the first day, then three quarters. Each day costs 10.
 */
beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS, { acceptPastMs: 96 * HOUR_MS });
  const bodies = [answered(1, 1, "1.0"), answered(2, 1, "1.0"), answered(3, 2, "2.0")];
  for (const body of bodies) await dashboard.ingest.send("traces", body);
  for (const body of [lookUps(1, 50, 50), lookUps(2, 75, 25), lookUps(3, 75, 25)]) {
    await dashboard.ingest.send("metrics", body);
  }
  await dashboard.fold();
  await importBill(
    ["2026-03-01", "2026-03-02", "2026-03-03"].map((day) => ({
      ...{ day, amount: "10", tags: { service: "shop" } },
    })),
    NOW_MS,
  );
});
afterAll(() => dashboard.stop());

test("hit ratios and versions of telemetry become parts, and all of them add up", async () => {
  const asked = costBridgeParams.parse({
    ...{ from: "2026-03-02", to: "2026-03-04" },
    ...{ previousFrom: "2026-03-01", previousTo: "2026-03-02" },
  });
  const { bridge, deploys } = costBridgeResponse.parse(await queryCostBridge(asked, NOW_MS));
  expect(deploys).toMatchObject([{ service: "shop", version: "2.0", day: "2026-03-03" }]);
  // 10 for 4 requests, then 20 for 12.
  expect(bridge).toMatchObject({ before: "2500", after: "1666.666666666667" });
  const parts = new Map(bridge?.parts.map(({ id, amount }) => [id, Number(amount)]));
  // An hour costs what it did; caches answer more; what they do not took 2 hours, 4 until the new version, 2.67 in all.
  expect(parts.get("price")).toBe(0);
  expect(parts.get("hitRatio")).toBeLessThan(0);
  expect(parts.get("instances")).toBeGreaterThan(0);
  expect(parts.get("deploys")).toBeLessThan(0);
  const amounts = (bridge?.parts ?? []).map(({ amount }) => amount);
  expect(moneyText(sumMoney(["2500", ...amounts]))).toBe("1666.666666666667");
});
