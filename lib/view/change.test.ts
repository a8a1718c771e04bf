import { describe, expect, it } from "vitest";
import { changeText, periodBefore, ratioChangeText } from "./change.ts";

const plain = (text: string | null) => text?.replaceAll("\u00a0", " ");

describe("changeText", () => {
  it.each([
    [1_284, 1_245, "+3.1 %"],
    [486, 142, "+242 %"],
    [99, 100, "−1.0 %"],
    [100, 100, "0.0 %"],
    [99.99, 100, "0.0 %"],
    [1_200, 100, "12×"],
  ])("%s after %s is %s", (now, before, text) => {
    expect(plain(changeText({ now, before }))).toBe(text);
  });

  it("does not compare with nothing", () => {
    expect(changeText({ now: 5, before: 0 })).toBeNull();
    expect(changeText({ now: null, before: 5 })).toBeNull();
  });
});

describe("ratioChangeText", () => {
  it.each([
    [0.0041, 0.001, "4.1×"],
    [0.0011, 0.001, "+0.01 points"],
    [0.613, 0.941, "−32.80 points"],
    [0.01, 0, "was 0 %"],
    [0, 0, "0.00 points"],
    [0.5, 0.01, "50×"],
  ])("%s after %s is %s", (now, before, text) => {
    expect(plain(ratioChangeText({ now, before }))).toBe(text);
  });
});

it.each([
  [3_600_000, "hour before"],
  [86_400_000, "day before"],
  [900_000, "15 min before"],
  [30 * 86_400_000, "30 d before"],
  [6 * 3_600_000, "6 h before"],
  [30_000, "30 s before"],
])("names the period before %s ms", (rangeMs, text) => {
  expect(plain(periodBefore(rangeMs))).toBe(text);
});
