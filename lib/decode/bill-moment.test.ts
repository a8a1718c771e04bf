import { expect, test } from "vitest";
import { billMoment } from "./bill-moment.ts";

test.each([
  ["2026-03-29", "2026-03-29", "2026-03-01"],
  ["2026-03-29 00:30:00", "2026-03-29", "2026-03-01"],
  ["2026-03-29T00:30:00+01:00", "2026-03-28", "2026-03-01"],
  ["2026-11-01T00:30:00+01:00", "2026-10-31", "2026-10-01"],
  ["2026-10-25T02:30:00.123Z", "2026-10-25", "2026-10-01"],
  ["2026-10-25 23:30 UTC", "2026-10-25", "2026-10-01"],
])("%s is of the UTC day %s, and the same when it is asked again", (text, day, month) => {
  expect(billMoment(text)).toMatchObject({ day, month });
  expect(billMoment(text)).toBe(billMoment(text));
});

test.each([null, "", "2026-02-29", "yesterday", "1969-12-31", "2026-03-29T25:00:00Z"])(
  "%s is no moment",
  (text) => {
    expect(billMoment(text)).toBeNull();
    expect(billMoment(text)).toBeNull();
  },
);

test("more texts than are remembered are read all the same", () => {
  for (let minute = 0; minute < 5_000; minute++) {
    const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
    expect(billMoment(at)?.ms).toBe(Date.UTC(2026, 0, 1) + minute * 60_000);
  }
});
