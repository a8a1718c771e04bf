import { describe, expect, it } from "vitest";
import {
  formatMs,
  formatMsTick,
  formatQuantity,
  formatRate,
  formatRatio,
  formatRatioTick,
  formatTick,
  joined,
} from "./format.ts";

const NBSP = "\u00a0";

describe("formatMs", () => {
  it.each([
    [null, "–"],
    [0, "0 ms"],
    [0.0004, "< 0.001 ms"],
    [0.8412, "0.841 ms"],
    [8.4249, "8.42 ms"],
    [64.25, "64.3 ms"],
    [486.4, "486 ms"],
    [999.6, "1,000 ms"],
    [1_314, "1,310 ms"],
    [9_999, "10,000 ms"],
    [12_345, "12.3 s"],
    [90_000, "90.0 s"],
    [600_000, "10.0 min"],
  ])("writes %s as %s", (ms, text) => {
    expect(joined(formatMs(ms)).replace(NBSP, " ")).toBe(text);
  });
});

describe("formatRatio", () => {
  it.each([
    [null, "–"],
    [0, "0 %"],
    [0.00001, "< 0.01 %"],
    [0.0042, "0.42 %"],
    [0.00999, "1.00 %"],
    [0.0241, "2.41 %"],
    [0.613, "61.3 %"],
    [1, "100 %"],
  ])("writes %s as %s", (ratio, text) => {
    expect(joined(formatRatio(ratio)).replace(NBSP, " ")).toBe(text);
  });
});

describe("quantities and ticks", () => {
  it("keeps three significant digits below a thousand and groups above", () => {
    expect(formatQuantity(64.2)).toBe("64.2");
    expect(formatQuantity(0.1234)).toBe("0.123");
    expect(formatQuantity(4_812.4)).toBe("4,812");
    expect(formatQuantity(-32.84)).toBe("−32.8");
    expect(joined(formatRate(1_284))).toBe(`1,284${NBSP}/s`);
  });

  it("shortens axis labels", () => {
    expect(formatTick(1_600)).toBe(`1.6${NBSP}k`);
    expect(formatTick(800)).toBe("800");
    expect(formatMsTick(1_000)).toBe(`1${NBSP}s`);
    expect(formatMsTick(0.5)).toBe(`0.5${NBSP}ms`);
    expect(formatRatioTick(0.015)).toBe(`1.5${NBSP}%`);
    expect(formatRatioTick(0)).toBe("0");
  });
});
