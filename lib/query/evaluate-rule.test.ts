import { expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import type { HeardGroup } from "@/lib/domain/heard-groups.ts";
import type { StoredAlert } from "@/lib/store/alert-state.ts";
import type { AlertReading } from "./alert-readings.ts";
import { evaluateRule } from "./evaluate-rule.ts";
import { conditionOf } from "./watched-rules.ts";

const HOUR_MS = 3_600_000;
const SHOP = { service: "shop" };

type Given = { query?: { groupBy?: string[]; filters?: Record<string, string> } } & Record<
  string,
  unknown
>;

/** A rule about silence, evaluated hour by hour: which groups alert after each of the readings. */
function watch({ query, ...given }: Given) {
  const spec = alertRuleSpec.parse({
    ...{ name: "Silent", operator: "<", threshold: 0, noData: "alert", ...given },
    query: { concern: "requests", measure: "requestCount", ...query },
  });
  const rule = { id: "rule", spec, condition: conditionOf(spec) };
  const active = new Map<string, StoredAlert>();
  const ended: string[] = [];
  let knownKeys: Record<string, HeardGroup> = {};
  let previousMs: number | null = null;
  let ids = 0;
  const newId = () => `alert ${ids++}`;
  const at = (hour: number, ...keys: Record<string, string>[]) =>
    read(
      hour,
      keys.map((key) => ({ key, value: 1, count: 1 })),
    );
  const read = (hour: number, readings: AlertReading[]) => {
    const atMs = hour * HOUR_MS;
    const outcome = evaluateRule({ rule, atMs, previousMs, readings, active, knownKeys, newId });
    knownKeys = outcome.knownKeys;
    previousMs = atMs;
    for (const { keyText } of outcome.dropped) active.delete(keyText);
    for (const alert of outcome.saved) {
      if (alert.phase.kind !== "resolved") active.set(alert.keyText, alert);
      else {
        active.delete(alert.keyText);
        ended.push(`${alert.key.service} ${alert.phase.because}`);
      }
    }
    return [...active.values()].map(({ key }) => key);
  };
  return { at, read, ended, known: () => Object.keys(knownKeys).length };
}

test("of a service that was never heard of only a rule that names it can miss anything", () => {
  expect(watch({ query: { groupBy: ["service"] } }).at(0)).toEqual([]);
  expect(watch({ query: { groupBy: ["service"], filters: SHOP } }).at(0)).toEqual([SHOP]);
  expect(watch({}).at(0)).toEqual([{}]);
});

test("a service is missed for a day", () => {
  const rule = watch({ query: { groupBy: ["service"] } });
  expect(rule.at(0, SHOP)).toEqual([]);
  expect(rule.at(23)).toEqual([SHOP]);
  expect(rule.at(24)).toEqual([]);
  expect([rule.ended, rule.known()]).toEqual([["shop gone"], 0]);
});

test("what a rule names is missed until it comes, under its fuller key too", () => {
  const rule = watch({ query: { groupBy: ["service"], filters: SHOP } });
  expect([rule.at(0), rule.at(30), rule.at(60)]).toEqual([[SHOP], [SHOP], [SHOP]]);
  expect(rule.at(61, { ...SHOP, namespace: "", environment: "production" })).toEqual([]);
  expect(rule.ended).toEqual(["shop recovered"]);
});

test("a group that fell silent is stale after a while, and forgotten a day later", () => {
  const rule = watch({
    ...{ query: { groupBy: ["service"] }, noData: "ok" },
    ...{ staleAfterSeconds: 7_200, staleData: "alert" },
  });
  expect(rule.at(0)).toEqual([]);
  expect([rule.at(1, SHOP), rule.at(2), rule.at(3), rule.at(26)]).toEqual([[], [], [SHOP], [SHOP]]);
  expect(rule.at(27)).toEqual([]);
  expect([rule.ended, rule.known()]).toEqual([["shop gone"], 0]);
});

test("no data at all is an alert though what was heard of may fall silent", () => {
  const rule = watch({ staleAfterSeconds: 7_200, staleData: "ok" });
  // Never heard of; then it reports; then its silence is fine, also long after.
  expect([rule.at(0), rule.at(1, {}), rule.at(2), rule.at(3), rule.at(90)]).toEqual([
    [{}],
    ...[[], [], [], []],
  ]);
});

test("what was seen only briefly is not missed, what was seen for long is, also after a silence", () => {
  const rule = watch({ query: { groupBy: ["service"] }, minimumSeenSeconds: 7_200 });
  expect([rule.at(0, SHOP), rule.at(1, SHOP), rule.at(2), rule.at(3)]).toEqual([[], [], [], []]);
  for (const hour of [4, 5, 6, 7, 8, 9]) rule.at(hour, SHOP);
  expect(rule.at(10)).toEqual([SHOP]);
  // Five hours, less two of silence, are still long.
  expect([rule.at(11, SHOP), rule.at(12)]).toEqual([[], [SHOP]]);
  expect([rule.at(14), rule.at(15, SHOP), rule.at(16)]).toEqual([[SHOP], [], []]);
});

test("what a rule names and was never heard of is missed, whoever has to be seen for long", () => {
  const query = { groupBy: ["service"], filters: SHOP };
  expect(watch({ query, minimumSeenSeconds: 7_200 }).at(0)).toEqual([SHOP]);
});

test("an answer that names a group and tells nothing of it is no news of it", () => {
  const empty: AlertReading[] = [{ key: SHOP, value: null, count: null }];
  const rule = watch({ query: { groupBy: ["service"] } });
  expect([rule.read(0, empty), rule.at(1, SHOP), rule.read(2, empty)]).toEqual([[], [], [SHOP]]);
  // Forgotten, and not missed again.
  expect([rule.read(26, empty), rule.read(27, empty)]).toEqual([[], []]);
  expect(watch({ query: { groupBy: ["service"], filters: SHOP } }).read(0, empty)).toEqual([SHOP]);
  expect(watch({}).read(0, [{ key: {}, value: null, count: null }])).toEqual([{}]);
});
