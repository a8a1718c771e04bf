import { afterAll, beforeAll, expect, test } from "vitest";
import { costAdviceResponse } from "@/lib/contract/cost-advice.ts";
import { costBridgeParams, costBridgeResponse } from "@/lib/contract/cost-bridge.ts";
import { costOfServiceParams, costOfServiceResponse } from "@/lib/contract/cost-of-service.ts";
import {
  costMapping,
  costServicesParams,
  costServicesResponse,
} from "@/lib/contract/cost-services.ts";
import { Money, sumMoney } from "@/lib/domain/money.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { dismissAdvice, queryCostAdvice, restoreAdvice } from "./cost-advice.ts";
import { queryCostBridge } from "./cost-bridge.ts";
import { queryMapping, replaceMapping } from "./cost-mapping.ts";
import { queryCostOfService } from "./cost-of-service.ts";
import { queryCostServices } from "./cost-services.ts";
import { overviewCosts } from "./overview-costs.ts";
import { importBill } from "./test-support/bills.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 2, 3, 0, 30);
const asking = { author: { id: "u1", name: "Ada" }, nowMs: NOW_MS };
let dashboard: TestDashboard;

const attributesOf = (service: string) => ({
  "http.request.method": "GET",
  "http.response.status_code": 200,
  "http.route": service === "orders" ? "/static/{file}" : "/pay",
});

/** Requests of a service on one instance within an hour. */
const requests = (service: string, count: number, atMs: number) =>
  traceBody(
    Array.from({ length: count }, (_, index) => ({
      startMs: atMs + index * 10,
      durationMs: 5,
      attributes: attributesOf(service),
    })),
    { service, instance: `${service}-1` },
  );

/** What a CDN answered yesterday: 30 requests by itself, 12 from the services behind it. */
function cdn(): Uint8Array {
  const at = { startMs: Date.UTC(2026, 2, 2, 9), timeMs: Date.UTC(2026, 2, 2, 10) };
  const of = (status: string) => ({ "cdn.name": "edge", cache_status: status });
  const counter = [
    { ...at, value: 30, attributes: of("HIT") },
    { ...at, value: 12, attributes: of("MISS") },
  ];
  return metricsBody([{ name: "cdn.requests", counter }], { service: "edge" });
}

/** Yesterday 30 requests of users and 10 of orders, the day before 20 of either. */
beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS, { acceptPastMs: 72 * HOUR_MS });
  const bodies = [
    requests("users", 20, Date.UTC(2026, 2, 1, 10)),
    requests("orders", 20, Date.UTC(2026, 2, 1, 10)),
    requests("users", 30, Date.UTC(2026, 2, 2, 10)),
    requests("orders", 10, Date.UTC(2026, 2, 2, 10)),
  ];
  for (const body of bodies) await dashboard.ingest.send("traces", body);
  await dashboard.ingest.send("metrics", cdn());
  await dashboard.fold();
  await importBill(
    ["2026-03-01", "2026-03-02"].flatMap((day) => [
      { day, amount: "6", tags: { service: "users" } },
      { day, amount: "2", tags: { service: "orders" } },
      { day, amount: "4.00000000001", service: "Database" },
      { day, amount: "1", service: "Support", category: "Purchase" },
    ]),
    NOW_MS,
  );
});
afterAll(() => dashboard.stop());

const DAY = { from: "2026-03-02", to: "2026-03-03" };
const ask = async () =>
  costServicesResponse.parse(await queryCostServices(costServicesParams.parse(DAY), NOW_MS));

test("lines go to services by tag and by rule, and what is left is shown", async () => {
  const plain = await ask();
  expect(plain).toMatchObject({
    total: "13.00000000001",
    from: "2026-03-02",
    through: "2026-03-02",
  });
  expect(plain.services).toMatchObject([
    { service: "users", direct: "6", shared: "0", requestCount: 30, perThousandRequests: "200" },
    { service: "orders", direct: "2", shared: "0", requestCount: 10, perThousandRequests: "200" },
  ]);
  expect(plain.unmapped).toEqual({
    total: "5.00000000001",
    lines: [
      { service: "Database", amount: "4.00000000001", reason: "noRule" },
      { service: "Support", amount: "1", reason: "noRule" },
    ],
  });
  const shared = { kind: "shared", by: "requests", services: [] } as const;
  const rules = [{ dimension: "service", value: "Database", target: shared }];
  await replaceMapping(costMapping.parse({ rules }), asking);
  expect(await queryMapping()).toEqual({ rules });
  // 30 of 40 requests: three quarters of 4.00000000001, of which the heavier one takes what does not divide.
  const split = await ask();
  expect(split.services.map(({ service, shared: part }) => [service, part])).toEqual([
    ["users", "3.000000000008"],
    ["orders", "1.000000000002"],
  ]);
  expect(split.unmapped.total).toBe("1");
  expect(split.total).toBe("13.00000000001");
});

