import { expect, test } from "vitest";
import { parseDurationMs } from "./duration.ts";

test.each([
  ["250ms", 250],
  ["90s", 90_000],
  ["5m", 300_000],
  ["24h", 86_400_000],
  ["3d", 259_200_000],
  ["2w", 1_209_600_000],
  ["1.5h", 5_400_000],
  [" 0s ", 0],
  ["5", null],
  ["", null],
  ["-1h", null],
  ["1h30m", null],
  ["1 h", null],
  ["1y", null],
])("%s", (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected);
});
