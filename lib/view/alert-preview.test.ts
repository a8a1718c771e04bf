import { expect, test } from "vitest";
import type { AlertPreview } from "@/lib/contract/alert-preview.ts";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { toPreview } from "./alert-preview.ts";

const NOON_MS = Date.UTC(2026, 10, 28, 12);
const at = (minutes: number) => new Date(NOON_MS + minutes * 60_000).toISOString();
const SPEC = alertRuleSpec.parse({
  ...{ name: "Slow", operator: ">", threshold: 200, recoveryThreshold: 180 },
  query: { concern: "requests", measure: "p95Ms", groupBy: ["service"] },
});

const group = (
  service: string,
  values: (number | null)[],
  firing: AlertPreview["groups"][number]["firing"] = [],
) => ({
  key: { service, namespace: "", environment: "prod" },
  ...{ firings: firing.length, flaps: 0, pendings: 0, firedSeconds: 600 * firing.length, firing },
  points: values.map((value, i) => ({ at: at(i * 10), value })),
});
const fire = (from: number, to: number | null, worst: number) => ({
  ...{ since: at(from), from: at(from), to: to === null ? null : at(to), worst },
});

const preview = (groups: AlertPreview["groups"]): AlertPreview => ({
  ...{ from: at(0), to: at(40), evaluations: 41, everySeconds: 60, windowSeconds: 300 },
  stepSeconds: 600,
  firings: groups.reduce((sum, one) => sum + one.firings, 0),
  ...{ flaps: 0, pendings: 0, groupCount: groups.length },
  firedSeconds: groups.reduce((sum, one) => sum + one.firedSeconds, 0),
  groups,
});

const BOTH = preview([
  group("shop", [50, 300, 900, null], [fire(12, 25, 900)]),
  group("cart", [50, 60, 250, 70], [fire(22, 32, 250)]),
]);
const model = (told: AlertPreview, chosen: string | null = null) =>
  toPreview(told, SPEC, { chosen, nowMs: NOON_MS + 40 * 60_000 });

test("firings of all groups shade one stretch where they overlap", () => {
  const { intervals, sentence, rows } = model(BOTH);
  expect(intervals).toMatchObject([
    { fromMs: NOON_MS + 12 * 60_000, toMs: NOON_MS + 32 * 60_000, tone: "critical" },
  ]);
  expect(sentence).toBe(
    "It would have fired 2 times for 2 of 2 groups, 20\u00a0min in all, without flapping.",
  );
  expect(rows.map(({ label, worst }) => `${label} ${worst}`)).toEqual([
    "shop 900 ms",
    "cart 250 ms",
  ]);
});

test("one group alone, with the line at which it recovers", () => {
  const id = JSON.stringify(BOTH.groups[1]?.key);
  const { intervals, track } = model(BOTH, id);
  expect(intervals.map(({ fromMs }) => fromMs)).toEqual([NOON_MS + 22 * 60_000]);
  expect(track.lines.map(({ label }) => label)).toEqual(["cart", "recovers at"]);
  expect(track.limit).toMatchObject({ value: 200, label: "200 ms" });
});

test("an axis reaches the threshold though nothing comes near it", () => {
  const { track, sentence } = model(preview([group("calm", [1, 2, 1, 2])]));
  expect(track.ticks.at(-1)?.value).toBeGreaterThanOrEqual(200);
  expect(sentence).toBe("It would not have fired: one group was fine.");
});

test("a firing that has no end lasts to the end of the range", () => {
  const { intervals } = model(preview([group("shop", [50, 300, 300, 300], [fire(12, null, 300)])]));
  expect(intervals[0]?.toMs).toBe(NOON_MS + 40 * 60_000);
});

test("nothing was reported", () => {
  expect(model(preview([])).sentence).toContain("Nothing was reported");
});
