import { expect, test } from "vitest";
import { findAnomalies } from "./cost-anomalies.ts";
import { addDays, daysOf, weekdayOf } from "./cost-days.ts";
import type { DayCost } from "./weekday-model.ts";

const FROM = "2026-09-07";

/** Weeks that begin on a Monday: 100 on weekdays, 60 on weekends, 1 more on even days. */
const days = (count: number, change: Record<string, number> = {}): DayCost[] =>
  daysOf(FROM, addDays(FROM, count)).map((day) => ({
    day,
    cost:
      ([0, 6].includes(weekdayOf(day)) ? 60 : 100) +
      (Number(day.slice(-2)) % 2 === 0 ? 1 : 0) +
      (change[day] ?? 0),
  }));

test("an even course with weekends has none", () => {
  expect(findAnomalies(days(70), 100)).toEqual([]);
});

test("days over the expectation in a row are one, with the amount over it", () => {
  const found = findAnomalies(days(70, { "2026-11-10": 50, "2026-11-11": 70 }), 100);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ from: "2026-11-10", to: "2026-11-11", dayCount: 2 });
  // 100 or 101 is expected of either day: 50 + 70 over it, to within the one of even days.
  expect(found[0]?.over).toBeGreaterThan(118);
  expect(found[0]?.over).toBeLessThan(122);
  expect((found[0]?.cost ?? 0) - (found[0]?.expected ?? 0)).toBeCloseTo(found[0]?.over ?? 0, 9);
});

test("a weekend that costs as much as a weekday is one, though a weekday of that cost is none", () => {
  const found = findAnomalies(days(70, { "2026-11-14": 40 }), 100);
  expect(found).toMatchObject([{ from: "2026-11-14", to: "2026-11-14" }]);
});

test("what is small beside everything else is none", () => {
  expect(findAnomalies(days(70, { "2026-11-10": 50 }), 10_000)).toEqual([]);
});

test("nothing is said from fewer than 14 days, and a gap is no day without cost", () => {
  const jump = { [addDays(FROM, 13)]: 500 };
  expect(findAnomalies(days(14, jump), 100)).toEqual([]);
  const gap = days(70).map((one) => (one.day === "2026-11-10" ? { ...one, cost: null } : one));
  expect(findAnomalies(gap, 100)).toEqual([]);
});
