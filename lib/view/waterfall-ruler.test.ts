import { describe, expect, it } from "vitest";
import { placeBar, rulerTicks, wholeTrace, windowBetween } from "./waterfall-ruler.ts";
import { spanAt } from "./waterfall-test-spans.ts";
import { buildSpanTree } from "./waterfall-tree.ts";

const tree = buildSpanTree([spanAt("a", null, [0, 100])]);

describe("rulerTicks", () => {
  it("chooses round steps", () => {
    expect(rulerTicks({ fromNs: 0, toNs: 100e6 }, 5)).toEqual([0, 20e6, 40e6, 60e6, 80e6, 100e6]);
    expect(rulerTicks({ fromNs: 0, toNs: 480e6 }, 5)).toEqual([0, 100e6, 200e6, 300e6, 400e6]);
  });

  it("begins inside a window that does not begin at zero", () => {
    expect(rulerTicks({ fromNs: 13e6, toNs: 24e6 }, 6)).toEqual([
      14e6, 16e6, 18e6, 20e6, 22e6, 24e6,
    ]);
  });

  it("ends for the smallest window", () => {
    expect(rulerTicks({ fromNs: 0, toNs: 1 }, 5)).toEqual([0, 1]);
  });
});

describe("placeBar", () => {
  it("gives percent of the window", () => {
    expect(placeBar({ startNs: 25e6, endNs: 75e6 }, { fromNs: 0, toNs: 100e6 })).toEqual({
      leftPercent: 25,
      widthPercent: 50,
      cutLeft: false,
      cutRight: false,
    });
  });

  it("cuts at the window and drops what is outside", () => {
    const window = { fromNs: 40e6, toNs: 60e6 };
    expect(placeBar({ startNs: 0, endNs: 50e6 }, window)).toEqual({
      leftPercent: 0,
      widthPercent: 50,
      cutLeft: true,
      cutRight: false,
    });
    expect(placeBar({ startNs: 61e6, endNs: 70e6 }, window)).toBeNull();
    expect(placeBar({ startNs: 0, endNs: 39e6 }, window)).toBeNull();
  });

  it("places a span without length", () => {
    expect(placeBar({ startNs: 5, endNs: 5 }, { fromNs: 0, toNs: 10 })).toMatchObject({
      leftPercent: 50,
      widthPercent: 0,
    });
  });
});

describe("windowBetween", () => {
  it("orders and bounds the shares", () => {
    expect(windowBetween(tree, 0.75, 0.25)).toEqual({ fromNs: 25e6, toNs: 75e6 });
    expect(windowBetween(tree, -1, 2)).toEqual(wholeTrace(tree));
  });

  it("takes a click for no window", () => {
    expect(windowBetween(tree, 0.5, 0.502)).toBeNull();
  });

  it("has a width even for a trace without length", () => {
    expect(wholeTrace(buildSpanTree([]))).toEqual({ fromNs: 0, toNs: 1 });
  });
});
