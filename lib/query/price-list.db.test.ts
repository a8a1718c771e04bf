import { afterAll, beforeAll, expect, test } from "vitest";
import { costServicesParams, costServicesResponse } from "@/lib/contract/cost-services.ts";
import { costSourcesResponse, newCostSource } from "@/lib/contract/cost-sources.ts";
import { costsParams, costsResponse } from "@/lib/contract/costs.ts";
import { ConflictError } from "@/lib/domain/problem.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryCostServices } from "./cost-services.ts";
import { CostSourceRunner } from "./cost-source-run.ts";
import { changeCostSource, createCostSource, queryCostSources } from "./cost-sources.ts";
import { queryCosts } from "./costs.ts";
import { importBill } from "./test-support/bills.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const HOUR_MS = 3_600_000;
let nowMs = Date.UTC(2026, 2, 3, 0, 30);
const asking = { author: { id: "u1", name: "Ada" }, nowMs };
const MARCH = { from: "2026-03-01", to: "2026-03-04" };
let dashboard: TestDashboard;

const requests = (service: string, instance: string, count: number, atMs: number) =>
  traceBody(
    Array.from({ length: count }, (_, index) => ({
      startMs: atMs + index * 10,
      durationMs: 5,
      attributes: { "http.request.method": "GET", "http.response.status_code": 200 },
    })),
    { service, instance },
  );

/** 1 March: a shop on two instances for two hours of one and one of the other, 50 requests in all. 2 March: mail, 8. */
beforeAll(async () => {
  dashboard = await startDashboard(() => nowMs, { acceptPastMs: 72 * HOUR_MS });
  const bodies = [
    requests("shop", "s-1", 20, Date.UTC(2026, 2, 1, 10)),
    requests("shop", "s-1", 20, Date.UTC(2026, 2, 1, 11)),
    requests("shop", "s-2", 10, Date.UTC(2026, 2, 1, 11)),
    requests("mail", "m-1", 8, Date.UTC(2026, 2, 2, 10)),
  ];
  for (const body of bodies) await dashboard.ingest.send("traces", body);
  await dashboard.fold();
});
afterAll(() => dashboard.stop());

const settings = (given: object = {}) => ({
  ...{ kind: "price-list", currency: "EUR", from: "2026-03-01" },
  prices: [
    { unit: "instance-hour", price: "0.0416" },
    { unit: "instance-hour", service: "mail", price: "1.00000000003" },
    { unit: "million-requests", price: "0.40" },
  ],
  ...given,
});
const source = (given: object = {}) =>
  newCostSource.parse({ source: "prices", settings: settings(given) });
const turn = () => new CostSourceRunner(() => nowMs).turn();
const ask = async (given: Record<string, unknown> = {}) =>
  costsResponse.parse(
    await queryCosts(costsParams.parse({ ...MARCH, groupBy: ["service"], ...given }), nowMs),
  );
const totals = ({ groups }: Awaited<ReturnType<typeof ask>>) =>
  groups.map(({ key, total }) => [key.service, total]);

test.each([
  [{ prices: [] }, "prices: at least one price"],
  [{ prices: [{ unit: "instance-hour", price: "-1" }] }, "prices.0.price: a decimal such as"],
  [{ prices: [{ unit: "instance-hour", price: "0,5" }] }, "prices.0.price: a decimal such as"],
  [{ prices: [{ unit: "hour", price: "1" }] }, "prices.0.unit: one of instance-hour"],
  [{ prices: [settings().prices[0], settings().prices[0]] }, "prices.1.service: there is a price"],
  [{ currency: "Euro" }, "currency: a currency such as USD"],
  [{ from: "today" }, "from: a day such as"],
])("%o is refused: %s", (given, expected) => {
  const parsed = newCostSource.safeParse({ source: "prices", settings: settings(given) });
  const [issue] = parsed.error?.issues ?? [];
  expect(`${issue?.path.slice(1).join(".")}: ${issue?.message}`).toContain(expected);
});