test("the bridge of two days adds up, and says that another mix is asked for", async () => {
  const asked = costBridgeParams.parse({
    ...DAY,
    previousFrom: "2026-03-01",
    previousTo: "2026-03-02",
  });
  const { bridge, currency } = costBridgeResponse.parse(await queryCostBridge(asked, NOW_MS));
  expect(currency).toBe("USD");
  // 13.00000000001 for 40 requests on either day.
  expect(bridge).toMatchObject({ before: "325.00000000025", after: "325.00000000025" });
  const parts = new Map(bridge?.parts.map(({ id, amount }) => [id, amount]));
  expect(sumMoney(parts.values()).toFixed()).toBe("0");
  expect(parts.get("charges")).toBe("0");
  // Of users: 20 → 30 requests, one hour of one instance each for 8 → 9 a day: more of them, each dearer by less.
  expect(new Money(parts.get("instances") ?? 0).isZero()).toBe(false);
});

test("advice rests on what was told, says what is missing, and stays dismissed", async () => {
  const ask = () => queryCostAdvice(costServicesParams.parse(DAY), NOW_MS);
  const { advice, missing, currency, savingPerMonth } = costAdviceResponse.parse(await ask());
  expect(currency).toBe("USD");
  // No times of a cache, no CPU and no tags of how compute is bought were told.
  expect(missing.map(({ kind }) => kind)).toEqual(["cache", "idle", "spot"]);
  // 10 requests of orders are all for a static file: what it is given that day, 3.000000000002, 30 times a month.
  expect(advice).toMatchObject([{ kind: "cdn", perMonth: "90", dismissed: null }]);
  expect(advice[0]?.evidence[1]).toBe(
    "edge answered 30 requests meanwhile, and 10 for static files reached services: 25\u00a0% were not served by a CDN.",
  );
  expect(savingPerMonth).toBe("90");
  const id = advice[0]?.id ?? "";
  await dismissAdvice(id, { reason: "later" }, asking);
  expect(await ask()).toMatchObject({
    savingPerMonth: null,
    advice: [{ id, dismissed: { by: "Ada", reason: "later" } }],
  });
  await restoreAdvice(id);
  expect(await ask()).toMatchObject({ savingPerMonth: "90" });
  await expect(restoreAdvice(id)).rejects.toThrow(NotFoundError);
  await expect(dismissAdvice("none", { reason: "" }, asking)).rejects.toThrow(NotFoundError);
});

test("the overview has what the bills of 30 days give to a service", async () => {
  const costs = await overviewCosts(NOW_MS);
  const users = costs.get(serviceKeyText({ namespace: "", service: "users", environment: "" }));
  // Of two days 6 each, and of Database 50 of 80 requests' part of 8.00000000002: 5.0000000000125.
  expect(users?.currency).toBe("USD");
  expect(Number(users?.total)).toBeCloseTo(17.0000000000125, 10);
  // 30 more days of no requests are not counted: 17 for 50 requests.
  expect(Number(users?.perThousandRequests)).toBeCloseTo(340, 8);
});

test("one service is told day by day, with the tags and rules that give it its lines", async () => {
  const asked = { from: "2026-03-02", to: "2026-03-03", service: "users" };
  const tell = async (given: Record<string, string>) =>
    costOfServiceResponse.parse(await queryCostOfService(costOfServiceParams.parse(given), NOW_MS));
  const { costs, unmapped, currency } = await tell(asked);
  expect([currency, unmapped]).toEqual(["USD", "1"]);
  // 6 by its tag and three quarters of Database by the rule; 30 requests.
  expect(costs).toMatchObject({
    ...{ from: "2026-03-02", through: "2026-03-02", total: "9.000000000008", requestCount: 30 },
    days: [{ day: "2026-03-02", amount: "9.000000000008", requestCount: 30 }],
    // Of the day before half of Database: 20 of 40 requests.
    previous: {
      from: "2026-03-01",
      total: "8.000000000005",
      perThousandRequests: "400.00000000025",
    },
  });
  expect(Number(costs?.perThousandRequests)).toBeCloseTo(300, 8);
  expect(costs?.billRatio).toBeCloseTo(9 / 13, 8);
  expect(costs?.attributions).toEqual([
    {
      ...{ by: "tag", dimension: "tag:service", value: "users", sharedBy: null, amount: "6" },
      lines: [{ service: "Compute", amount: "6" }],
    },
    {
      ...{ by: "rule", dimension: "service", value: "Database", sharedBy: "requests" },
      ...{ amount: "3.000000000008", lines: [{ service: "Database", amount: "3.000000000008" }] },
    },
  ]);
  // Two days: the shares are those of the whole range, so that days add up to it.
  const both = await tell({ ...asked, from: "2026-03-01" });
  expect(both.costs?.days.map(({ amount }) => Number(amount).toFixed(6))).toEqual([
    "8.500000",
    "8.500000",
  ]);
  expect(both.costs?.previous).toBeNull();
  // Nothing names it: its cost is not known, and not 0.
  expect(await tell({ ...asked, service: "mail" })).toMatchObject({ costs: null, unmapped: "1" });
});
