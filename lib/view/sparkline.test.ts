import { describe, expect, it } from "vitest";
import { sparkPaths } from "./sparkline.ts";

const frame = { width: 102, height: 24 };

describe("sparkPaths", () => {
  it("starts its axis at zero and puts the largest value at the top", () => {
    const paths = sparkPaths([0, 5, 10], frame);
    expect(paths.line).toBe("M0 22L50 12L100 2");
    expect(paths.area).toBe("M0 22L50 12L100 2L100 24L0 24Z");
    expect(paths.last).toEqual({ x: 100, y: 2 });
  });

  it("leaves gaps open and shows a lonely value", () => {
    expect(sparkPaths([10, null, 10], frame).line).toBe("M0 2h1.5M100 2h1.5");
  });

  it("scales with the limit and says where it lies", () => {
    const paths = sparkPaths([5, 5], { ...frame, limit: 10 });
    expect(paths.limitY).toBe(2);
    expect(paths.line).toBe("M0 12L100 12");
  });

  it("draws nothing of nothing", () => {
    expect(sparkPaths([null, null], frame)).toEqual({
      line: "",
      area: "",
      last: null,
      limitY: null,
    });
  });
});
