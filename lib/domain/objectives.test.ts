import { describe, expect, it, test } from "vitest";
import {
  BURN_WINDOWS,
  budgetLeftOf,
  budgetSpent,
  burnRateOf,
  pairBurnRate,
  secondsToExhaustion,
} from "./objectives.ts";

const DAY = 86_400;
const MONTH = { target: 0.999, windowSeconds: 30 * DAY };

describe("the tables of the SRE workbook for 99.9 % over 30 days", () => {
  test.each([
    ["14.4, 1 h and 5 min", 0, 14.4, 60, 5, 0.02],
    ["6, 6 h and 30 min", 1, 6, 360, 30, 0.05],
    ["1, 3 d and 6 h", 2, 1, 4_320, 360, 0.1],
  ])("%s", (_, index, burnRate, longMinutes, shortMinutes, spent) => {
    const window = BURN_WINDOWS[index];
    expect(window?.burnRate).toBe(burnRate);
    expect(window?.longSeconds).toBe(longMinutes * 60);
    expect(window?.shortSeconds).toBe(shortMinutes * 60);
    expect(budgetSpent(MONTH, burnRate, longMinutes * 60)).toBeCloseTo(spent, 12);
  });

  test.each([
    [1, 0.001, 30 * DAY],
    [2, 0.002, 15 * DAY],
    [10, 0.01, 3 * DAY],
    [1_000, 1, 43.2 * 60],
  ])("burn rate %d is an error ratio of %d and lasts %d s", (burnRate, errorRatio, seconds) => {
    const counts = { total: 1_000_000, bad: errorRatio * 1_000_000 };
    expect(burnRateOf(MONTH, counts)).toBeCloseTo(burnRate, 9);
    expect(secondsToExhaustion(MONTH, burnRate)).toBeCloseTo(seconds, 6);
  });
});

describe("budgets", () => {
  it("400 of 1,000,000 requests bad leave 60 % of the budget of 1,000", () => {
    expect(budgetLeftOf(MONTH, { total: 1_000_000, bad: 400 })).toBeCloseTo(0.6, 9);
  });

  it("can be overspent", () => {
    expect(budgetLeftOf(MONTH, { total: 1_000, bad: 3 })).toBeCloseTo(-2, 9);
  });

  it("are unknown without requests", () => {
    expect(budgetLeftOf(MONTH, { total: 0, bad: 0 })).toBeNull();
    expect(burnRateOf(MONTH, { total: 0, bad: 0 })).toBeNull();
  });
});

describe("pairBurnRate", () => {
  it("falls with the short window once the burning has ended", () => {
    const long = { total: 60_000, bad: 1_000 };
    const burning = { total: 5_000, bad: 500 };
    expect(pairBurnRate(MONTH, { long, short: burning })).toBeCloseTo(1_000 / 60, 6);
    expect(pairBurnRate(MONTH, { long, short: { total: 5_000, bad: 0 } })).toBe(0);
    expect(pairBurnRate(MONTH, { long, short: { total: 0, bad: 0 } })).toBeNull();
  });
});
