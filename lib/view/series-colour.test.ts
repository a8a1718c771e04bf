import { describe, expect, it } from "vitest";
import { distinctColours, seriesColour } from "./series-colour.ts";

it("follows FNV-1a, whose hash of the empty text is 2166136261 and of a is 3826002220", () => {
  // 2166136261 mod 8 is 5, 3826002220 mod 8 is 4.
  expect(seriesColour("")).toBe("var(--s6)");
  expect(seriesColour("a")).toBe("var(--s5)");
});

it("uses all eight colours", () => {
  const colours = new Set(Array.from({ length: 100 }, (_, i) => seriesColour(`service-${i}`)));
  expect(colours.size).toBe(8);
});

describe("distinctColours", () => {
  it("keeps the colour of a name that nobody contests", () => {
    expect(distinctColours(["a"]).get("a")).toBe(seriesColour("a"));
  });

  it("gives up to eight names a colour each, whatever their order", () => {
    const names = Array.from({ length: 8 }, (_, i) => `group ${i}`);
    const colours = distinctColours(names);
    expect(new Set(colours.values()).size).toBe(8);
    expect(distinctColours(names.toReversed())).toEqual(colours);
  });
});
