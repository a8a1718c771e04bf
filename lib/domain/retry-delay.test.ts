import { expect, test } from "vitest";
import { GIVE_UP_MS, retryDelayMs } from "./retry-delay.ts";

test.each([
  [1, 2_500, 5_000],
  [2, 5_000, 10_000],
  [8, 320_000, 640_000],
  [9, 450_000, 900_000],
  [500, 450_000, 900_000],
])("after %d attempts between %d and %d ms", (attempts, least, most) => {
  expect(retryDelayMs(attempts, 0)).toBe(least);
  expect(retryDelayMs(attempts, 1)).toBe(most);
});

test("a receiver that is down for a day is tried over a hundred times, and not a thousand", () => {
  let [attempts, ms] = [0, 0];
  while (ms < GIVE_UP_MS) ms += retryDelayMs(++attempts, 0.5);
  expect(attempts).toBeGreaterThan(100);
  expect(attempts).toBeLessThan(200);
});

test("waits whole milliseconds, as they are stored", () => {
  for (const random of [0.123_456_789, 0.9, 1 / 3]) {
    expect(Number.isInteger(retryDelayMs(1, random))).toBe(true);
  }
});
