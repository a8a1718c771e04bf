import { describe, expect, it } from "vitest";
import { boundMs, describeRange, rangeLength, relativeLength, stepSecondsFor } from "./ranges.ts";

const nowMs = Date.UTC(2026, 10, 24, 14, 20, 0);
const plain = (text: string | null) => text?.replaceAll("\u00a0", " ");

describe("ranges", () => {
  it("says a quick range by its name and its moments", () => {
    const said = describeRange({ from: "now-1h", to: "now" }, { nowMs, zone: "UTC" });
    expect(plain(said.name)).toBe("Last 1 h");
    expect(said.span).toBe("13:20–14:20 UTC");
  });

  it("says an absolute range by its moments alone", () => {
    const range = { from: "2026-11-24T10:00:00Z", to: "2026-11-24T10:30:00Z" };
    expect(describeRange(range, { nowMs, zone: "UTC" })).toEqual({
      name: null,
      span: "10:00–10:30 UTC",
    });
  });

  it("has no length for a range that does not end now", () => {
    expect(relativeLength({ from: "now-2h", to: "now-1h" })).toBeNull();
    expect(relativeLength({ from: "now-15m", to: "now" })).toBe("15m");
    expect(plain(rangeLength("15m"))).toBe("15 min");
  });

  it("reads bounds", () => {
    expect(boundMs("now-30m", nowMs)).toBe(nowMs - 1_800_000);
    expect(boundMs(String(nowMs), 0)).toBe(nowMs);
    expect(boundMs("yesterday-ish", nowMs)).toBeNull();
  });
});

it.each([
  ["now-5m", 10],
  ["now-1h", 60],
  ["now-24h", 1_800],
  ["now-30d", 43_200],
  ["now-400d", 604_800],
])("gives %s at most sixty points by a step of %s s", (from, step) => {
  expect(stepSecondsFor({ from, to: "now" }, { nowMs, points: 60 })).toBe(step);
});

it("gives no step to what is no range", () => {
  expect(stepSecondsFor({ from: "now", to: "now" }, { nowMs, points: 60 })).toBeNull();
});
