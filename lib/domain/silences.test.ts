import { expect, test } from "vitest";
import { alertLabels, isSilencedBy, matchesLabels } from "./silences.ts";

const LABELS = alertLabels(
  {
    ruleId: "r1",
    ruleName: "Slow",
    severity: "warning",
    labels: { team: "pay", severity: "ignored" },
    key: { service: "checkout", environment: "production" },
  },
  { concern: "requests", measure: "p95Ms" },
);

const matcher = (name: string, value: string, isEqual = true) => ({ name, value, isEqual });

test.each([
  [[matcher("service", "checkout")], true],
  [[matcher("concern", "requests"), matcher("measure", "p95*")], true],
  [[matcher("service", "check*")], true],
  [[matcher("service", "*out")], true],
  [[matcher("service", "c*ck*t")], true],
  [[matcher("service", "check*kout")], false],
  [[matcher("service", "*")], true],
  [[matcher("service", "checkout"), matcher("environment", "staging")], false],
  [[matcher("environment", "staging", false)], true],
  [[matcher("severity", "warning"), matcher("alertname", "Slow"), matcher("ruleId", "r1")], true],
  [[matcher("missing", "")], true],
  [[matcher("missing", "x", false)], true],
])("%j", (matchers, expected) => {
  expect(matchesLabels(matchers, LABELS)).toBe(expected);
});

test("a silence begins with its first moment and ends before its last", () => {
  const silence = { matchers: [matcher("team", "pay")], startsMs: 10, endsMs: 20 };
  expect([9, 10, 19, 20].map((atMs) => isSilencedBy(silence, LABELS, atMs))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
