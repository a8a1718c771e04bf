import { describe, expect, test } from "vitest";
import { alertRuleSpec } from "./alert-rules.ts";

const RULE = {
  name: "Checkout is slow",
  query: { concern: "requests", measure: "p95Ms", filters: { service: "checkout" } },
  operator: ">",
  threshold: 200,
};

const problemOf = (rule: unknown) => {
  const issue = alertRuleSpec.safeParse(rule).error?.issues[0];
  return issue && [issue.path.join("."), issue.message];
};

test("what is left out has a default; one filter value is a list of one", () => {
  expect(alertRuleSpec.parse(RULE)).toEqual({
    name: "Checkout is slow",
    enabled: true,
    query: {
      concern: "requests",
      measure: "p95Ms",
      filters: { service: ["checkout"] },
      groupBy: [],
      windowSeconds: 300,
    },
    operator: ">",
    threshold: 200,
    forSeconds: 0,
    noData: "keep",
    intervalSeconds: 60,
    severity: "warning",
    labels: {},
    channelIds: [],
  });
});

describe("mistakes name the field and what to do", () => {
  test.each([
    ["query.concern", { concern: "unicorns", measure: "x" }, /use one of requests, caches/],
    ["query.measure", { ...RULE.query, measure: "p96" }, /use one of .*p95Ms/],
    ["query.filters.cache", { ...RULE.query, filters: { cache: "a" } }, /filtered by .*route/],
    ["query.groupBy.0", { ...RULE.query, groupBy: ["cache"] }, /grouped by service/],
    ["query.windowSeconds", { ...RULE.query, windowSeconds: 1 }, /10 to/],
  ])("%s", (field, query, message) => {
    const [path, text] = problemOf({ ...RULE, query }) ?? [];
    expect(path).toBe(field);
    expect(text).toMatch(message);
  });

  test.each([
    ["recoveryThreshold", { recoveryThreshold: 250 }, /at most the threshold, 200/],
    ["intervalSeconds", { intervalSeconds: 0 }, /1 to 86400/],
    ["staleData", { staleAfterSeconds: 600 }, /go together/],
    ["staleAfterSeconds", { staleData: "ok" }, /go together/],
    ["staleAfterSeconds", { staleData: "ok", staleAfterSeconds: 5 }, /10 to/],
    ["minimumSeenSeconds", { noData: "ok", minimumSeenSeconds: 60 }, /silence is no alert/],
    [
      "minimumSeenSeconds",
      { noData: "alert", staleAfterSeconds: 60, staleData: "keep", minimumSeenSeconds: 60 },
      /silence is no alert/,
    ],
    ["labels.9x", { labels: { "9x": "a" } }, /letters/],
    ["runbookUrl", { runbookUrl: "javascript:alert(1)" }, /URL/i],
  ])("%s", (field, change, message) => {
    const [path, text] = problemOf({ ...RULE, ...change }) ?? [];
    expect(path).toBe(field);
    expect(text).toMatch(message);
  });

  test("a minimum sample needs a concern that counts", () => {
    const query = { concern: "metrics", measure: "queue.depth" };
    expect(problemOf({ ...RULE, query, minimumCount: 5 })?.[0]).toBe("minimumCount");
  });
});

test("metrics take any name, attribute and aggregation", () => {
  const query = {
    concern: "metrics",
    measure: "queue.depth",
    filters: { queue: ["mail"], agg: ["max"] },
    groupBy: ["queue"],
  };
  expect(problemOf({ ...RULE, query })).toBeUndefined();
});
