import { describe, expect, test } from "vitest";
import { chooseSource } from "./source-choice.ts";

/** As many requests in each of `minutes` minutes from `from` on. */
const counts = (perMinute: number, minutes = 10, from = 0): Map<number, number> =>
  new Map(Array.from({ length: minutes }, (_, i) => [from + i * 60, perMinute]));

const sourceOf = (...given: Parameters<typeof chooseSource>) => chooseSource(...given)?.source;

describe("which source counts", () => {
  test("spans, unless metrics count over a tenth more", () => {
    expect(sourceOf(counts(100), counts(100), null)).toBe("spans");
    expect(sourceOf(counts(100), counts(110), null)).toBe("spans");
    expect(sourceOf(counts(100), counts(111), null)).toBe("metrics");
    expect(sourceOf(counts(100), counts(50), null)).toBe("spans");
  });

  test("once metrics, then metrics until they count less than a twentieth more", () => {
    expect(sourceOf(counts(100), counts(108), "metrics")).toBe("metrics");
    expect(sourceOf(counts(100), counts(108), "spans")).toBe("spans");
    expect(sourceOf(counts(100), counts(105), "metrics")).toBe("spans");
  });

  test("nothing is told from fewer than ten minutes, or when one source is silent", () => {
    expect(chooseSource(counts(100, 9), counts(900, 9), null)).toBeNull();
    expect(chooseSource(counts(100, 20), counts(900, 20, 15 * 60), null)).toBeNull();
    expect(chooseSource(counts(100), new Map(), null)).toBeNull();
    expect(chooseSource(new Map(), counts(100), "spans")).toBeNull();
    expect(chooseSource(new Map(), new Map(), null)).toBeNull();
  });

  test("only minutes that both cover are compared", () => {
    // Metrics began ten minutes earlier: those minutes say nothing of whether spans are sampled.
    expect(chooseSource(counts(100, 10, 600), counts(100, 20), null)).toEqual({
      source: "spans",
      spansCount: 1_000,
      metricsCount: 1_000,
    });
  });
});
