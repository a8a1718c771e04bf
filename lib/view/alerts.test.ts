import { describe, expect, test } from "vitest";
import { alertRule } from "@/lib/contract/alert-rules.ts";
import type { Alert } from "@/lib/contract/alerts.ts";
import { alertMark, alertsCondition, ruleText, toAlertRows } from "./alerts.ts";
import { plainText } from "./sentence.ts";

const NOW_MS = Date.UTC(2026, 10, 28, 12);
const RULE = alertRule.parse({
  ...{
    id: "rule",
    source: null,
    name: "Slow",
    version: 1,
    updatedBy: "Ann",
    operator: ">",
    threshold: 200,
  },
  ...{ createdAt: "2026-11-28T11:00:00.000Z", updatedAt: "2026-11-28T11:00:00.000Z" },
  query: { concern: "requests", measure: "p95Ms", filters: {}, groupBy: ["service"] },
  forSeconds: 300,
});

const alert = (given: Partial<Alert>): Alert => ({
  ...{ id: "a", ruleId: "rule", ruleName: "Slow", severity: "warning", labels: {} },
  ...{ key: { service: "shop", namespace: "" }, state: "firing", value: 251, threshold: 200 },
  ...{ since: "2026-11-28T11:50:00.000Z", firedAt: null, resolvedAt: null },
  ...{ resolvedBecause: null, silenced: false, notifiedAt: null, mutedBy: null },
  ...{ acknowledged: null, channelIds: [], ...given },
});
const rowsOf = (...alerts: Alert[]) => toAlertRows({ alerts }, [RULE], NOW_MS);
const sentence = (rows: ReturnType<typeof rowsOf>, failing = 0) => {
  const { status, parts } = alertsCondition(rows, { failing, rules: [RULE], zone: "UTC" });
  return [status, plainText(parts)];
};

test("a row says what it is about, its value and its limit", () => {
  expect(rowsOf(alert({}))[0]).toMatchObject({
    ...{ status: "warning", word: "firing", about: "service=shop" },
    ...{ value: "251 ms", limit: "> 200 ms", durationMs: 600_000 },
  });
  const over = alert({ state: "resolved", resolvedAt: "2026-11-28T11:55:00.000Z" });
  expect(rowsOf(over)[0]).toMatchObject({ status: "ok", word: "resolved", durationMs: 300_000 });
  const mutedBy = { kind: "silence", name: "" } as const;
  expect(rowsOf(alert({ mutedBy, key: {} }))[0]).toMatchObject({
    ...{ status: "unknown", word: "silenced", about: "everything" },
  });
  const hidden = { kind: "inhibition", name: "A silent service" } as const;
  expect(rowsOf(alert({ mutedBy: hidden }))[0]).toMatchObject({
    status: "unknown",
    word: "hidden",
  });
  const ack = { by: "Ann", note: "", at: "2026-11-28T11:55:00.000Z", expiresAt: null };
  expect(rowsOf(alert({ acknowledged: ack }))[0]).toMatchObject({
    ...{ status: "warning", word: "acknowledged" },
  });
  const orphan = toAlertRows({ alerts: [alert({})] }, [], NOW_MS);
  expect(orphan[0]).toMatchObject({ value: "251", limit: "200" });
});

describe("the sentence", () => {
  test("is about the loudest alert that fires", () => {
    const critical = alert({ severity: "critical", ruleName: "Down", value: 900 });
    expect(sentence(rowsOf(alert({}), critical))).toEqual([
      "critical",
      "2 alerts fire: Down for service=shop is at 900 ms since 11:50.",
    ]);
  });

  test("does not call silence a value", () => {
    expect(sentence(rowsOf(alert({ value: null })))[1]).toContain("service=shop has no data since");
  });

  test("is calm when nothing fires that is not silenced", () => {
    const quiet = rowsOf(
      alert({ mutedBy: { kind: "silence", name: "" } }),
      alert({ state: "pending" }),
    );
    expect(sentence(quiet)).toEqual([
      "ok",
      "Nothing fires, 1 is pending, 1 is kept quiet. 1 rule watches.",
    ]);
    expect(sentence([])).toEqual(["ok", "Nothing fires. 1 rule watches."]);
  });

  test("is not calm when a rule could not be evaluated", () => {
    expect(sentence([], 2)).toEqual([
      "warning",
      "Nothing fires. 1 rule watches. 2 rules could not be evaluated.",
    ]);
  });
});

test("a rule in words", () => {
  expect(ruleText(RULE)).toBe("p95Ms of requests by service > 200 ms for 5 min");
});

test("the rail is marked by what fires and is not silenced", () => {
  expect(alertMark([alert({ state: "pending", severity: "critical" })])).toBeNull();
  expect(
    alertMark([alert({ mutedBy: { kind: "silence", name: "" }, severity: "critical" }), alert({})]),
  ).toBe("warning");
  expect(alertMark([alert({ severity: "critical" }), alert({})])).toBe("critical");
  expect(alertMark([alert({ severity: "info" })])).toBeNull();
});
