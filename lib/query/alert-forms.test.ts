import { expect, test } from "vitest";
import type { AlertQuery } from "@/lib/domain/alerts.ts";
import { questionsOf, thingsOf } from "./alert-forms.ts";
import type { AlertSeries } from "./alert-question.ts";

const AT_MS = Date.UTC(2026, 10, 28, 12);
const DAY = 86_400;
const query = (given: Partial<AlertQuery>): AlertQuery => ({
  ...{ concern: "requests", measure: "p95Ms", filters: {}, groupBy: ["service"] },
  ...{ windowSeconds: 3_600, ...given },
});
const thing = (
  service: string,
  figures: Record<string, number | null>,
  count: number | null = 100,
): AlertSeries => ({ key: { service }, figures, count, points: () => [] });

test("a comparison asks for the same window before", () => {
  const compare = { offsetSeconds: DAY, as: "ratio" as const };
  const [now, then] = questionsOf(query({ compare }), AT_MS);
  expect(now?.toMs).toBe(AT_MS);
  expect(then?.toMs).toBe(AT_MS - DAY * 1_000);
  expect(then?.fromMs).toBe(AT_MS - (DAY + 3_600) * 1_000);
});

test("a ratio, a difference, and what is not known on one side", () => {
  const now = [thing("a", { p95Ms: 300 }), thing("b", { p95Ms: 50 }), thing("c", { p95Ms: 10 })];
  const then = [thing("a", { p95Ms: 100 }, 7), thing("b", { p95Ms: 0 })];
  const values = (as: "ratio" | "difference") =>
    thingsOf(query({ compare: { offsetSeconds: DAY, as } }), [now, then], AT_MS).map(
      ({ figures, count }) => [figures.p95Ms, count],
    );
  expect(values("ratio")).toEqual([
    [3, 7],
    [null, 100],
    [null, null],
  ]);
  expect(values("difference")).toEqual([
    [200, 7],
    [50, 100],
    [null, null],
  ]);
});

test("a pair of windows burns as fast as the slower one", () => {
  const burning = query({ measure: "burnRate", objective: 0.99, shortWindowSeconds: 300 });
  const [long, short] = questionsOf(burning, AT_MS);
  expect([long, short].map((one) => one && one.toMs - one.fromMs)).toEqual([3_600_000, 300_000]);
  const counts = (requestCount: number, errorCount: number) => ({ requestCount, errorCount });
  const told = thingsOf(
    burning,
    [
      [thing("a", counts(1_000, 200)), thing("b", counts(1_000, 200))],
      [thing("a", counts(100, 5)), thing("b", counts(0, 0))],
    ],
    AT_MS,
  );
  // a: 20 % and 5 % failed, of 1 % that may: 20 × and 5 ×. b: nothing was asked lately.
  expect(told[0]?.figures.burnRate).toBeCloseTo(5, 9);
  expect(told[1]?.figures.burnRate).toBeNull();
});

test("a forecast is where the line of the window leads", () => {
  const filling: AlertSeries = {
    ...thing("a", { p95Ms: 0 }),
    points: () =>
      [10, 20, 30].map((p95Ms, i) => ({
        ...{ atMs: AT_MS - (3 - i) * 600_000, figures: { p95Ms }, count: null },
      })),
  };
  const forecast = query({ forecast: { horizonSeconds: 3_600 } });
  // 10 in ten minutes, from 30 ten minutes ago: 30 + 10 + 60.
  expect(thingsOf(forecast, [[filling]], AT_MS)[0]?.figures.p95Ms).toBeCloseTo(100, 9);
});
