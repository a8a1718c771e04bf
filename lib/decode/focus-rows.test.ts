import { describe, expect, test } from "vitest";
import { focusCells, missingFocusColumns, readCharge } from "./focus-rows.ts";

const HEADING = [
  "BilledCost",
  "BillingCurrency",
  "BillingPeriodStart",
  "ChargePeriodStart",
  "ChargePeriodEnd",
  "ChargeCategory",
  "EffectiveCost",
  "PricingCategory",
  "ServiceName",
  "Tags",
];

const ROW: Record<string, string> = {
  BilledCost: "0.00001605990",
  BillingCurrency: "USD",
  BillingPeriodStart: "2024-09-01 00:00:00",
  ChargePeriodStart: "2024-09-30 22:00:00",
  ChargePeriodEnd: "2024-09-30 23:00:00",
  ChargeCategory: "Usage",
  EffectiveCost: "NULL",
  ServiceName: "Elastic Load Balancing",
  Tags: '{"application": "shop", "size": 3, "nested": {"a": 1}}',
};

const read = (given: Record<string, string> = {}) =>
  readCharge(focusCells(HEADING)(HEADING.map((name) => given[name] ?? ROW[name] ?? "")));
const charge = (given: Record<string, string> = {}) => {
  const row = read(given);
  if (row.kind === "rejected") throw new Error(row.reason);
  return row.charge;
};
const reason = (given: Record<string, string>) => {
  const row = read(given);
  return row.kind === "rejected" ? row.reason : "taken";
};

test("a row becomes a charge of its day, with its amounts as they are written", () => {
  expect(charge()).toEqual({
    provider: "",
    billingAccount: "",
    period: "2024-09-01",
    day: "2024-09-30",
    coveredToMs: Date.UTC(2024, 8, 30, 23),
    service: "Elastic Load Balancing",
    serviceCategory: "",
    account: "",
    accountName: "",
    region: "",
    chargeCategory: "Usage",
    currency: "USD",
    tags: { application: "shop", size: "3" },
    billedCost: "0.00001605990",
    effectiveCost: null,
    listCost: null,
  });
});

describe("days are those of UTC", () => {
  test.each([
    ["2024-09-30", "2024-09-30"],
    ["2024-09-30T23:30:00Z", "2024-09-30"],
    ["2024-09-30T23:30:00.500Z", "2024-09-30"],
    ["2024-10-01T01:30:00+02:00", "2024-09-30"],
    ["2024-09-30 23:30:00 UTC", "2024-09-30"],
    ["2024-03-31 01:30:00", "2024-03-31"],
    ["2024-10-27 02:30:00", "2024-10-27"],
  ])("%s is %s", (text, day) => {
    expect(charge({ ChargePeriodStart: text }).day).toBe(day);
  });
});

test("a charge of longer than a day says nothing of how far the bill reaches", () => {
  expect(charge({ ChargePeriodEnd: "2024-11-01 00:00:00" }).coveredToMs).toBeNull();
});

test("without a billing period the month of the charge is it", () => {
  expect(charge({ BillingPeriodStart: "" }).period).toBe("2024-09-01");
});

test("a credit is told by its category, in whatever case, not by its sign", () => {
  expect(charge({ ChargeCategory: "credit", BilledCost: "-1.5" }).chargeCategory).toBe("Credit");
  expect(charge({ ChargeCategory: "Usage", BilledCost: "-1.5" }).chargeCategory).toBe("Usage");
});

test("how a charge was priced is FOCUS's word, in whatever case; null is no word", () => {
  expect(charge({ PricingCategory: "dynamic" }).pricingCategory).toBe("Dynamic");
  expect(charge({ PricingCategory: "NULL" }).pricingCategory).toBeUndefined();
});

test.each([
  [{ BilledCost: "" }, "BilledCost: missing"],
  [{ BilledCost: "NULL" }, "BilledCost: missing"],
  [{ BilledCost: "1,5" }, "BilledCost: not a decimal number"],
  [{ BilledCost: "1e999" }, "BilledCost: not a decimal number"],
  [{ BilledCost: "NaN" }, "BilledCost: not a decimal number"],
  [{ EffectiveCost: "x" }, "EffectiveCost: not a decimal number"],
  [{ BillingCurrency: "" }, "BillingCurrency: missing"],
  [{ ChargePeriodStart: "yesterday" }, "ChargePeriodStart: not a date and time"],
  [{ ChargePeriodStart: "2024-02-30" }, "ChargePeriodStart: not a date and time"],
  [{ Tags: "[1]" }, "Tags: not a JSON object"],
  [{ Tags: "{broken" }, "Tags: not a JSON object"],
])("%o is rejected: %s", (given, expected) => {
  expect(reason(given)).toBe(expected);
});

test("amounts may be written in any way that is exact", () => {
  for (const amount of ["0E-11", "-2.5e-7", ".5", "7.", "+3", "100000000000.00000000001"]) {
    expect(charge({ BilledCost: amount }).billedCost).toBe(amount);
  }
});

test("what Postgres cannot hold is replaced", () => {
  expect(charge({ ServiceName: "a\0b" }).service).toBe("a\uFFFDb");
  expect(charge({ Tags: '{"k\\u0000": "v\\ud800"}' }).tags).toEqual({ "k\uFFFD": "v\uFFFD" });
});

test("a heading is told what it lacks", () => {
  expect(missingFocusColumns(["BilledCost", "ServiceName"])).toEqual([
    "BillingCurrency",
    "ChargePeriodStart",
  ]);
  expect(missingFocusColumns(["billedcost", "BILLINGCURRENCY", " ChargePeriodStart "])).toEqual([]);
});
