import { afterAll, beforeAll, expect, test } from "vitest";
import { newBudget } from "@/lib/contract/cost-budgets.ts";
import { costsParams, costsResponse } from "@/lib/contract/costs.ts";
import { overviewParams, overviewResponse } from "@/lib/contract/overview.ts";
import { timelineParams, timelineResponse } from "@/lib/contract/timeline.ts";
import { daysOf } from "@/lib/domain/cost-days.ts";
import { writePool } from "@/lib/platform/db.ts";
import { createBudget, deleteBudget } from "./cost-budgets.ts";
import { queryCosts } from "./costs.ts";
import { queryOverview } from "./overview.ts";
import { importBill } from "./test-support/bills.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";
import { queryTimeline } from "./timeline.ts";

const NOW_MS = Date.UTC(2026, 2, 15, 12);
let dashboard: TestDashboard;

/** 10 a day of Compute, 5 of Storage, but 50 on 10 March; told through 14 March. */
beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  const days = daysOf("2026-01-01", "2026-03-15");
  await importBill(
    days.flatMap((day) => [
      { day, amount: "10" },
      { day, amount: day === "2026-03-10" ? "50" : "5", service: "Storage" },
    ]),
    NOW_MS,
  );
});
afterAll(() => dashboard.stop());

const ask = async (params: Record<string, string> = {}) => {
  const asked = { from: "2026-03-01", to: "2026-04-01", groupBy: "service", ...params };
  return costsResponse.parse(await queryCosts(costsParams.parse(asked), NOW_MS));
};

test("whole days are compared with the same days of the month before", async () => {
  const answer = await ask({ compare: "previous" });
  expect(answer.compared).toEqual({
    ...{ from: "2026-03-01", through: "2026-03-14", total: "255" },
    ...{ previousFrom: "2026-02-01", previousThrough: "2026-02-14", previousTotal: "210" },
    previousPoints: daysOf("2026-02-01", "2026-02-15").map((day) => ({ day, amount: "15" })),
  });
  expect(answer.groups.map(({ key, compared }) => [key.service, compared])).toEqual([
    ["Compute", { amount: "140", previousAmount: "140" }],
    ["Storage", { amount: "115", previousAmount: "70" }],
  ]);
  const first = await ask({ from: "2026-01-01", to: "2026-02-01", compare: "previous" });
  expect(first.compared).toMatchObject({ total: "465", previousTotal: null });
  expect(first.groups[0]?.compared).toEqual({ amount: "310", previousAmount: null });
  expect((await ask()).compared).toBeNull();
});

test("the month is forecast from its usual days, and what was unusual is named", async () => {
  const { forecast, anomalies } = await ask();
  // 17 days of 15 are left: the 50 of one day does not move what is usual.
  expect(forecast).toMatchObject({ month: "2026-03-01", through: "2026-03-14", spent: "255" });
  expect(forecast).toMatchObject({ total: "510", model: "weekday", basedOnDays: 28 });
  expect(forecast?.days).toHaveLength(17);
  // Of January, which has nothing before it, days 14 and 21 are tried; of February days 7, 14 and 21.
  expect(forecast?.trial).toMatchObject({ monthCount: 2, forecastCount: 5, errorRatio: 0 });
  expect(anomalies).toEqual([
    {
      ...{ service: "Storage", from: "2026-03-10", to: "2026-03-10", dayCount: 1 },
      ...{ amount: "50", expected: "5", over: "45", isOngoing: false },
    },
  ]);
  const past = await ask({ from: "2026-01-01", to: "2026-02-01" });
  expect(past).toMatchObject({ forecast: null, anomalies: [] });
});

test("a source's own total is held against what is stored of its bill", async () => {
  await writePool().query(
    "UPDATE cost_own_totals SET amount = 420.01, rejected_count = 2 WHERE period = '2026-02-01'",
  );
  const billed = ({ reconciliation }: Awaited<ReturnType<typeof ask>>) =>
    reconciliation.filter(({ metric }) => metric === "BilledCost");
  expect(billed(await ask())).toMatchObject([
    { period: "2026-03-01", own: "255", stored: "255", difference: "0", rejectedCount: 0 },
  ]);
  expect(billed(await ask({ from: "2026-02-10", to: "2026-03-20" }))).toMatchObject([
    { period: "2026-02-01", own: "420.01", stored: "420", difference: "-0.01", rejectedCount: 2 },
    { period: "2026-03-01", difference: "0" },
  ]);
});

const tellTimeline = async (from: string, to: string) => {
  const asked = timelineParams.parse({ from, to });
  return timelineResponse.parse(await queryTimeline(asked, NOW_MS)).events;
};
const costsOfMonth = async (from: string) =>
  overviewResponse.parse(await queryOverview(overviewParams.parse({ from }), NOW_MS)).costs;

test("the timeline tells of anomalies, budgets that were passed and bills; the rail's mark says how the month is", async () => {
  expect(await costsOfMonth("now-1h")).toEqual({
    ...{ status: "ok", budgetsOver: 0, ongoingAnomalies: 0 },
  });
  const budget = await createBudget(
    newBudget.parse({ name: "All", currency: "USD", amount: "200" }),
    { author: { id: "u1", name: "Ada" }, nowMs: NOW_MS },
  );
  const events = await tellTimeline("2026-03-01", "2026-03-16");
  // 9 days of 15, then 60: 195 on the 10th, 210 on the 11th.
  expect(events.map(({ source, kind, title, at }) => [source, kind, title, at])).toEqual([
    ["cost", "bill", "Bill focus is complete through 2026-03-14", "2026-03-15T12:00:00.000Z"],
    ["cost", "budget", "Budget All was passed", "2026-03-11T00:00:00.000Z"],
    ["cost", "anomaly", "Storage cost more than expected", "2026-03-10T00:00:00.000Z"],
  ]);
  expect(events[2]).toMatchObject({
    ...{ from: "2026-03-10", through: "2026-03-10", amount: "45", currency: "USD" },
    ...{ isOngoing: false, status: "warning", service: null, change: null },
  });
  // Days reach to their end, UTC, and no further.
  const titles = async (from: string, to: string) =>
    (await tellTimeline(from, to)).map(({ title }) => title);
  expect(await titles("2026-03-10T23:59:00Z", "2026-03-11T00:00:00Z")).toEqual([
    "Storage cost more than expected",
  ]);
  expect(await titles("2026-03-12", "2026-03-13")).toEqual([]);
  expect(await titles("2026-02-14", "2026-02-15")).toEqual(["Budget All was passed"]);
  // Another range, since an overview is told again for some seconds.
  expect(await costsOfMonth("now-2h")).toEqual({
    ...{ status: "critical", budgetsOver: 1, ongoingAnomalies: 0 },
  });
  await deleteBudget(budget.id);
});
