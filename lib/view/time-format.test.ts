import { describe, expect, it } from "vitest";
import { formatAgo, formatDuration, formatRange, formatTime, zoneLabel } from "./time-format.ts";

const at = Date.UTC(2026, 10, 24, 14, 2, 30);
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("formatTime", () => {
  it("writes the moment in the zone asked for", () => {
    expect(formatTime(at, "UTC")).toBe("14:02");
    expect(formatTime(at, "Asia/Kolkata", "second")).toBe("19:32:30");
    expect(formatTime(at, "UTC", "day-minute")).toBe("24 Nov, 14:02");
  });

  it("writes midnight as 00", () => {
    expect(formatTime(Date.UTC(2026, 0, 1), "UTC")).toBe("00:00");
  });
});

describe("formatDuration", () => {
  it.each([
    [400, "400 ms"],
    [45_000, "45 s"],
    [17 * 60_000 + 59_000, "17 min"],
    [5 * 3_600_000 + 20 * 60_000, "5 h 20 min"],
    [3_600_000, "1 h"],
    [5 * 86_400_000 + 3 * 3_600_000 + 1, "5 d 3 h"],
  ])("writes %s ms as %s", (ms, text) => {
    expect(plain(formatDuration(ms))).toBe(text);
  });

  it("says how long ago", () => {
    expect(plain(formatAgo(at, at + 360_000))).toBe("6 min ago");
    expect(formatAgo(at + 1_000, at)).toBe("just now");
  });
});

describe("formatRange", () => {
  it("leaves the day out within one day and says the zone", () => {
    expect(formatRange({ fromMs: at - 3_600_000, toMs: at }, "UTC")).toBe("13:02–14:02 UTC");
  });

  it("gives days for a week", () => {
    expect(formatRange({ fromMs: at - 7 * 86_400_000, toMs: at }, "UTC")).toBe(
      "17 Nov – 24 Nov UTC",
    );
  });

  it("names a zone by its city", () => {
    expect(zoneLabel("America/New_York")).toBe("New York");
  });
});
