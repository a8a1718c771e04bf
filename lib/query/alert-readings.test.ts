import { expect, test } from "vitest";
import type { AlertQuery } from "@/lib/domain/alerts.ts";
import { questionOf, questionText, readingsOf } from "./alert-readings.ts";

const AT_MS = Date.UTC(2026, 10, 28, 12, 0, 3);
const query = (given: Partial<AlertQuery>): AlertQuery => ({
  concern: "requests",
  measure: "p95Ms",
  filters: {},
  groupBy: ["service"],
  windowSeconds: 300,
  ...given,
});

test("rules that differ in what the answer's keys tell ask one question", () => {
  const text = (given: Partial<AlertQuery>) => questionText(questionOf(query(given), AT_MS));
  const all = text({});
  expect(text({ filters: { service: ["a"] }, measure: "errorRatio" })).toBe(all);
  expect(text({ filters: { environment: ["production"] } })).toBe(all);
  expect(text({ filters: { route: ["/pay"] } })).not.toBe(all);
  expect(text({ filters: { service: ["headroom"] } })).not.toBe(all);
  const caches = text({ concern: "caches", measure: "hitRatio", groupBy: [] });
  expect(text({ concern: "caches", measure: "misses", filters: { cache: ["users"] } })).toBe(
    caches,
  );
  expect(text({ concern: "caches", filters: { instance: ["i"] } })).not.toBe(caches);
});

test("the window ends with the bucket that has begun", () => {
  expect(questionOf(query({}), AT_MS)).toMatchObject({
    fromMs: Date.UTC(2026, 10, 28, 11, 55, 10),
    toMs: Date.UTC(2026, 10, 28, 12, 0, 10),
  });
});

const cache = (name: string, hitRatio: number | null, count: number) => ({
  key: { namespace: "", service: "shop", environment: "prod", cache: name, layer: "l1" },
  figures: { hitRatio },
  count,
});

test("the worst thing of a group counts, of those with enough samples", () => {
  const things = [cache("a", 0.9, 100), cache("b", 0.4, 100), cache("c", 0.1, 3)];
  const worst = (minimumCount: number | null, operator: ">" | "<") =>
    readingsOf(
      query({ concern: "caches", measure: "hitRatio" }),
      { operator, minimumCount },
      things,
    );
  const key = { namespace: "", service: "shop", environment: "prod" };
  expect(worst(50, "<")).toEqual([{ key, value: 0.4, count: 100 }]);
  expect(worst(null, "<")).toEqual([{ key, value: 0.1, count: 3 }]);
  expect(worst(null, ">")).toEqual([{ key, value: 0.9, count: 100 }]);
});

test("things that a filter leaves out do not count; nothing known is null", () => {
  const things = [cache("a", null, 0), cache("b", 0.4, 100)];
  const asked = query({ concern: "caches", measure: "hitRatio", filters: { cache: ["a"] } });
  expect(readingsOf(asked, { operator: "<", minimumCount: null }, things)).toEqual([
    { key: { service: "shop", namespace: "", environment: "prod" }, value: null, count: 0 },
  ]);
});
