import { expect, it } from "vitest";
import { toDumbbells, toRequestRows } from "./request-rows.ts";
import { answerOf, groupOf } from "./test-support/service-answers.ts";

const route = (name: string, over: Partial<ReturnType<typeof groupOf>["totals"]>) => {
  const group = groupOf("users");
  return { ...group, key: { route: name, method: "GET" }, totals: { ...group.totals, ...over } };
};

const rows = toRequestRows(
  answerOf([
    route("/calm", { requestCount: 900 }),
    route("/slow", { requestCount: 100, p95Ms: 561 }),
    route("/rare", { requestCount: 0 }),
  ]),
);

it("puts trouble first and leaves out what was not asked for", () => {
  expect(rows.map((row) => [row.route, row.icon, row.share])).toEqual([
    ["/slow", "critical", 0.1],
    ["/calm", "ok", 0.9],
  ]);
});

it("places quantiles and the objective on one log axis", () => {
  const spread = toRequestRows(answerOf([route("/a", { p50Ms: 1, p95Ms: 10, p99Ms: 100 })]));
  const [mark] = toDumbbells(spread, 10).values();
  expect(mark).toEqual({ p50: 0, p95: 0.5, p99: 1, limit: 0.5 });
});
