import { afterEach, beforeEach, expect, test } from "vitest";
import { costsParams, costsResponse } from "@/lib/contract/costs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { importConversions, queryConversions } from "./cost-conversions.ts";
import { exportCosts } from "./cost-export.ts";
import { queryCosts } from "./costs.ts";
import { importBill } from "./test-support/bills.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 3, 1, 12);
const MARCH = { from: "2026-03-01", to: "2026-04-01" };

let dashboard: TestDashboard;
beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  await importBill(
    [
      { day: "2026-02-27", amount: "100", currency: "USD" },
      { day: "2026-03-01", amount: "0.00000000001", currency: "USD" },
      { day: "2026-03-15", amount: "10.5", currency: "USD", service: "Storage" },
      { day: "2026-03-01", amount: "2.25", currency: "EUR" },
      { day: "2026-03-02", amount: "7", currency: "CHF" },
    ],
    NOW_MS,
  );
});
afterEach(() => dashboard.stop());

const RATES =
  "from,to,day,rate\nUSD,EUR,2026-03-01,0.9123\nusd,eur,2026-03-10,0.92\nCHF,EUR,2026-03-05,1\n";
const params = (given: Record<string, unknown> = {}) =>
  costsParams.parse({ ...MARCH, groupBy: ["service"], ...given });
const ask = async (given?: Record<string, unknown>) =>
  costsResponse.parse(await queryCosts(params(given), NOW_MS));

test("without a rate no currency is added to another", async () => {
  expect(await ask({ currency: "EUR" })).toMatchObject({ total: "2.25", conversion: null });
  const answer = await ask({ convertTo: "EUR" });
  expect(answer).toMatchObject({ total: "2.25", currency: "EUR" });
  expect(answer.otherCurrencies.toSorted()).toEqual(["CHF", "USD"]);
  expect(answer.conversion?.leftOut.map(({ reason }) => reason).toSorted()).toEqual([
    "there is no rate from CHF to EUR",
    "there is no rate from USD to EUR",
  ]);
});

test("each day is converted by its own rate, exactly, and the answer says by which", async () => {
  await importConversions(RATES);
  const answer = await ask({ convertTo: "EUR", compare: "previous" });
  // 0.00000000001 × 0.9123, 10.5 × 0.92 = 9.66, and 2.25 that were euros.
  expect(answer.total).toBe("11.910000000009123");
  expect(answer.groups.map(({ key, total }) => [key.service, total])).toEqual([
    ["Storage", "9.66"],
    ["Compute", "2.250000000009123"],
  ]);
  expect(answer).toMatchObject({ currency: "EUR", otherCurrencies: ["CHF"] });
  expect(answer.conversion).toEqual({
    to: "EUR",
    rates: [
      {
        from: "USD",
        rate: "0.9123",
        day: "2026-03-01",
        firstDay: "2026-03-01",
        lastDay: "2026-03-09",
      },
      {
        from: "USD",
        rate: "0.92",
        day: "2026-03-10",
        firstDay: "2026-03-10",
        lastDay: "2026-03-31",
      },
    ],
    leftOut: [
      {
        currency: "CHF",
        reason: "the rates from CHF to EUR begin on 2026-03-05, its costs on 2026-03-02",
      },
    ],
  });
  // February has no rate, so it is not compared as if it had cost nothing.
  expect(answer.compared?.previousTotal).toBeNull();
  // Bills are held against their own totals, each in its currency.
  const { reconciliation } = answer;
  expect(reconciliation.map(({ currency, difference }) => [currency, difference]).sort()).toEqual([
    ["EUR", "0"],
    ["USD", "0"],
  ]);
  const csv = await exportCosts(params({ convertTo: "EUR" }), NOW_MS);
  expect(csv).toContain("2026-03-15,Storage,9.66,EUR,EffectiveCost,false");
});

test("the other way has a rate of its own, or none", async () => {
  await importConversions("from,to,day,rate\nEUR,USD,2026-01-01,1.1\n");
  const answer = await ask({ convertTo: "USD" });
  expect(answer.total).toBe("12.97500000001");
  expect((await ask({ convertTo: "EUR" })).total).toBe("2.25");
});

test("an upload takes the place of all rates, or says which line will not do and changes nothing", async () => {
  await importConversions(RATES);
  expect((await queryConversions()).rates).toHaveLength(3);
  const wrong = async (rows: string, message: string) => {
    const failed = importConversions(`from,to,day,rate\n${rows}`);
    await expect(failed).rejects.toThrow(ParameterError);
    await expect(failed).rejects.toThrow(message);
  };
  await wrong("USD,EUR,2026-03-01,0", "line 2, rate: a decimal above 0");
  await wrong("USD,EUR,2026-03-01,1\nUSD,EUR,1 March,1", "line 3, day: a day such as");
  await wrong("USD,USD,2026-03-01,1", "line 2, to: must be another currency");
  await wrong("US,EUR,2026-03-01,1", "line 2, from: a currency such as USD");
  await wrong("USD,EUR,2026-03-01,1\nUSD,EUR,2026-03-01,2", "line 3, day: there is a rate");
  expect((await queryConversions()).rates).toHaveLength(3);
  await importConversions("from,to,day,rate\n");
  expect((await queryConversions()).rates).toEqual([]);
});