test("what telemetry counts, times the prices, is an estimate of its days, to the last digit", async () => {
  await createCostSource(source(), asking);
  await expect(createCostSource(source(), asking)).rejects.toThrow(ConflictError);
  expect(await turn()).toBe(true);
  const answer = await ask();
  expect(answer).toMatchObject({ basis: "estimate", currency: "EUR", reconciliation: [] });
  // Three instance hours of the shop at 0.0416 and one of mail at its own price; 58 requests at 0.40 a million.
  expect(totals(answer)).toEqual([
    ["Instance hours", "1.12480000003"],
    ["Requests", "0.0000232"],
  ]);
  expect(answer.total).toBe("1.12482320003");
  expect(answer.groups[0]?.points).toEqual([
    { day: "2026-03-01", amount: "0.1248", estimated: true },
    { day: "2026-03-02", amount: "1.00000000003", estimated: true },
    { day: "2026-03-03", amount: null, estimated: false },
  ]);
  const { services, unmapped } = costServicesResponse.parse(
    await queryCostServices(costServicesParams.parse(MARCH), nowMs),
  );
  expect(services.map(({ service, direct }) => [service, direct])).toEqual([
    ["mail", "1.00000320003"],
    ["shop", "0.12482"],
  ]);
  expect(unmapped.total).toBe("0");
  const { sources } = costSourcesResponse.parse(await queryCostSources(nowMs));
  expect(sources).toMatchObject([
    { kind: "price-list", basis: "estimate", state: "ok", requests: null, reconciliation: [] },
  ]);
});

test("worked out again it is the same; new prices leave the days before their first alone", async () => {
  const before = totals(await ask());
  const { settings: same } = source();
  await changeCostSource("prices", { enabled: true, settings: same }, nowMs);
  expect(await turn()).toBe(true);
  expect(totals(await ask())).toEqual(before);
  const prices = [{ unit: "instance-hour", price: "2" }];
  const { settings: dearer } = source({ from: "2026-03-02", prices });
  await changeCostSource("prices", { enabled: true, settings: dearer }, nowMs);
  expect(await turn()).toBe(true);
  // 1 March as it was, 2 March one hour at 2, and requests of it without a price.
  expect(totals(await ask())).toEqual([
    ["Instance hours", "2.1248"],
    ["Requests", "0.00002"],
  ]);
});

test("what was sent is counted from the network of the host, once", async () => {
  nowMs = Date.UTC(2026, 2, 4, 0, 30);
  const at = (hour: number) => Date.UTC(2026, 2, 3, hour);
  await dashboard.ingest.send("traces", requests("shop", "s-1", 1, at(10)));
  await dashboard.ingest.send("traces", requests("mail", "m-1", 1, at(10)));
  const sent = (service: string, instance: string, bytes: number) =>
    metricsBody(
      [
        {
          ...{ name: "system.network.io", unit: "By" },
          counter: [
            { startMs: at(10), timeMs: at(10), value: 0, attributes: { direction: "transmit" } },
            {
              startMs: at(10),
              timeMs: at(11),
              value: bytes,
              attributes: { direction: "transmit" },
            },
          ],
        },
      ],
      { service, instance, resource: { "host.name": "h-1" } },
    );
  await dashboard.ingest.send("metrics", sent("shop", "s-1", 5_000_000_000));
  await dashboard.ingest.send("metrics", sent("mail", "m-1", 4_000_000_000));
  await dashboard.fold();
  const prices = [{ unit: "gigabyte-sent", price: "0.09" }];
  const { settings: network } = source({ from: "2026-03-03", prices });
  await changeCostSource("prices", { enabled: true, settings: network }, nowMs);
  expect(await turn()).toBe(true);
  const answer = await ask({ from: "2026-03-03" });
  expect(totals(answer)).toEqual([["Data sent", "0.45"]]);
});

test("a bill of the same days goes before the estimate, and they are never added up", async () => {
  await importBill([{ day: "2026-03-01", amount: "7", currency: "EUR" }], nowMs);
  const billed = await ask();
  expect(billed).toMatchObject({ basis: "bill", otherBases: ["estimate"], total: "7" });
  expect(billed.reconciliation).toMatchObject([{ source: "focus", difference: "0" }]);
  const estimated = await ask({ basis: "estimate" });
  expect(estimated).toMatchObject({ basis: "estimate", otherBases: ["bill"], reconciliation: [] });
  expect(totals(estimated)).toContainEqual(["Data sent", "0.45"]);
});
