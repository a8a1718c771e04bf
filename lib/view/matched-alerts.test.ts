import { expect, test } from "vitest";
import type { AlertRow } from "./alerts.ts";
import { inhibitionText, matchedAlerts, matchedText, withInhibition } from "./matched-alerts.ts";

const row = (service: string, state: "firing" | "pending" | "resolved") =>
  ({ labels: { service, severity: "critical" }, alert: { state } }) as unknown as AlertRow;
const ROWS = [
  ...[row("shop", "firing"), row("shop", "resolved"), row("shopping", "pending")],
  row("mail", "resolved"),
];
const is = (value: string, isEqual = true) => [{ name: "service", value, isEqual }];

test("what matchers fit: what is going on, and how much is over", () => {
  const found = matchedAlerts(ROWS, is("shop*"));
  expect(found.now.map(({ labels }) => labels.service)).toEqual(["shop", "shopping"]);
  expect(found.over).toBe(1);
  expect(matchedText(found)).toBe("2 alerts now, 1 that ended in the last 7 days.");
});

test("a label that must be something else", () => {
  const found = matchedAlerts(ROWS, is("shop*", false));
  expect([found.now.length, found.over]).toEqual([0, 1]);
  expect(matchedText(found)).toBe("No alert now, 1 that ended in the last 7 days.");
});

test("nothing that is known has them", () => {
  expect(matchedText(matchedAlerts(ROWS, is("cart")))).toBe(
    "No alert of now or of the last 7 days has them.",
  );
});

test("one alert, and only now", () => {
  expect(matchedText(matchedAlerts(ROWS, is("shopping")))).toBe("One alert now.");
});

test("inhibitions are added at the end, or changed where they are", () => {
  const named = (name: string) => ({ name, source: [], target: [], equal: [] });
  const [a, b, c] = [named("a"), named("b"), named("c")];
  expect(withInhibition([a, b], { at: 2, inhibition: c })).toEqual([a, b, c]);
  expect(withInhibition([a, b], { at: 0, inhibition: c })).toEqual([c, b]);
});

test("where an inhibition holds", () => {
  expect(inhibitionText({ equal: ["service", "environment"] })).toBe(
    "of the same service, environment",
  );
  expect(inhibitionText({ equal: [] })).toBe("wherever they are");
});
