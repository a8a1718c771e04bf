import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isTimeZone,
  type MaintenanceSchedule,
  type MaintenanceWindow,
  nextOccurrence,
  occurrenceAt,
  WEEKDAYS,
} from "./maintenance.ts";

const windowOf = (
  schedule: MaintenanceSchedule,
  timeZone = "Europe/Berlin",
): MaintenanceWindow => ({
  ...{ id: "w", name: "Backup", matchers: [], timeZone, schedule },
});
const sundays = (from: string, to: string) => windowOf({ kind: "weekly", days: ["sun"], from, to });
const iso = (found: ReturnType<typeof occurrenceAt>) =>
  found && [found.fromMs, found.toMs].map((ms) => `${new Date(ms).toISOString().slice(0, 16)}Z`);

describe("maintenance by the clocks of a time zone", () => {
  it("on an ordinary Sunday", () => {
    const at = Date.parse("2026-11-29T02:30:00Z");
    expect(iso(occurrenceAt(sundays("03:00", "05:00"), at))).toEqual([
      "2026-11-29T02:00Z",
      "2026-11-29T04:00Z",
    ]);
    expect(occurrenceAt(sundays("03:00", "05:00"), at - 86_400_000)).toBeNull();
  });

  it("over midnight it lies on two days", () => {
    const monday = Date.parse("2026-11-30T00:30:00Z");
    expect(iso(occurrenceAt(sundays("23:00", "02:00"), monday))).toEqual([
      "2026-11-29T22:00Z",
      "2026-11-30T01:00Z",
    ]);
  });

  // Clocks in Berlin went from 02:00 to 03:00 on 29 March 2026, at 01:00 UTC.
  it("on the day on which an hour is missing", () => {
    const day = Date.parse("2026-03-29T00:00:00Z");
    expect(iso(nextOccurrence(sundays("01:00", "04:00"), day))).toEqual([
      "2026-03-29T00:00Z",
      "2026-03-29T02:00Z",
    ]);
    // 02:15 does not exist: from the jump on, and as long after it as 02:45 lies behind it.
    expect(iso(nextOccurrence(sundays("02:15", "02:45"), day))).toEqual([
      "2026-03-29T01:00Z",
      "2026-03-29T01:45Z",
    ]);
  });

  // They went from 03:00 back to 02:00 on 25 October 2026, at 01:00 UTC.
  it("on the day on which an hour is there twice", () => {
    const day = Date.parse("2026-10-24T22:30:00Z");
    expect(iso(nextOccurrence(sundays("02:30", "02:45"), day))).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-25T01:45Z",
    ]);
    expect(iso(nextOccurrence(sundays("01:00", "04:00"), day))).toEqual([
      "2026-10-24T23:00Z",
      "2026-10-25T03:00Z",
    ]);
  });

  it("once, and then never again", () => {
    const once = windowOf({ kind: "once", from: "2026-12-01T22:00", to: "2026-12-02T01:00" });
    const before = Date.parse("2026-11-01T00:00:00Z");
    expect(iso(nextOccurrence(once, before))).toEqual(["2026-12-01T21:00Z", "2026-12-02T00:00Z"]);
    expect(nextOccurrence(once, Date.parse("2026-12-02T00:00:00Z"))).toBeNull();
  });

  it("knows time zones by their names", () => {
    expect(["Europe/Berlin", "America/St_Johns", "UTC"].map(isTimeZone)).toEqual([
      true,
      true,
      true,
    ]);
    expect(["Europe/Atlantis", "+02:00", ""].map(isTimeZone)).toEqual([false, false, false]);
  });
});

const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"];
const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
});

const FORMATS = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", weekday: "short", hour: "2-digit", minute: "2-digit" },
    }),
  ]),
);

/** What clocks show, as the runtime formats it: another way than offsets. */
function wallClock(atMs: number, timeZone: string) {
  const parts = FORMATS.get(timeZone)?.formatToParts(atMs) ?? [];
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return { day: part("weekday").toLowerCase(), time: `${part("hour")}:${part("minute")}` };
}

it("agrees with what clocks show, wherever they show each time once", () => {
  fc.assert(
    fc.property(
      fc.record({
        timeZone: fc.constantFrom(...ZONES),
        days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
        from: time,
        to: time,
        minute: fc.integer({ min: 0, max: 366 * 24 * 60 }),
      }),
      ({ timeZone, days, from, to, minute }) => {
        const atMs = Date.UTC(2026, 0, 1) + minute * 60_000;
        const clock = wallClock(atMs, timeZone);
        const yesterday = wallClock(atMs - 86_400_000, timeZone);
        // Days on which clocks are changed are told by hand above.
        const around = [-48, -24, 24, 48].map((hours) =>
          wallClock(atMs + hours * 3_600_000, timeZone),
        );
        fc.pre(around.every(({ time }) => time === clock.time));
        const has = (day: string) => days.some((known) => known === day);
        const expected =
          from < to
            ? has(clock.day) && from <= clock.time && clock.time < to
            : (has(clock.day) && from <= clock.time) || (has(yesterday.day) && clock.time < to);
        const schedule = { kind: "weekly", days, from, to } as const;
        expect(occurrenceAt(windowOf(schedule, timeZone), atMs) !== null).toBe(expected);
      },
    ),
    { numRuns: 400, seed: 20_261_129 },
  );
});
