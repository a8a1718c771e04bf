import { expect, test } from "vitest";
import { judgedStep, NICE_STEPS, niceStep } from "./nice-steps.ts";

/** Steps that a chart of at most 300 points gets, at the quick ranges. */
const HOURS = [1 / 12, 1 / 4, 1 / 2, 1, 3, 6, 24, 168, 720];

test("the least nice step that is long enough", () => {
  expect([1, 10, 11, 61, 1e9].map(niceStep)).toEqual([10, 10, 20, 120, 604_800]);
});

test("a range is judged in sixty parts at most, each of whole buckets of its chart", () => {
  for (const hours of HOURS) {
    const seconds = hours * 3_600;
    const part = judgedStep({ fromMs: 0, toMs: seconds * 1_000 });
    const chart = NICE_STEPS.find((step) => seconds / step + 1 <= 300) ?? 0;
    expect(seconds / part, `${hours} h`).toBeLessThanOrEqual(60);
    expect(part % chart, `${hours} h`).toBe(0);
  }
});
