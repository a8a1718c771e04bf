import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { daysOf, weekdayOf } from "./cost-days.ts";
import { forecastMonth } from "./cost-forecast.ts";
import { chooseForecast, testForecast } from "./cost-forecast-trial.ts";
import type { DayCost } from "./weekday-model.ts";

/** A linear congruential generator: the same series at every run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** Weekends cost 60; other days 100; each with `spread` of noise around it. */
const shopDays = (from: string, to: string, spread: number): DayCost[] => {
  const next = noise(7);
  return daysOf(from, to).map((day) => ({
    day,
    cost: ([0, 6].includes(weekdayOf(day)) ? 60 : 100) + spread * next(),
  }));
};

describe("the forecast of a month", () => {
  test("adds up the usual weekdays that are left", () => {
    // 24 to 30 November 2026 is a whole week, Tuesday to Monday: five days of 100 and two of 60.
    const forecast = forecastMonth(shopDays("2026-09-01", "2026-11-24", 0), "2026-11-24");
    expect(forecast?.month).toBe("2026-11-01");
    expect(forecast?.rest.map(({ cost }) => cost)).toEqual([100, 100, 100, 100, 60, 60, 100]);
    expect(forecast?.restCost).toBe(620);
    expect(forecast?.restLow).toBe(620);
    expect(forecast?.restHigh).toBe(620);
  });

  test("is not moved by a fee on one day", () => {
    const days = shopDays("2026-09-01", "2026-11-24", 0);
    const withFee = days.map((one) => (one.day === "2026-11-10" ? { ...one, cost: 5_000 } : one));
    expect(forecastMonth(withFee, "2026-11-24")?.restCost).toBe(620);
  });

  test("is unknown from less than two weeks, and empty when the month is whole", () => {
    expect(forecastMonth(shopDays("2026-11-01", "2026-11-14", 0), "2026-11-14")).toBeNull();
    const days = shopDays("2026-10-01", "2026-11-01", 0);
    expect(forecastMonth(days, "2026-11-01")?.rest).toHaveLength(30);
  });

  test("of a generated year is nearer than the naive one, and its interval holds", () => {
    const found = testForecast(shopDays("2025-01-01", "2026-01-01", 20));
    // The first 14 days of January cannot be forecast from; its 14th and 21st day can.
    expect(found).toMatchObject({ monthCount: 12, forecastCount: 35 });
    expect(found?.errorRatio).toBeLessThan(0.01);
    expect(chooseForecast(shopDays("2025-01-01", "2026-01-01", 20)).model).toBe("weekday");
    expect(found?.errorRatio).toBeLessThan(0.75 * (found?.naiveErrorRatio ?? 0));
    expect(found?.withinRatio).toBeGreaterThanOrEqual(0.7);
  });

  test("is the run rate until months that were held back speak for more", () => {
    const year = shopDays("2025-01-01", "2026-01-01", 20);
    const until = (day: string) => chooseForecast(year.filter((one) => one.day < day)).model;
    expect(until("2025-01-20")).toBe("runRate");
    expect(until("2025-02-01")).toBe("runRate");
    expect(until("2025-07-01")).toBe("weekday");
  });

  test("of work at a whim is hardly worse than the naive one", () => {
    // Off for days, then on for days at whatever height: nothing of it has to do with weekdays.
    const tests = Array.from({ length: 10 }, (_, seed) => {
      const next = noise(seed + 1);
      let height = 0;
      return testForecast(
        daysOf("2025-01-01", "2026-01-01").map((day) => {
          if (next() > 0.35) height = next() > 0 ? 50 + 100 * next() : 1;
          return { day, cost: Math.max(0, height + 2 * next()) };
        }),
      );
    });
    const mean = (pick: "errorRatio" | "naiveErrorRatio") =>
      tests.reduce((sum, one) => sum + (one?.[pick] ?? Number.NaN), 0) / tests.length;
    // 57 % against 53 %: a few months of luck can speak for weekdays.
    expect(mean("errorRatio")).toBeLessThan(1.1 * mean("naiveErrorRatio"));
  });

  test("has nothing to be tested by before a month is whole", () => {
    expect(testForecast(shopDays("2026-11-02", "2026-11-30", 0))).toBeNull();
  });
});

const sample = fileURLToPath(
  new URL("../../../shared/data/cost/ce_daily_by_service_cloudtoolbox.json", import.meta.url),
);
type Answer = {
  ResultsByTime: {
    TimePeriod: { Start: string };
    Groups: { Metrics: Record<string, { Amount: string }> }[];
  }[];
};

describe.skipIf(!existsSync(sample))("of a real bill", () => {
  test("held-back months of an account used by fits and starts stay within the interval", () => {
    const answer: Answer = JSON.parse(readFileSync(sample, "utf8"));
    const days = answer.ResultsByTime.map(({ TimePeriod, Groups }) => ({
      day: TimePeriod.Start,
      cost: Groups.reduce(
        (sum, { Metrics }) => sum + Number(Object.values(Metrics)[0]?.Amount ?? 0),
        0,
      ),
    }));
    const found = testForecast(days);
    expect(found?.monthCount).toBe(2);
    // Two months never speak for weekdays: the naive forecast it is, 11.7 % off.
    expect(found?.naiveErrorRatio).toBeLessThan(0.12);
    expect(found?.errorRatio).toBeLessThanOrEqual((found?.naiveErrorRatio ?? 0) + 1e-9);
    expect(found?.withinRatio).toBeGreaterThanOrEqual(0.8);
  });
});
