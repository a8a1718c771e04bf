import { describe, expect, it } from "vitest";
import { livePaceMs, shouldRefresh } from "./live-pace.ts";

describe("livePaceMs", () => {
  it.each([
    ["now-5m", 2_000],
    ["now-1h", 3_600_000 / 700],
    ["now-30d", 60_000],
    ["2026-11-24T00:00:00Z", 3_600_000 / 700],
  ])("paces %s at %s ms", (from, paceMs) => {
    expect(livePaceMs(from)).toBeCloseTo(paceMs);
  });
});

describe("shouldRefresh", () => {
  const quiet = {
    nowMs: 100_000,
    lastRefreshMs: 90_000,
    pending: false,
    connected: true,
    held: false,
    paceMs: 5_000,
  };

  it("waits for news while connected", () => {
    expect(shouldRefresh(quiet)).toBe(false);
    expect(shouldRefresh({ ...quiet, pending: true })).toBe(true);
  });

  it("polls without a connection and after long silence", () => {
    expect(shouldRefresh({ ...quiet, connected: false })).toBe(true);
    expect(shouldRefresh({ ...quiet, lastRefreshMs: 70_000 })).toBe(true);
  });

  it("keeps the pace and never moves what is read", () => {
    expect(shouldRefresh({ ...quiet, pending: true, lastRefreshMs: 96_000 })).toBe(false);
    expect(shouldRefresh({ ...quiet, pending: true, held: true })).toBe(false);
  });
});
