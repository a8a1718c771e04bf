import { describe, expect, test } from "vitest";
import { severityNumberOfText, severityNumbersOf, severityOf } from "./logs.ts";

test.each([
  [-1, "unspecified"],
  [0, "unspecified"],
  [1, "trace"],
  [4, "trace"],
  [5, "debug"],
  [8, "debug"],
  [9, "info"],
  [12, "info"],
  [13, "warn"],
  [16, "warn"],
  [17, "error"],
  [20, "error"],
  [21, "fatal"],
  [24, "fatal"],
  [25, "unspecified"],
])("severity number %d is %s", (number, severity) => {
  expect(severityOf(number)).toBe(severity);
});

test("a name covers four numbers, unspecified only zero", () => {
  expect(severityNumbersOf("trace")).toEqual([1, 2, 3, 4]);
  expect(severityNumbersOf("error")).toEqual([17, 18, 19, 20]);
  expect(severityNumbersOf("unspecified")).toEqual([0]);
});

describe("a level's name", () => {
  test.each([
    ["TRACE", 1],
    ["DeBuG", 5],
    ["Information", 9],
    [" info ", 9],
    ["INFO2", 10],
    ["Warning", 13],
    ["warn4", 16],
    ["err", 17],
    ["ERROR", 17],
    ["CRITICAL", 21],
    ["fatal3", 23],
  ])("%s means %d", (text, number) => {
    expect(severityNumberOfText(text)).toBe(number);
  });

  test.each(["", "errors", "an error", "info5", "constructor", "__proto__", "17"])(
    "%j means nothing",
    (text) => {
      expect(severityNumberOfText(text)).toBe(0);
    },
  );
});
