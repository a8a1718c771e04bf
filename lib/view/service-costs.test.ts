import { expect, test } from "vitest";
import type { CostOfServiceResponse } from "@/lib/contract/cost-of-service.ts";
import { toServiceCosts, unknownCosts } from "./service-costs.ts";

const costs: NonNullable<CostOfServiceResponse["costs"]> = {
  ...{ from: "2026-11-01", through: "2026-11-02", total: "30", perThousandRequests: "150" },
  ...{ requestCount: 200, users: null, perUser: null, billRatio: 0.25 },
  previous: { from: "2026-10-30", through: "2026-10-31", total: "20", perThousandRequests: null },
  days: [
    { day: "2026-11-01", amount: "10", requestCount: 0, perThousandRequests: null },
    { day: "2026-11-02", amount: "20", requestCount: 200, perThousandRequests: "100" },
  ],
  attributions: [
    {
      ...{ by: "tag", dimension: "tag:service", value: "orders", sharedBy: null, amount: "25" },
      lines: ["Compute", "NAT", "Disk", "DNS"].map((service) => ({ service, amount: "6" })),
    },
    {
      ...{ by: "rule", dimension: "region", value: "eu", sharedBy: "cpu", amount: "5" },
      lines: [{ service: "", amount: "5" }],
    },
  ],
};

test("a service's costs are said with what they are compared with and how they are known", () => {
  const told = toServiceCosts(costs, "USD", "orders");
  expect(told.days).toBe("1–2 Nov");
  expect(
    told.figures.map(({ id, value, change, note }) => [id, value.value, change?.text, note]),
  ).toEqual([
    ["total", "$30.00", "+50\u00a0%", "vs 2\u00a0d before"],
    ["unit", "$150.00", undefined, "200 requests"],
    ["user", "–", undefined, "no request names a user"],
    ["share", "25.0", undefined, "of the same days"],
  ]);
  expect(told.chart.series[0]?.values).toEqual([10, 20]);
  expect(told.notes).toEqual([
    ["no requests known"],
    ["200 requests", "$100.00 per 1,000 requests"],
  ]);
  expect(told.attributions.map(({ why, lines, amount }) => [why, lines, amount])).toEqual([
    ["tag service is orders", "Compute, NAT, Disk, 1 more", "$25.00"],
    ["rule: region is eu, shared by CPU", "no service named", "$5.00"],
  ]);
});

test("what is not known is said to be so, and why", () => {
  const none = { metric: null, costs: null };
  expect(unknownCosts({ ...none, currency: null, unmapped: null }, "mail")).toBe(
    "Not known: no bill tells of the last 30 days.",
  );
  expect(unknownCosts({ ...none, currency: "USD", unmapped: "4.5" }, "mail")).toBe(
    "Not known: no tag, namespace or rule gives mail a line of the bill; $4.50 of the bill is given to no service.",
  );
});
