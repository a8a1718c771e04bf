import { expect, test } from "vitest";
import { planConversion } from "./cost-conversion.ts";

const range = { from: "2026-03-01", to: "2026-04-01" };
const rates = [
  { from: "GBP", day: "2026-03-10", rate: "1.17" },
  { from: "USD", day: "2026-01-01", rate: "0.9" },
  { from: "USD", day: "2026-02-20", rate: "0.92" },
  { from: "USD", day: "2026-03-15", rate: "0.94" },
  { from: "USD", day: "2026-04-01", rate: "0.99" },
];
const since = (currency: string, firstDay = "2026-03-01") => ({ currency, firstDay });

test("each day has the latest rate that is not after it", () => {
  expect(planConversion([since("EUR"), since("USD")], { to: "EUR", rates, range })).toEqual({
    ...{ to: "EUR", currencies: ["EUR", "USD"], coveredFrom: "2026-01-01", leftOut: [] },
    rates: [
      {
        from: "USD",
        day: "2026-02-20",
        rate: "0.92",
        firstDay: "2026-03-01",
        lastDay: "2026-03-14",
      },
      {
        from: "USD",
        day: "2026-03-15",
        rate: "0.94",
        firstDay: "2026-03-15",
        lastDay: "2026-03-31",
      },
    ],
  });
});

test("a currency without a rate on its first day is left out, and it is said why", () => {
  const plan = planConversion([since("GBP"), since("CHF"), since("USD")], {
    to: "EUR",
    rates,
    range,
  });
  expect(plan.currencies).toEqual(["EUR", "USD"]);
  expect(plan.leftOut).toEqual([
    {
      currency: "GBP",
      reason: "the rates from GBP to EUR begin on 2026-03-10, its costs on 2026-03-01",
    },
    { currency: "CHF", reason: "there is no rate from CHF to EUR" },
  ]);
});

test("what is told begins where the last of the rates does", () => {
  const given = [since("USD"), since("GBP", "2026-03-20")];
  expect(planConversion(given, { to: "EUR", rates, range }).coveredFrom).toBe("2026-03-10");
});
