import { expect, test } from "vitest";
import { conversionLines, ratesText } from "./cost-conversion.ts";

const rate = (day: string, firstDay: string, lastDay: string) => ({
  ...{ from: "USD", rate: "0.92", day, firstDay, lastDay },
});

test("each rate is told with its day and the days it was used for, and what was left out", () => {
  const rates = [
    rate("2026-02-20", "2026-03-01", "2026-03-14"),
    rate("2026-03-15", "2026-03-15", "2026-03-15"),
  ];
  const leftOut = [{ currency: "CHF", reason: "there is no rate from CHF to EUR" }];
  expect(conversionLines({ to: "EUR", rates, leftOut })).toEqual([
    "USD of 1 Mar to 14 Mar at 0.92 EUR, the rate of 2026-02-20.",
    "USD of 15 Mar at 0.92 EUR, the rate of 2026-03-15.",
    "CHF is not in these amounts: there is no rate from CHF to EUR.",
  ]);
  expect(conversionLines(null)).toEqual([]);
});

test("many rates are counted", () => {
  const rates = Array.from({ length: 6 }, () => rate("2026-03-01", "2026-03-01", "2026-03-02"));
  const lines = conversionLines({ to: "EUR", rates, leftOut: [] });
  expect(lines).toHaveLength(5);
  expect(lines[4]).toBe("And by 2 more rates.");
});

test("rates are written as they are typed in", () => {
  const rates = [{ from: "USD", to: "EUR", day: "2026-03-01", rate: "0.92" }];
  expect(ratesText(rates)).toBe("from,to,day,rate\nUSD,EUR,2026-03-01,0.92\n");
});
