import { expect, test } from "vitest";
import { DEFAULT_ALERT_RULES } from "@/lib/query/default-alert-rules.ts";
import { objectiveSpec } from "./objectives.ts";
import { parseRulesFile, writeRulesFile } from "./rules-file.ts";

const GOOD = `# The shop's rules
rules:
  - name: Slow requests
    query:
      concern: requests
      measure: p95Ms
      groupBy: [service]
    operator: ">"
    threshold: 200
    staleAfterSeconds: 600
    staleData: alert
    minimumSeenSeconds: 3600
    channels: [on call]
objectives:
  - name: Shop answers
    target: 0.999
`;

test("rules and objectives of a file, with where they begin", () => {
  const file = parseRulesFile(GOOD);
  expect(file).toMatchObject({
    kind: "read",
    rules: [
      {
        spec: {
          name: "Slow requests",
          threshold: 200,
          staleAfterSeconds: 600,
          staleData: "alert",
          minimumSeenSeconds: 3_600,
        },
        channels: ["on call"],
        line: 3,
      },
    ],
    objectives: [{ spec: { name: "Shop answers", windowDays: 30 }, channels: [], line: 15 }],
  });
  expect(parseRulesFile("")).toEqual({ kind: "read", rules: [], objectives: [] });
});

test("what is written is read again", () => {
  const objectives = [objectiveSpec.parse({ name: "Answers", target: 0.99, channelIds: ["1"] })];
  const rules = Object.values(DEFAULT_ALERT_RULES);
  const file = parseRulesFile(writeRulesFile({ rules, objectives }, new Map([["1", "on call"]])));
  if (file.kind === "wrong") throw new Error(JSON.stringify(file.problems));
  expect(file.rules.map(({ spec }) => spec)).toEqual(rules);
  expect(file.objectives[0]?.channels).toEqual(["on call"]);
  expect(file.objectives[0]?.spec).toMatchObject({ name: "Answers", target: 0.99 });
});

const problemsOf = (text: string) => {
  const file = parseRulesFile(text);
  return file.kind === "wrong" ? file.problems : [];
};

test("every mistake with its line", () => {
  const wrong = GOOD.replace("p95Ms", "p96Ms")
    .replace("threshold: 200", "threshold: many")
    .replace("target: 0.999", "target: 99.9");
  expect(problemsOf(wrong).map(({ line, message }) => `${line} ${message.split(":")[0]}`)).toEqual([
    "6 rules[0].query.measure",
    "9 rules[0].threshold",
    "16 objectives[0].target",
  ]);
});

test.each([
  ["rules:\n  - name: A\n   threshold: 1\n", 3],
  ["rule: []\n", 1],
  ["rules: 5\n", 1],
  ["- name: A\n", 1],
  ["rules:\n\n  - just a text\n", 3],
  ["rules:\n  - name: A\n    query: {}\n    channels: 5\n", 4],
])("what is no rules file: %j", (text, line) => {
  expect(problemsOf(text).map((problem) => problem.line)).toContain(line);
});

test("two of one name", () => {
  const twice = `objectives:\n  - { name: A, target: 0.9 }\n  - { name: A, target: 0.8 }\n`;
  expect(problemsOf(twice)).toEqual([
    { line: 3, message: "objectives[1].name: there is another one called A" },
  ]);
});

test("a bomb of aliases is refused", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nrules: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
  expect(problemsOf(bomb).length).toBeGreaterThan(0);
});
