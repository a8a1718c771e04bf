import { afterAll, beforeAll, expect, test } from "vitest";
import { budgetsParams, budgetsResponse, newBudget } from "@/lib/contract/cost-budgets.ts";
import { daysOf } from "@/lib/domain/cost-days.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { changeBudget, createBudget, deleteBudget, queryBudgets } from "./cost-budgets.ts";
import { importBill } from "./test-support/bills.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 3, 11, 12);
const asking = { author: { id: "u1", name: "Ada" }, nowMs: NOW_MS };
let dashboard: TestDashboard;

/** 10 a day of Compute and 5 of Storage through 10 April 2026: a third of its 30 days. */
beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  await importBill(
    daysOf("2026-03-01", "2026-04-11").flatMap((day) => [
      { day, amount: "10" },
      { day, amount: "5", service: "Storage" },
    ]),
    NOW_MS,
  );
});
afterAll(() => dashboard.stop());

const ask = async (params: Record<string, string> = {}) =>
  budgetsResponse.parse(await queryBudgets(budgetsParams.parse(params), NOW_MS));
const make = (given: object) => createBudget(newBudget.parse(given), asking);

test("a budget knows what is spent of it, and how the month is forecast to end", async () => {
  const all = await make({ name: "All", currency: "USD", amount: "440.0" });
  const few = await make({
    ...{ name: "Storage", currency: "USD", amount: "151" },
    filters: { service: ["Storage"] },
  });
  const euros = await make({ name: "Euros", currency: "EUR", amount: "5" });
  const { month, budgets } = await ask();
  expect(month).toBe("2026-04-01");
  expect(budgets.map(({ name, status }) => [name, status])).toEqual([
    ["All", "warning"],
    ["Euros", "unknown"],
    ["Storage", "ok"],
  ]);
  // 10 days of 15 are spent, 20 more are to come: 450, which is 10 over 440.
  expect(budgets[0]).toMatchObject({
    ...{ amount: "440", spent: "150", over: "10", createdBy: "Ada" },
    forecast: { total: "450", low: "450", high: "450" },
    monthPassedRatio: 10 / 30,
  });
  expect(budgets[0]?.usedRatio).toBeCloseTo(150 / 440, 12);
  expect(budgets[0]?.forecastRatio).toBeCloseTo(450 / 440, 12);
  expect(budgets[0]?.days.slice(8, 11)).toEqual([
    { day: "2026-04-09", spent: "135" },
    { day: "2026-04-10", spent: "150" },
    { day: "2026-04-11", spent: null },
  ]);
  expect(budgets[2]).toMatchObject({ spent: "50", over: "-1" });
  expect(budgets[1]).toMatchObject({ spent: null, usedRatio: null, forecast: null, over: null });
  const past = await ask({ month: "2026-03", id: all.id });
  // March is whole: 31 days of 15 are over 440 already.
  expect(past.budgets).toMatchObject([{ spent: "465", status: "critical", over: "25" }]);
  await deleteBudget(few.id);
  await deleteBudget(euros.id);
});

test("a budget can be changed and deleted", async () => {
  const made = await make({ name: "Mine", currency: "USD", amount: "1" });
  const spec = newBudget.parse({ name: "Ours", currency: "USD", amount: "149.99" });
  expect(await changeBudget(made.id, spec)).toMatchObject({ ...spec, createdBy: "Ada" });
  expect((await ask({ id: made.id })).budgets).toMatchObject([{ status: "critical" }]);
  await deleteBudget(made.id);
  await expect(deleteBudget(made.id)).rejects.toThrow(NotFoundError);
  await expect(changeBudget(made.id, spec)).rejects.toThrow(NotFoundError);
  await expect(deleteBudget("none")).rejects.toThrow(NotFoundError);
});
