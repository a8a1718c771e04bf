import { describe, expect, test } from "vitest";
import { billHappenings, daysPassed, type TakenBill } from "./cost-happenings.ts";

const amounts = (first: number, count: number, amount: string, month = "2026-11") =>
  Array.from({ length: count }, (_, at) => ({
    day: `${month}-${String(first + at).padStart(2, "0")}`,
    amount,
  }));

describe("a budget", () => {
  test("is passed on the first day that takes the month over it, once a month", () => {
    const days = [...amounts(1, 30, "10"), ...amounts(1, 5, "10", "2026-12")];
    // The 25th day comes to exactly 250, the 26th is over it; December starts anew.
    expect(daysPassed(days, "250")).toEqual(["2026-11-26"]);
    expect(daysPassed(days, "40")).toEqual(["2026-11-05", "2026-12-05"]);
    expect(daysPassed(days, "300")).toEqual([]);
  });

  test("is passed once, also when a credit takes the month back under it", () => {
    const days = [
      { day: "2026-11-01", amount: "11" },
      { day: "2026-11-02", amount: "-5" },
      { day: "2026-11-03", amount: "5" },
    ];
    expect(daysPassed(days, "10")).toEqual(["2026-11-01"]);
  });

  test("to the last digit", () => {
    const days = amounts(1, 2, "0.10000000001");
    expect(daysPassed(days, "0.20000000002")).toEqual([]);
    expect(daysPassed(days, "0.20000000001")).toEqual(["2026-11-02"]);
  });
});

describe("bills", () => {
  const at = (text: string) => Date.parse(text);
  const taken = (given: Partial<TakenBill>): TakenBill => ({
    ...{ source: "aws", part: "", finishedMs: at("2026-11-20T06:00:00Z") },
    ...{ firstDay: "2026-11-01", lastDay: "2026-11-19", coveredMs: at("2026-11-20T00:00:00Z") },
    totals: [{ currency: "USD", billedCost: "19", effectiveCost: "19" }],
    ...given,
  });
  const tell = (bills: TakenBill[]) =>
    billHappenings(bills).map(({ kind, title, amount }) => [kind, title, amount]);

  test("tell through which day they are complete, once for each day that is new", () => {
    const again = taken({ finishedMs: at("2026-11-20T18:00:00Z") });
    const next = taken({
      ...{ finishedMs: at("2026-11-21T06:00:00Z"), lastDay: "2026-11-20" },
      coveredMs: at("2026-11-21T00:00:00Z"),
    });
    expect(tell([next, taken({}), again])).toEqual([
      ["bill", "Bill aws is complete through 2026-11-19", null],
      ["bill", "Bill aws is complete through 2026-11-20", null],
    ]);
  });

  test("half a day more is no whole day", () => {
    const more = taken({ coveredMs: at("2026-11-20T12:00:00Z"), lastDay: "2026-11-20" });
    expect(tell([taken({}), { ...more, finishedMs: more.finishedMs + 1 }])).toHaveLength(1);
  });

  test("that come to another amount for the same days are corrections, by how much", () => {
    const other = taken({
      finishedMs: at("2026-11-20T12:00:00Z"),
      totals: [{ currency: "USD", billedCost: "20", effectiveCost: "18.99999999999" }],
    });
    expect(tell([taken({}), other])).toEqual([
      ["bill", "Bill aws is complete through 2026-11-19", null],
      ["correction", "Bill aws was corrected", "-0.00000000001"],
    ]);
  });

  test("of other parts or sources do not correct each other", () => {
    const totals = [{ currency: "USD", billedCost: "1", effectiveCost: "1" }];
    const others = [taken({ part: "b", totals }), taken({ source: "focus", totals })];
    expect(tell([taken({}), ...others]).map(([kind]) => kind)).toEqual(["bill", "bill"]);
  });
});
