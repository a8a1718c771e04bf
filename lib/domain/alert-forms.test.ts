import fc from "fast-check";
import { expect, test } from "vitest";
import { alertFormProblem, forecastStep, lineAt } from "./alert-forms.ts";

const HOUR_MS = 3_600_000;

test("a line leads on: 10, 12, 14 by the hour are 20 three hours later", () => {
  const points = [10, 12, 14].map((value, i) => ({ atMs: i * HOUR_MS, value }));
  expect(lineAt(points, 5 * HOUR_MS)).toBeCloseTo(20, 12);
});

test("least squares of values that lie on no line", () => {
  // Through (0, 1), (1, 2), (2, 2): slope 1/2, mean 5/3 at 1; at 4 it is 5/3 + 3/2.
  const points = [1, 2, 2].map((value, i) => ({ atMs: i * HOUR_MS, value }));
  expect(lineAt(points, 4 * HOUR_MS)).toBeCloseTo(5 / 3 + 3 / 2, 12);
});

test("too few values, or all at one time, lead nowhere", () => {
  const same = [1, 2, 3].map((value) => ({ atMs: 0, value }));
  expect(lineAt([], 0)).toBeNull();
  expect(lineAt(same.slice(0, 2), HOUR_MS)).toBeNull();
  expect(lineAt(same, HOUR_MS)).toBeNull();
});

test("any line is found again, years after 1970", () => {
  const startMs = Date.UTC(2026, 10, 28);
  fc.assert(
    fc.property(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.integer({ min: 3, max: 60 }),
      (start, slope, count) => {
        const at = (hours: number) => start + slope * hours;
        const points = Array.from({ length: count }, (_, i) => ({
          atMs: startMs + i * HOUR_MS,
          value: at(i),
        }));
        expect(lineAt(points, startMs + 100 * HOUR_MS)).toBeCloseTo(at(100), 5);
      },
    ),
  );
});

test("a forecast goes out from about twenty whole minutes or more", () => {
  expect(forecastStep(300)).toBe(60);
  expect(forecastStep(6 * 3_600)).toBe(18 * 60);
});

test.each([
  [{ measure: "apdex" }, "targetMs"],
  [{ measure: "apdex", targetMs: 200 }, null],
  [{ measure: "p95Ms", targetMs: 200 }, "targetMs"],
  [{ measure: "burnRate" }, "objective"],
  [{ measure: "burnRate", objective: 0.99, shortWindowSeconds: 301 }, "shortWindowSeconds"],
  [{ measure: "burnRate", objective: 0.99, shortWindowSeconds: 60 }, null],
  [{ measure: "p95Ms", objective: 0.99 }, "objective"],
  [
    {
      measure: "p95Ms",
      compare: { offsetSeconds: 86_400, as: "ratio" as const },
      forecast: { horizonSeconds: 3_600 },
    },
    "forecast",
  ],
  [{ measure: "p95Ms", windowSeconds: 60, forecast: { horizonSeconds: 3_600 } }, "windowSeconds"],
])("what a form needs: %o", (given, field) => {
  const problem = alertFormProblem({ concern: "requests", windowSeconds: 300, ...given });
  expect(problem?.path[0] ?? null).toBe(field);
});
