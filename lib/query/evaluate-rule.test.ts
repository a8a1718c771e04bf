import { expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { evaluateRule } from "./evaluate-rule.ts";
import { conditionOf } from "./watched-rules.ts";

const HOUR_MS = 3_600_000;

/** What one evaluation of a rule about silence comes to. */
function evaluate(
  query: { groupBy?: string[]; filters?: Record<string, string> },
  knownKeys: Record<string, number> = {},
) {
  const spec = alertRuleSpec.parse({
    ...{ name: "Silent", operator: "<", threshold: 0, noData: "alert" },
    query: { concern: "requests", measure: "requestCount", ...query },
  });
  const rule = { id: "rule", spec, condition: conditionOf(spec) };
  let ids = 0;
  const newId = () => `alert ${ids++}`;
  const evaluation = { rule, atMs: 100 * HOUR_MS, readings: [], active: new Map(), knownKeys };
  return evaluateRule({ ...evaluation, newId });
}

const keysOf = ({ saved }: ReturnType<typeof evaluate>) => saved.map(({ key }) => key);

test("of a service that was never heard of only a rule that names it can miss anything", () => {
  expect(keysOf(evaluate({ groupBy: ["service"] }))).toEqual([]);
  expect(keysOf(evaluate({ groupBy: ["service"], filters: { service: "shop" } }))).toEqual([
    { service: "shop" },
  ]);
  expect(keysOf(evaluate({}))).toEqual([{}]);
});

test("a service is missed for a day", () => {
  const key = JSON.stringify([["service", "shop"]]);
  const after = (hours: number) =>
    evaluate({ groupBy: ["service"] }, { [key]: (100 - hours) * HOUR_MS });
  expect(keysOf(after(23))).toEqual([{ service: "shop" }]);
  expect(keysOf(after(24))).toEqual([]);
  expect(after(24).knownKeys).toEqual({});
});
