import { describe, expect, it } from "vitest";
import { type Known, planBackfill } from "./plan.ts";

const DAY_MS = 86_400_000;
const nowMs = Date.UTC(2026, 10, 25, 2, 3, 40);
/** The minute that has begun at `nowMs`. */
const minuteMs = Date.UTC(2026, 10, 25, 2, 3);
/** Seven days before, at a multiple of five minutes. */
const weekAgoMs = Date.UTC(2026, 10, 18, 2, 0);

const plan = (known: Partial<Known>) =>
  planBackfill({ nowMs, lengthMs: 7 * DAY_MS, knownSinceMs: null, earlier: null, ...known });

describe("planBackfill", () => {
  it("pushes everything to a receiver that has nothing", () => {
    const all = { fromMs: weekAgoMs, untilMs: minuteMs, resumeMs: weekAgoMs };
    expect(plan({})).toEqual(all);
    expect(plan({ knownSinceMs: undefined })).toEqual(all);
  });

  it("does not believe what is remembered of a receiver that has nothing", () => {
    const earlier = { fromMs: weekAgoMs, untilMs: minuteMs, sentUntilMs: minuteMs };
    expect(plan({ earlier })?.resumeMs).toBe(weekAgoMs);
  });

  it("pushes nothing a second time, nor a day later", () => {
    const earlier = { fromMs: weekAgoMs, untilMs: minuteMs, sentUntilMs: minuteMs };
    expect(plan({ earlier, knownSinceMs: weekAgoMs })).toBeNull();
    expect(plan({ earlier, knownSinceMs: undefined })).toBeNull();
    expect(plan({ earlier, knownSinceMs: weekAgoMs, nowMs: nowMs + DAY_MS })).toBeNull();
    // The file is gone, the telemetry is there.
    expect(plan({ knownSinceMs: weekAgoMs })).toBeNull();
  });

  it("goes on with what was interrupted, with the same past", () => {
    const earlier = {
      fromMs: weekAgoMs,
      untilMs: minuteMs,
      sentUntilMs: weekAgoMs + 2 * DAY_MS,
    };
    expect(plan({ earlier, knownSinceMs: weekAgoMs, nowMs: nowMs + 3_600_000 })).toEqual({
      fromMs: weekAgoMs,
      untilMs: minuteMs,
      resumeMs: weekAgoMs + 2 * DAY_MS,
    });
  });

  it("ends where the telemetry begins that is there already", () => {
    const since = Date.UTC(2026, 10, 25, 0, 0, 10);
    expect(plan({ knownSinceMs: since })).toEqual({
      fromMs: weekAgoMs,
      untilMs: Date.UTC(2026, 10, 25, 0, 0),
      resumeMs: weekAgoMs,
    });
  });

  it("puts a longer history before a shorter one", () => {
    const earlier = { fromMs: weekAgoMs, untilMs: minuteMs, sentUntilMs: minuteMs };
    expect(plan({ earlier, knownSinceMs: weekAgoMs, lengthMs: 14 * DAY_MS })).toEqual({
      fromMs: weekAgoMs - 7 * DAY_MS,
      untilMs: weekAgoMs,
      resumeMs: weekAgoMs - 7 * DAY_MS,
    });
  });
});
