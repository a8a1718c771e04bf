import { expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { DEFAULT_ALERT_RULES } from "@/lib/query/default-alert-rules.ts";
import { durationText, readForm, toForm } from "./alert-form.ts";
import { EMPTY_FORM } from "./alert-form-fields.ts";

const spec = (given: Record<string, unknown>, query: Record<string, unknown> = {}) =>
  alertRuleSpec.parse({
    ...{ name: "A rule", operator: ">", threshold: 2 },
    query: { concern: "requests", measure: "p95Ms", groupBy: ["service"], ...query },
    ...given,
  });

test.each(Object.entries(DEFAULT_ALERT_RULES))("a rule survives the form: %s", (_, rule) => {
  const told = readForm(toForm(rule));
  expect(told).toEqual({
    kind: "rule",
    spec: { ...rule, keepFiringForSeconds: rule.keepFiringForSeconds ?? 0 },
  });
});

test.each([
  spec({ labels: { team: "shop" }, owner: "Ann", runbookUrl: "https://runbooks.example/slow" }),
  spec({ noData: "ok", staleData: "alert", staleAfterSeconds: 900 }),
  spec({ threshold: 1.5 }, { compare: { offsetSeconds: 604_800, as: "ratio" } }),
  spec({ threshold: 20 }, { compare: { offsetSeconds: 7_200, as: "difference" } }),
  spec(
    {},
    {
      concern: "resources",
      measure: "filesystemUtilization",
      windowSeconds: 21_600,
      forecast: { horizonSeconds: 14_400 },
    },
  ),
  spec(
    { threshold: 14.4 },
    {
      measure: "burnRate",
      objective: 0.999,
      targetMs: 300,
      windowSeconds: 3_600,
      shortWindowSeconds: 300,
    },
  ),
])("every form of a rule survives: %#", (rule) => {
  const told = readForm(toForm(rule));
  expect(told).toMatchObject({ kind: "rule", spec: rule });
});

test("shares are written in per cent", () => {
  const form = toForm(spec({ threshold: 0.001 }, { measure: "errorRatio" }));
  expect(form.threshold).toBe("0.1");
  const read = readForm({ ...form, threshold: "0,5" });
  expect(read).toMatchObject({ kind: "rule", spec: { threshold: 0.005 } });
});

test("what is wrong is said at its field, in the contract's words", () => {
  const errorsOf = (change: Partial<typeof EMPTY_FORM>) => {
    const told = readForm({ ...EMPTY_FORM, name: "A rule", ...change });
    return told.kind === "wrong" ? told.errors : {};
  };
  expect(errorsOf({})).toEqual({});
  expect(errorsOf({ name: " " })).toEqual({ name: "give it a name" });
  expect(errorsOf({ threshold: "" }).threshold).toBe("say at which value it is too much");
  expect(errorsOf({ threshold: "x" }).threshold).toBe("this is not a number");
  expect(errorsOf({ for: "5" }).for).toContain("5m");
  expect(errorsOf({ recovery: "300" }).recovery).toContain("200");
  expect(
    errorsOf({ measure: "apdex", targetMs: "", threshold: "90", operator: "<" }),
  ).toHaveProperty("targetMs");
  expect(errorsOf({ stale: "ok", staleAfter: "" }).staleAfter).toContain("go together");
  expect(errorsOf({ noData: "alert", minimumSeen: "2s" }).minimumSeen).toContain("use 10 to");
  expect(errorsOf({ labels: "team" })).toHaveProperty("labels");
  expect(errorsOf({ runbookUrl: "nowhere" })).toHaveProperty("runbookUrl");
});

test.each([
  [90, "90s"],
  [300, "5m"],
  [7_200, "2h"],
  [259_200, "3d"],
  [0, "0s"],
])("%d s are written %s", (seconds, text) => expect(durationText(seconds)).toBe(text));
