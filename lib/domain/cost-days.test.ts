import { expect, test } from "vitest";
import { rangeBefore } from "./cost-days.ts";

test.each([
  // The days of a month so far, and a whole one, with the month before.
  ["2026-11-01", "2026-11-23", "2026-10-01", "2026-10-23"],
  ["2026-01-01", "2026-01-11", "2025-12-01", "2025-12-11"],
  ["2026-11-01", "2026-12-01", "2026-10-01", "2026-11-01"],
  ["2026-02-01", "2026-03-01", "2026-01-01", "2026-02-01"],
  // February has no 30th: at most as many days as there are.
  ["2026-03-01", "2026-03-31", "2026-02-01", "2026-03-01"],
  ["2026-03-01", "2026-04-01", "2026-02-01", "2026-03-01"],
  // Years and quarters with those before, through the same day.
  ["2025-12-01", "2026-12-01", "2024-12-01", "2025-12-01"],
  ["2025-12-01", "2026-11-29", "2024-12-01", "2025-11-29"],
  ["2026-01-01", "2026-04-01", "2025-10-01", "2026-01-01"],
  // Any other days with as many right before.
  ["2026-11-10", "2026-11-20", "2026-10-31", "2026-11-10"],
  ["2026-03-22", "2026-03-31", "2026-03-13", "2026-03-22"],
])("%s to %s is compared with %s to %s", (from, to, beforeFrom, beforeTo) => {
  expect(rangeBefore({ from, to })).toEqual({ from: beforeFrom, to: beforeTo });
});
