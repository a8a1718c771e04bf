import { expect, test } from "vitest";
import {
  type ObjectiveGroup,
  type ObjectiveStatus,
  objectiveSpec,
} from "@/lib/contract/objectives.ts";
import { objectiveBody, toObjectiveForm } from "./objective-form.ts";
import { leftText, objectiveText, toObjectiveRows } from "./objectives.ts";

const burn = (burnRate: number, severity: "critical" | "warning", isBurning: boolean) => ({
  ...{ burnRate, longSeconds: 3_600, shortSeconds: 300, severity, long: 1, short: 1, isBurning },
});
const group = (service: string, given: Partial<ObjectiveGroup> = {}): ObjectiveGroup => ({
  key: { service },
  ...{ total: 1_000, bad: 1, goodRatio: 0.999, budgetLeft: 0.9 },
  burns: [burn(14.4, "critical", false), burn(1, "warning", false)],
  ...given,
});
const objective = (
  groups: ObjectiveGroup[],
  given: Partial<ObjectiveStatus> = {},
): ObjectiveStatus => ({
  ...objectiveSpec.parse({ name: "Answers", target: 0.9995, targetMs: 300 }),
  ...{
    id: "o",
    version: 1,
    createdAt: "",
    updatedAt: "",
    updatedBy: "",
    source: null,
    groups,
    error: null,
  },
  ...given,
});

test("trouble first, in words", () => {
  const rows = toObjectiveRows([
    objective([
      group("fine"),
      group("spent", { budgetLeft: -0.5 }),
      group("low", { budgetLeft: 0.1 }),
      group("hot", { burns: [burn(14.4, "critical", true)] }),
      group("slow", { burns: [burn(14.4, "critical", false), burn(1, "warning", true)] }),
      group("empty", { total: 0, bad: 0, goodRatio: null, budgetLeft: null }),
    ]),
  ]);
  expect(rows.map(({ about, status, word }) => `${about}: ${status}, ${word}`)).toEqual([
    "spent: critical, overspent",
    "hot: critical, burns over 14.4 × too fast",
    "low: warning, little is left",
    "slow: warning, burns over 1 × too fast",
    "empty: unknown, no requests",
    "fine: ok, fine",
  ]);
  expect(rows.map(({ group: one }) => leftText(one))).toEqual([
    "−50 %",
    "90 %",
    "10 %",
    "90 %",
    "–",
    "90 %",
  ]);
});

test("an objective that nothing was asked of has a row too", () => {
  expect(toObjectiveRows([objective([])])).toMatchObject([
    { group: null, word: "no requests yet" },
  ]);
});

test("what is owed in words", () => {
  expect(objectiveText(objective([])).replaceAll("\u00a0", " ")).toBe(
    "99.95 % within 300 ms, over 30 days",
  );
});

test("the dialog changes what it shows and keeps the rest", () => {
  const before = objective([], {
    filters: { service: ["shop"], environment: ["prod"] },
    groupBy: ["service", "route"],
    owner: "Ann",
  });
  const form = toObjectiveForm(before);
  expect(form).toMatchObject({ service: "shop", target: "99.95", targetMs: "300" });
  const body = objectiveSpec.parse(
    objectiveBody({ ...form, service: "cart, shop", targetMs: "", target: "99,9" }, before),
  );
  expect(body).toMatchObject({
    ...{ filters: { service: ["cart", "shop"], environment: ["prod"] }, target: 0.999 },
    ...{ groupBy: ["service", "route"], owner: "Ann", windowDays: 30 },
  });
  expect(body).not.toHaveProperty("targetMs");
});
