import { describe, expect, test } from "vitest";
import { planOfMany, stepOfMany } from "./metric-plan.ts";

const NOW = Date.UTC(2026, 10, 24, 12, 34, 20) / 1000;
const HOUR = 3_600;
const DAY = 24 * HOUR;

const plan = (seconds: number, series: number, step?: number) =>
  planOfMany(
    { fromMs: (NOW - seconds) * 1_000, toMs: NOW * 1_000 },
    { step, interval: 60, series, nowMs: NOW * 1_000 },
  );

describe("a question of many series", () => {
  test("the more there are, the fewer points each has", () => {
    expect(plan(DAY, 20).stepSeconds).toBe(300);
    // 60,000 points over 1,000 series are sixty each: a day in steps of half an hour.
    expect(plan(DAY, 1_000).stepSeconds).toBe(1_800);
    expect(plan(DAY, 4_000).stepSeconds).toBe(HOUR);
    expect(plan(30 * DAY, 4_000).stepSeconds).toBe(DAY);
  });

  test("a step that is asked for stays", () => {
    expect(plan(DAY, 4_000, 600).stepSeconds).toBe(600);
  });

  test("a least step makes way only for a coarser one", () => {
    const range = { fromMs: (NOW - HOUR) * 1_000, toMs: NOW * 1_000 };
    const step = (series: number) => stepOfMany(range, { least: 60, series, nowMs: NOW * 1_000 });
    expect([step(0), step(20), step(1_100)]).toEqual([60, 60, 300]);
  });

  test("an hour of more points than are worth reading is told by five minutes", () => {
    expect(plan(HOUR, 1_000).stepSeconds).toBe(120);
    expect(plan(HOUR, 1_100).stepSeconds).toBe(300);
  });

  test("its edges lie where cells begin", () => {
    const noon = Date.UTC(2026, 10, 24, 12) / 1000;
    expect(plan(DAY, 20)).toMatchObject({ from: NOW - DAY, to: NOW });
    expect(plan(DAY, 4_000)).toMatchObject({
      from: noon - DAY + 30 * 60,
      to: noon + 35 * 60,
    });
    expect(plan(30 * DAY, 4_000)).toMatchObject({ from: noon - 30 * DAY, to: noon + HOUR });
  });
});
