import { expect, it } from "vitest";
import { parseRailCollapsed, parseTheme, parseZone } from "./preferences.ts";

it("falls back to what everybody has when a cookie is nonsense", () => {
  expect([parseTheme("light"), parseTheme("pink"), parseTheme(undefined)]).toEqual([
    "light",
    "dark",
    "dark",
  ]);
  expect([parseZone("Asia/Kolkata"), parseZone("Mars/Olympus"), parseZone(undefined)]).toEqual([
    "Asia/Kolkata",
    "UTC",
    "UTC",
  ]);
  expect([parseRailCollapsed("collapsed"), parseRailCollapsed("full")]).toEqual([true, false]);
});
