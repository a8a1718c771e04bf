import { afterAll, beforeAll, expect, test } from "vitest";
import { alertPreviewParams } from "@/lib/contract/alert-preview.ts";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { newBudget } from "@/lib/contract/cost-budgets.ts";
import { daysOf } from "@/lib/domain/cost-days.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { questionsOf, thingsOf } from "./alert-forms.ts";
import { readingsOf } from "./alert-readings.ts";
import { readThings } from "./alert-things.ts";
import { backtestRule } from "./backtest.ts";
import { createBudget } from "./cost-budgets.ts";
import { importBill } from "./test-support/bills.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

/** Noon; bills tell of everything through the day before. */
const NOW_MS = Date.UTC(2026, 3, 11, 12);
const HOUR_MS = 3_600_000;
let dashboard: TestDashboard;

/** 10 a day of Compute and 5 of Storage since March; on 7 April Compute is 40. On the 10th 60 requests are answered. */
beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  await importBill(
    daysOf("2026-03-01", "2026-04-11").flatMap((day) => [
      { day, amount: day === "2026-04-07" ? "40" : "10" },
      { day, amount: "5", service: "Storage" },
    ]),
    NOW_MS,
  );
  const spans = Array.from({ length: 60 }, (_, i) => ({
    startMs: Date.UTC(2026, 3, 10, 18, i),
    durationMs: 20,
    attributes: { "http.route": "/pay", "http.request.method": "GET" },
  }));
  await dashboard.ingest.send("traces", traceBody(spans, { service: "shop" }));
  const asking = { author: { id: "u1", name: "Ada" }, nowMs: NOW_MS };
  const budget = (given: object) =>
    createBudget(newBudget.parse({ currency: "USD", ...given }), asking);
  await budget({ name: "All", amount: "300" });
  await budget({ name: "Storage", amount: "100", filters: { service: ["Storage"] } });
});
afterAll(async () => {
  await closePrisma();
  await dashboard.stop();
});

type Given = { query: Record<string, unknown> } & Record<string, unknown>;
const ruleOf = ({ query, ...given }: Given) =>
  alertRuleSpec.parse({
    ...{ name: "Bill", operator: ">", threshold: 20, intervalSeconds: 3_600, ...given },
    query: { concern: "costs", windowSeconds: 86_400, ...query },
  });

/** What a rule finds at a time, by its group. */
async function found(given: Given["query"], atMs = NOW_MS) {
  const { query } = ruleOf({ query: given });
  const answers = [];
  for (const question of questionsOf(query, atMs)) answers.push(await readThings(question, NOW_MS));
  const things = thingsOf(query, answers, atMs);
  const readings = readingsOf(query, { operator: ">", minimumCount: null }, things);
  return Object.fromEntries(
    readings.map(({ key, value }) => [Object.values(key).join() || "all", value]),
  );
}

test("the last whole day, and the mean of several", async () => {
  expect(await found({ measure: "dailyCost" })).toEqual({ all: 15 });
  expect(await found({ measure: "dailyCost", groupBy: ["service"] })).toEqual({
    ...{ Compute: 10, Storage: 5 },
  });
  // 15, 45, 15, 15 on the 7th to the 10th.
  expect(await found({ measure: "dailyCost", windowSeconds: 4 * 86_400 })).toEqual({ all: 22.5 });
  expect(await found({ measure: "dailyCost" }, Date.UTC(2026, 3, 8, 3))).toEqual({ all: 45 });
  const compare = { offsetSeconds: 3 * 86_400, as: "difference" };
  expect(await found({ measure: "dailyCost", compare })).toEqual({ all: -30 });
});

test("what a thousand requests cost: of the day on which both are known", async () => {
  // 15 for 60 requests.
  expect(await found({ measure: "costPerThousandRequests" })).toEqual({ all: 250 });
});

test("where the days lead", async () => {
  // 5 on each day leads nowhere else.
  const forecast = { horizonSeconds: 30 * 86_400 };
  const query = { measure: "dailyCost", windowSeconds: 20 * 86_400, forecast };
  const { all } = await found({ ...query, filters: { service: "Storage" } });
  expect(all).toBeCloseTo(5, 9);
});

test("how much of budgets is used, and will be", async () => {
  // 10 days of 15 and 30 more are 180 of 300, 5 a day 50 of 100; 20 days are to come.
  const used = await found({ concern: "budgets", measure: "usedRatio", groupBy: ["budget"] });
  expect(used).toEqual({ All: 0.6, Storage: 0.5 });
  const leads = await found({ concern: "budgets", measure: "forecastRatio", groupBy: ["budget"] });
  expect(leads.Storage).toBeCloseTo(1.5, 6);
  const only = { groupBy: ["budget"], filters: { budget: "Storage" } };
  expect(await found({ concern: "budgets", measure: "usedRatio", ...only })).toEqual({
    Storage: 0.5,
  });
});

const preview = (given: Given, from = "2026-04-04") =>
  backtestRule(ruleOf(given), alertPreviewParams.parse({ from, to: "now" }), NOW_MS);

test("a rule about costs would have fired for the dear day, from its end to the next one's", async () => {
  const told = await preview({ query: { measure: "dailyCost", groupBy: ["service"] } });
  expect(told).toMatchObject({ firings: 1, flaps: 0, groupCount: 2, everySeconds: 3_600 });
  expect(told.groups[0]).toMatchObject({
    key: { service: "Compute" },
    firing: [{ from: "2026-04-08T00:00:00.000Z", to: "2026-04-09T00:00:00.000Z", worst: 40 }],
  });
  const values = told.groups[1]?.points.map(({ value }) => value);
  // Of every hour since the 4th one value; that of noon itself lies beyond the last.
  expect(values?.length).toBe(told.evaluations - 1);
  expect(new Set(values)).toEqual(new Set([5]));
});

test("windows of days overlap day by day", async () => {
  // Two days of 15 and 45 are 30 on the mean, on either side of the dear one.
  const query = { measure: "dailyCost", windowSeconds: 2 * 86_400 };
  const { groups } = await preview({ query, threshold: 29 });
  expect(groups[0]?.firing).toMatchObject([
    { from: "2026-04-08T00:00:00.000Z", to: "2026-04-10T00:00:00.000Z", worst: 30 },
  ]);
});

test("a rule about budgets would have fired on the day that passed it, and not in the next month", async () => {
  const query = { concern: "budgets", measure: "usedRatio", groupBy: ["budget"] };
  const { groups } = await preview({ query, threshold: 0.8 }, "2026-03-13");
  const fired = Object.fromEntries(
    groups.map(({ key, firing }) => [key.budget, firing.map(({ from, to }) => [from, to])]),
  );
  // 17 days of 15 are 255 of 300, the first over 240; 17 days of 5 are 85 of 100. The first bill of April ends both.
  const stretch = ["2026-03-18T00:00:00.000Z", "2026-04-02T00:00:00.000Z"];
  expect(fired).toEqual({ All: [stretch], Storage: [stretch] });
});

test("costs per request have a course on the days that know both", async () => {
  const query = { measure: "costPerThousandRequests" };
  const { groups } = await preview({ query, threshold: 200 });
  expect(groups[0]?.firing).toMatchObject([{ from: "2026-04-11T00:00:00.000Z", worst: 250 }]);
  const known = groups[0]?.points.filter(({ value }) => value !== null) ?? [];
  expect(known).toHaveLength((NOW_MS - Date.UTC(2026, 3, 11)) / HOUR_MS);
});
