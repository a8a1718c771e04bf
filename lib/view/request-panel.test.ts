import { expect, test } from "vitest";
import type { RequestGroup, RequestsResponse } from "@/lib/contract/requests.ts";
import type { RequestsChart } from "@/lib/domain/chart-spec.ts";
import { toRequestPanel } from "./request-panel.ts";

const NOON_MS = Date.parse("2026-11-25T12:00:00.000Z");
const STEP_MS = 60_000;

const figures = (p95Ms: number | null, requestCount = 60): RequestGroup["totals"] => ({
  ...{ requestCount, errorCount: 3, errorRatio: 0.05, throughputPerSecond: 1, meanMs: 20 },
  ...{ p50Ms: 10, p95Ms, p99Ms: 200, maxMs: 300, source: "spans" },
});

const group = (key: RequestGroup["key"], p95s: readonly (number | null)[]): RequestGroup => ({
  key,
  totals: figures(Math.max(0, ...p95s.map((value) => value ?? 0))),
  points: p95s.map((p95Ms, index) => ({
    ...figures(p95Ms),
    at: new Date(NOON_MS + index * STEP_MS).toISOString(),
  })),
});

const answerOf = (...groups: RequestGroup[]): RequestsResponse => ({
  from: "2026-11-25T12:00:00.000Z",
  to: "2026-11-25T12:03:00.000Z",
  stepSeconds: 60,
  groups,
});

const chart = (change: Partial<RequestsChart> = {}): RequestsChart => ({
  ...{ kind: "requests", measures: ["p95Ms"], groupBy: ["service"], filters: {}, visual: "lines" },
  ...change,
});
const nowMs = NOON_MS + 2.5 * STEP_MS;

const users = { service: "users", namespace: "shop", environment: "production" };

test("a line for each group, the largest first; gaps stay gaps; the newest bucket is not over", () => {
  const orders = { ...users, service: "orders" };
  const panel = toRequestPanel(chart(), {
    answer: answerOf(group(users, [10, null, 30]), group(orders, [40, 50, 60])),
    nowMs,
  });
  expect(panel.tracks).toHaveLength(1);
  expect(panel.tracks[0]?.lines.map(({ label, values }) => [label, values])).toEqual([
    ["orders", [40, 50, 60]],
    ["users", [10, null, 30]],
  ]);
  expect(panel.times).toMatchObject({ fromMs: NOON_MS, stepMs: STEP_MS, newest: 2 });
  expect(panel.tracks[0]?.write(40)).toBe("40.0\u00a0ms");
  expect(panel.note).toBeNull();
});

test("services of one name say in which environment they stand", () => {
  const staging = { ...users, environment: "staging" };
  const { figures: shown } = toRequestPanel(chart(), {
    answer: answerOf(group(users, [20]), group(staging, [10])),
    nowMs,
  });
  expect(shown.map(({ label }) => label)).toEqual(["users production", "users staging"]);
});

test("measures of two units are two plots; a figure is of the whole range", () => {
  const both = chart({ measures: ["p95Ms", "errorRatio"], groupBy: [], visual: "figure" });
  const panel = toRequestPanel(both, { answer: answerOf(group({}, [10, 20, 30])), nowMs });
  expect(panel.tracks.map(({ title }) => title)).toEqual(["p95", "errors"]);
  expect(panel.figures.map(({ label, value }) => [label, value])).toEqual([
    ["p95", { value: "30.0", unit: "ms" }],
    ["errors", { value: "5.00", unit: "%" }],
  ]);
});

test("more than eight lines are not drawn, and it is said", () => {
  const routes = Array.from({ length: 11 }, (_, index) => group({ route: `/${index}` }, [index]));
  const panel = toRequestPanel(chart({ groupBy: ["route"] }), {
    answer: answerOf(...routes),
    nowMs,
  });
  expect(panel.tracks[0]?.lines.map(({ label }) => label)).toEqual([
    "/10",
    "/9",
    "/8",
    "/7",
    "/6",
    "/5",
    "/4",
    "/3",
  ]);
  expect(panel.note).toBe("the 8 largest, 3 more not drawn");
});

test("of rates the others are added up as one line", () => {
  // Each of the eleven has one request per second.
  const routes = Array.from({ length: 11 }, (_, index) => group({ route: `/${index}` }, [5, 5]));
  const panel = toRequestPanel(chart({ groupBy: ["route"], measures: ["throughputPerSecond"] }), {
    answer: answerOf(...routes),
    nowMs,
  });
  expect(panel.tracks[0]?.lines).toHaveLength(9);
  expect(panel.tracks[0]?.lines.at(-1)).toMatchObject({ label: "3 others", values: [3, 3] });
  expect(panel.note).toBe("the 8 largest, 3 others added up");
});

test("areas that would cover each other are lines", () => {
  const area = chart({ visual: "area" });
  const one = toRequestPanel(area, { answer: answerOf(group(users, [1])), nowMs });
  const two = toRequestPanel(area, {
    answer: answerOf(group(users, [1]), group({ ...users, service: "b" }, [2])),
    nowMs,
  });
  expect([one.tracks[0]?.kind, two.tracks[0]?.kind]).toEqual(["area", "lines"]);
});

test("nothing reported: nothing to draw", () => {
  expect(toRequestPanel(chart(), { answer: answerOf(), nowMs })).toMatchObject({ figures: [] });
});
