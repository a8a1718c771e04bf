import { describe, expect, it } from "vitest";
import { restNote, topSeries } from "./top-series.ts";

const series = [
  [5, 6, null],
  [3, null, null],
  [2, 1, null],
];
const options = { valuesOf: (values: (number | null)[]) => values, most: 1 };

describe("topSeries", () => {
  it("adds up what is not drawn; unknown adds nothing, and is not zero", () => {
    const top = topSeries(series, { ...options, addsUp: true });
    expect(top).toEqual({ drawn: [[5, 6, null]], restCount: 2, restValues: [5, 1, null] });
    expect(restNote(top)).toBe("the 1 largest, 2 others added up");
  });

  it("invents no sum of quantiles", () => {
    const top = topSeries(series, { ...options, addsUp: false });
    expect(top).toMatchObject({ restCount: 2, restValues: null });
    expect(restNote(top)).toBe("the 1 largest, 2 more not drawn");
  });

  it("says nothing when all are drawn", () => {
    const top = topSeries(series, { ...options, most: 3, addsUp: true });
    expect(top).toEqual({ drawn: series, restCount: 0, restValues: null });
    expect(restNote(top)).toBeNull();
  });
});
