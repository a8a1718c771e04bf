import { expect, test } from "vitest";
import type { CostAdvice } from "@/lib/contract/cost-advice.ts";
import { adviceBarsView, adviceBySize, adviceNote, leastAdvice } from "./cost-advice.ts";

const piece = (id: string, perMonth: string, given: Partial<CostAdvice> = {}): CostAdvice => ({
  ...{ id, kind: "idle", title: id, perMonth, confidence: "medium", evidence: [] },
  ...{ bars: null, assumptions: [], page: "/resources", dismissed: null, ...given },
});

test("what is worth less than a thousandth of a month's bill is only counted", () => {
  // 1,400 in 28 days are 1,500 in 30.
  expect(leastAdvice("1400", 28)).toBeCloseTo(1.5, 9);
  expect(leastAdvice(null, 28)).toBe(0);
  const [large, small] = [piece("large", "72"), piece("small", "0.05")];
  expect(adviceBySize([large, small], 1.5)).toEqual({ shown: [large], small: [small] });
  // All that there is to say is said.
  expect(adviceBySize([small], 1.5)).toEqual({ shown: [small], small: [] });
});

test("the heading counts what saves something and is not dismissed", () => {
  const dismissed = { at: "2026-11-01T00:00:00.000Z", by: "Ada", reason: "" };
  const advice = [
    piece("a", "72"),
    piece("cache", "500", { kind: "cache" }),
    piece("b", "20", { dismissed }),
  ];
  expect(adviceNote({ currency: "USD", savingPerMonth: "72", advice, missing: [] })).toBe(
    "1 piece, $72.00 a month; estimates, each says what it rests on",
  );
});

test("bars are drawn against a limit or the largest, and told in words", () => {
  const bar = (label: string, value: number, isMarked = false) => ({
    ...{ label, value, text: `${value * 100} %`, isMarked },
  });
  const bars = [bar("spot", 0.2), bar("on demand", 0.5, true)];
  const heights = (full: number | null) =>
    adviceBarsView({ label: "cost", full, bars }).bars.map(({ height }) => height);
  expect(heights(null)).toEqual(["40%", "100%"]);
  expect(heights(1)).toEqual(["20%", "50%"]);
  expect(adviceBarsView({ label: "cost", full: 1, bars })).toMatchObject({
    words: "cost: spot 20 %, on demand 50 %",
    marked: "on demand: 50 %",
  });
  const all = [bar("a", 0.2, true), bar("b", 0.5, true)];
  expect(adviceBarsView({ label: "cost", full: 1, bars: all }).marked).toBe("");
});
