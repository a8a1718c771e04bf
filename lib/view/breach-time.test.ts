import { describe, expect, it } from "vitest";
import { breachLength, breachTime } from "./breach-time.ts";

const fromMs = Date.UTC(2026, 10, 24, 14, 2, 0);
const breachAt = (stepMs: number) => ({
  fromMs,
  toMs: fromMs + 1_020_000,
  stepMs,
  ongoing: true,
  peak: 1,
});
const soon = { untilMs: fromMs + 1_020_000, zone: "UTC" };
const late = { untilMs: fromMs + 86_400_000, zone: "UTC" };

describe("breach times", () => {
  it.each([
    [10_000, soon, "14:02"],
    [300_000, late, "24 Nov, 14:02"],
    [1_800_000, soon, "about 14:02"],
    [43_200_000, soon, "24 Nov"],
  ])("tells a bound from buckets of %s ms", (stepMs, when, text) => {
    expect(breachTime(fromMs, breachAt(stepMs), when)).toBe(text);
  });

  it("claims no length that its buckets cannot tell", () => {
    expect(breachLength(breachAt(10_000))).toBe("17\u00a0min");
    expect(breachLength(breachAt(1_800_000))).toBeNull();
  });
});
