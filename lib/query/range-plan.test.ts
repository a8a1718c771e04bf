import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { passedSeconds, planRange, withFineTail } from "./range-plan.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 7);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ages = { finestMs: 3 * HOUR_MS, minutesMs: 30 * DAY_MS };
const at = { nowMs: NOW_MS, ages };

/** From five minutes to 400 days, ending now or before. */
const ranges = fc
  .tuple(fc.integer({ min: 300_000, max: 400 * DAY_MS }), fc.integer({ min: 0, max: 2 * DAY_MS }))
  .map(([length, ago]) => ({ fromMs: NOW_MS - ago - length, toMs: NOW_MS - ago }));

const steps = fc.option(fc.integer({ min: 1, max: 31 * 86_400 }), { nil: undefined });

describe("a plan", () => {
  test("covers the range without gap or overlap, each part by whole buckets of its tier", () => {
    fc.assert(
      fc.property(ranges, steps, (range, step) => {
        const { segments, from, to, stepSeconds } = planRange(range, step, at);
        expect(from * 1000).toBeLessThanOrEqual(range.fromMs);
        expect(to * 1000).toBeGreaterThanOrEqual(range.toMs);
        let next = from;
        for (const segment of segments) {
          expect(segment.from).toBe(next);
          expect(segment.from % segment.width).toBe(0);
          expect(segment.to % segment.width).toBe(0);
          expect(segment.to).toBeGreaterThan(segment.from);
          // A bucket of the tier never reaches over the edge of a point.
          expect(stepSeconds % segment.width).toBe(0);
          next = segment.to;
        }
        expect(next).toBe(to);
      }),
    );
  });

  test("reads the coarsest tier that fits; finer ones only at the edges", () => {
    fc.assert(
      fc.property(ranges, steps, (range, step) => {
        const { segments } = planRange(range, step, at);
        const widths: number[] = segments.map(({ width }) => width);
        const widest = Math.max(...widths);
        const [first, last] = [widths.indexOf(widest), widths.lastIndexOf(widest)];
        expect(first).toBe(last);
        for (let i = 1; i <= first; i++) expect(widths[i]).toBeGreaterThan(widths[i - 1] ?? 0);
        for (let i = first + 1; i < widths.length; i++) {
          expect(widths[i]).toBeLessThan(widths[i - 1] ?? 0);
        }
      }),
    );
  });

  test("gives at most 300 points when no step is asked for, and every row a point", () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const { points, first, stepSeconds, from, to } = planRange(range, undefined, at);
        expect(points).toBeLessThanOrEqual(300);
        expect(first).toBeLessThanOrEqual(from);
        expect(first + points * stepSeconds).toBeGreaterThanOrEqual(to);
        expect(first + (points - 1) * stepSeconds).toBeLessThan(to);
      }),
    );
  });

  test("never reads a tier whose rows are gone", () => {
    fc.assert(
      fc.property(ranges, steps, (range, step) => {
        const narrowest = Math.min(
          ...planRange(range, step, at).segments.map(({ width }) => width),
        );
        const ageMs = NOW_MS - range.fromMs;
        if (ageMs > ages.minutesMs) expect(narrowest).toBe(3_600);
        else if (ageMs > ages.finestMs) expect(narrowest).toBeGreaterThanOrEqual(60);
      }),
    );
  });

  test.each([
    // Range, step, widest tier: the newest seconds come from the narrowest.
    [5 * 60_000, 10, 10],
    [HOUR_MS, 20, 10],
    [DAY_MS, 300, 300],
    [7 * DAY_MS, 3_600, 3_600],
    [30 * DAY_MS, 10_800, 3_600],
    [400 * DAY_MS, 172_800, 3_600],
  ])("of the last %i ms has steps of %i s from %i s rows", (lengthMs, step, widest) => {
    const plan = planRange({ fromMs: NOW_MS - lengthMs, toMs: NOW_MS }, undefined, at);
    expect(plan.stepSeconds).toBe(step);
    expect(Math.max(...plan.segments.map(({ width }) => width))).toBe(widest);
  });

  test("an asked step is rounded up to what the rows can tell", () => {
    const hour = { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS };
    expect(planRange(hour, 1, at).stepSeconds).toBe(10);
    expect(planRange(hour, 45, at).stepSeconds).toBe(50);
    const day = { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS };
    expect(planRange(day, 10, at).stepSeconds).toBe(60);
  });
});

test("what has passed of a bucket ends now, and begins where rows are counted", () => {
  const plan = planRange({ fromMs: NOW_MS - 300_000, toMs: NOW_MS }, 60, at);
  // 12:30:07: the last bucket began at 12:30:00; the first one at 12:25:00 is counted from 12:25:00.
  expect(plan.from).toBe(Date.UTC(2026, 10, 24, 12, 25) / 1000);
  const last = plan.first + (plan.points - 1) * 60;
  expect(passedSeconds(plan, NOW_MS, last * 1000, (last + 60) * 1000)).toBe(7);
  expect(passedSeconds(plan, NOW_MS, plan.first * 1000, (plan.first + 60) * 1000)).toBe(60);
  expect(passedSeconds(plan, NOW_MS)).toBe(307);
});

describe("withFineTail", () => {
  const plan = planRange(
    { fromMs: Date.UTC(2026, 10, 24, 11), toMs: Date.UTC(2026, 10, 24, 12) },
    3_600,
    {
      nowMs: Date.UTC(2026, 10, 24, 12),
      ages: { finestMs: 3_600_000 * 3, minutesMs: 3_600_000 * 48 },
    },
  );

  test("reads the end from the finest rows and the rest as before, without gap or overlap", () => {
    const end = Date.UTC(2026, 10, 24, 12) / 1_000;
    expect(plan.segments).toEqual([{ width: 3_600, from: end - 3_600, to: end }]);
    // An hour's row cannot be cut: the whole hour is read finely.
    expect(withFineTail(plan, 240).segments).toEqual([{ width: 10, from: end - 3_600, to: end }]);
    const minutes = { ...plan, segments: [{ width: 60 as const, from: end - 3_600, to: end }] };
    expect(withFineTail(minutes, 230).segments).toEqual([
      { width: 60, from: end - 3_600, to: end - 240 },
      { width: 10, from: end - 240, to: end },
    ]);
  });

  test("leaves what is fine already", () => {
    const fine = { ...plan, segments: [{ width: 10 as const, from: plan.from, to: plan.to }] };
    expect(withFineTail(fine, 240).segments).toEqual(fine.segments);
  });
});
