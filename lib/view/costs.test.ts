import { describe, expect, test } from "vitest";
import type { CostBridgeResponse } from "@/lib/contract/cost-bridge.ts";
import type { Budget } from "@/lib/contract/cost-budgets.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { gapless, toCostBars } from "./cost-bars.ts";
import { bridgeLimits, toBridge } from "./cost-bridge.ts";
import { costCondition, forecastTrialText, reconciliationText } from "./cost-condition.ts";
import { daysLabel, monthTick } from "./cost-days.ts";
import { toCostChart, topMovers } from "./costs.ts";
import { evenMoney, formatMoney, formatMoneyChange } from "./money.ts";
import { plainText } from "./sentence.ts";

const point = (day: string, amount: string | null) => ({ day, amount, estimated: false });
const answer = (given: Partial<CostsResponse> = {}): CostsResponse => ({
  ...{ from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z", granularity: "day" },
  ...{
    currency: "USD",
    otherCurrencies: [],
    conversion: null,
    metric: "EffectiveCost",
    basis: "bill",
  },
  ...{ otherBases: [], total: "30", unitCost: null, completeThrough: "2026-11-02" },
  ...{ compared: null, forecast: null, anomalies: [], reconciliation: [] },
  groups: [
    {
      ...{ key: { service: "Compute" }, total: "28" },
      points: [point("2026-11-01", "10"), point("2026-11-02", "18"), point("2026-11-03", null)],
      compared: { amount: "28", previousAmount: "14" },
    },
    {
      ...{ key: { service: "Credits" }, total: "-2" },
      points: [point("2026-11-01", "-2"), point("2026-11-02", "0"), point("2026-11-03", null)],
      compared: { amount: "-2", previousAmount: "0" },
    },
  ],
  ...given,
});
const budget = (given: Partial<Budget>): Budget => ({
  ...{ id: "b", name: "All", currency: "USD", amount: "25", filters: {}, createdBy: "Ada" },
  ...{ month: "2026-11-01", completeThrough: "2026-11-02", spent: "30", usedRatio: 1.2 },
  ...{ monthPassedRatio: 0.1, forecast: null, forecastRatio: null, over: "5", status: "critical" },
  ...{ days: [], ...given },
});

test.each([
  ["8965.4", "$8,965"],
  ["46.1", "$46.10"],
  ["0.0203455", "$0.0203"],
  ["-5", "−$5.00"],
  ["0", "$0.00"],
  [null, "–"],
])("%s is written %s", (amount, text) => {
  expect(formatMoney(amount, "USD")).toBe(text);
});

test("a unit that is no currency stands after the amount; a change has its sign", () => {
  expect(formatMoney("12.5", "credits")).toBe("12.50\u00a0credits");
  expect(formatMoneyChange("497", "USD")).toBe("+$497.00");
});

test("days are written as a range", () => {
  expect(daysLabel("2026-11-01", "2026-11-22")).toBe("1–22 Nov");
  expect(daysLabel("2026-10-29", "2026-11-03")).toBe("29 Oct–3 Nov");
  expect(daysLabel("2025-12-01", "2026-11-28")).toBe("1 Dec 2025–28 Nov 2026");
  expect(monthTick("2026-11-01")).toBe("Nov 26");
});

describe("bars", () => {
  test("stack upwards, what is below nothing downwards, and a gap stays a gap", () => {
    const chart = toCostChart(answer(), "service");
    const model = toCostBars(chart, { hidden: new Set(), forecast: null, limit: null });
    expect(model.bars.map(({ parts }) => parts.map(({ low, high }) => [low, high]))).toEqual([
      [
        [0, 10],
        [-2, 0],
      ],
      [[0, 18]],
      [],
    ]);
    expect(model.ticks[0]).toBeLessThanOrEqual(-2);
    expect(model.ticks.at(-1)).toBeGreaterThanOrEqual(18);
  });

  test("have the days before beside them, with gaps, unless a series is hidden", () => {
    const compared: CostsResponse["compared"] = {
      ...{ from: "2026-11-01", through: "2026-11-02", total: "26" },
      ...{ previousFrom: "2026-10-01", previousThrough: "2026-10-02", previousTotal: "40" },
      previousPoints: [
        { day: "2026-10-01", amount: "40" },
        { day: "2026-10-02", amount: null },
      ],
    };
    const chart = toCostChart(answer(), "service");
    const shown = { forecast: null, limit: null, compared };
    const model = toCostBars(chart, { ...shown, hidden: new Set() });
    expect(model.previous).toEqual([40, null]);
    expect(model.ticks.at(-1)).toBeGreaterThanOrEqual(40);
    expect(gapless([null, 1, 2, null, 3])).toEqual([
      [
        { at: 1, amount: 1 },
        { at: 2, amount: 2 },
      ],
      [{ at: 4, amount: 3 }],
    ]);
    const hidden = new Set([chart.series[0]?.id ?? ""]);
    expect(toCostBars(chart, { ...shown, hidden }).previous).toEqual([]);
  });

  test("what changed most in money comes first, also what is new", () => {
    expect(
      topMovers(answer(), "service", 5).map(({ label, change }) => [label, change.text]),
    ).toEqual([
      ["Compute", "+100\u00a0%"],
      ["Credits", "new"],
    ]);
  });
});

describe("the sentence", () => {
  const say = (given: Partial<CostsResponse>, budgets: Budget[] = []) => {
    const { status, parts } = costCondition({ answer: answer(given), month: "2026-11", budgets });
    return [status, plainText(parts)];
  };

  test("says what the month cost, over which budget", () => {
    expect(say({}, [budget({})])).toEqual([
      "critical",
      "November cost $30.00, $5.00 over its budget of $25.00.",
    ]);
  });

  test("says that a budget holds", () => {
    const holds = budget({ amount: "100", over: "-70", status: "ok" });
    expect(say({}, [holds])).toEqual(["ok", "November cost $30.00, within its budget of $100.00."]);
  });

  test("names what is out of the ordinary, by the day while it goes on", () => {
    const anomaly = {
      ...{ service: "NAT", from: "2026-11-01", to: "2026-11-02", dayCount: 2 },
      ...{ amount: "30", expected: "10", over: "20", isOngoing: true },
    };
    expect(say({ anomalies: [anomaly] })).toEqual([
      "warning",
      "November cost $30.00. Most out of the ordinary is NAT: $10.00 a day more than usual since 1 Nov.",
    ]);
  });

  test("says that no bill tells", () => {
    expect(say({ currency: null, total: null })).toEqual(["unknown", "No bill tells of November."]);
  });
});

test("what is left over as others is compared together", () => {
  const groups = Array.from({ length: 10 }, (_, index) => ({
    ...{ key: { service: `s${index}` }, total: String(20 - index) },
    points: [point("2026-11-01", String(20 - index))],
    compared: { amount: String(20 - index), previousAmount: "10" },
  }));
  const others = toCostChart(answer({ groups }), "service").series.at(-1);
  // 13, 12 and 11 against 30.
  expect([others?.label, others?.change?.text]).toEqual(["3 others", "+20\u00a0%"]);
});

test("the forecast says how it did on months that were held back", () => {
  const forecast: CostsResponse["forecast"] = {
    ...{ month: "2026-11-01", through: "2026-11-02", spent: "30", total: "450", low: "400" },
    ...{ high: "500", level: 0.8, model: "weekday", basedOnDays: 60 },
    days: [{ day: "2026-11-03", amount: "15", low: "10", high: "20" }],
    trial: {
      ...{ monthCount: 2, forecastCount: 5, errorRatio: 0.008, naiveErrorRatio: 0.0463 },
      withinRatio: 0.8,
    },
  };
  expect(forecastTrialText(answer({ forecast }))).toBe(
    "Of 2 months held back the forecast missed 0.80\u00a0%, the mean of the month so far 4.63\u00a0%.",
  );
  expect(forecastTrialText(answer())).toBeNull();
});

test("amounts beside each other have the same digits", () => {
  const cents = evenMoney("USD", 21.0008);
  expect([cents.amount("21.0008"), cents.change("0.00671"), cents.change("-1.2966")]).toEqual([
    ...["$21.00", "+$0.01", "−$1.30"],
  ]);
  const small = evenMoney("USD", 0.0203);
  expect([small.amount("0.0203"), small.change("0.0009"), small.change("0.00001")]).toEqual([
    ...["$0.0203", "+$0.0009", "$0.0000"],
  ]);
});

test("a sum that differs from the bill says by how much and why", () => {
  const bill = {
    ...{ source: "aws", part: "", period: "2026-11-01", metric: "BilledCost" as const },
    ...{ currency: "USD", own: "30", stored: "30", difference: "0", rejectedCount: 0 },
  };
  expect(reconciliationText(answer({ reconciliation: [bill] }))).toEqual({
    status: "ok",
    text: "Equals the bill to the last digit.",
  });
  expect(reconciliationText(answer({ basis: "estimate" })).text).toContain(
    "An estimate by a price",
  );
  const differing = { ...bill, stored: "29.5", difference: "-0.5", rejectedCount: 3 };
  expect(reconciliationText(answer({ reconciliation: [differing] })).text).toBe(
    "Differs from the bill aws of November by −$0.500: 3 rows could not be read.",
  );
});

test("a bridge's steps begin where the one before ended, and a part that did nothing is left out", () => {
  const part = (id: "price" | "traffic" | "deploys", amount: string) => ({
    ...{ id, amount, services: amount === "0" ? [] : [{ name: "users", amount }] },
  });
  const told: CostBridgeResponse = {
    ...{ currency: "USD", from: "2026-11-01", through: "2026-11-22" },
    ...{ previousFrom: "2026-10-01", previousThrough: "2026-10-22" },
    bridge: {
      before: "10",
      after: "12",
      parts: [part("price", "3"), part("traffic", "0"), part("deploys", "-1")],
    },
    deploys: [
      { namespace: "", service: "users", environment: "", version: "2.0", day: "2026-11-12" },
    ],
  };
  expect(bridgeLimits(told)).toBeNull();
  expect(bridgeLimits({ ...told, previousFrom: "2026-10-16" })).toBe(
    "Requests are known from 16 Oct on, so earlier days count in neither.",
  );
  const model = toBridge(told);
  expect(model?.title).toBe("Why 1,000 requests cost 20\u00a0% more");
  expect(model?.steps.map(({ id, kind, from, to, note }) => [id, kind, from, to, note])).toEqual([
    ["before", "whole", 0, 10, "1–22 Oct"],
    ["price", "more", 10, 13, "users"],
    ["deploys", "less", 13, 12, "users 2.0"],
    ["after", "whole", 0, 12, "1–22 Nov"],
  ]);
});
