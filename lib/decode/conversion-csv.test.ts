import { expect, test } from "vitest";
import { ConversionFileError, conversionLines } from "./conversion-csv.ts";

test("rates are read by their columns' names, each with its line", () => {
  const text = '\uFEFFDay,From,rate,TO\n2026-03-01,usd,"0.92",EUR\n\n2026-03-05, GBP ,1.17,eur\n';
  expect(conversionLines(text)).toEqual([
    { from: "USD", to: "EUR", day: "2026-03-01", rate: "0.92", line: 2 },
    { from: "GBP", to: "EUR", day: "2026-03-05", rate: "1.17", line: 4 },
  ]);
  expect(conversionLines("")).toEqual([]);
});

test.each([
  ["from,to,rate\nUSD,EUR,1", "the first line lacks day: write from,to,day,rate"],
  ['from,to,day,rate\n"USD', "no CSV"],
])("%j is no table of rates", (text, reason) => {
  expect(() => conversionLines(text)).toThrow(ConversionFileError);
  expect(() => conversionLines(text)).toThrow(reason);
});
