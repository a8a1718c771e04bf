import { expect, test } from "vitest";
import { dueEvaluations, MOST_CATCH_UP } from "./alert-schedule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (minutes: number) => 1_000 * HOUR + minutes * MINUTE;

test("a new rule is evaluated now, then on multiples of its interval", () => {
  expect(dueEvaluations(null, 60, at(0.4))).toEqual({ times: [at(0.4)], gap: null });
  expect(dueEvaluations(at(0.4), 60, at(0.9))).toEqual({ times: [], gap: null });
  expect(dueEvaluations(at(0.4), 60, at(1))).toEqual({ times: [at(1)], gap: null });
  expect(dueEvaluations(at(1), 60, at(1.9))).toEqual({ times: [], gap: null });
});

test("what was missed is caught up, each at its own time", () => {
  expect(dueEvaluations(at(1), 60, at(4.5))).toEqual({ times: [at(2), at(3), at(4)], gap: null });
});

test("what is too long ago is a gap", () => {
  const { times, gap } = dueEvaluations(at(0), 60, at(600));
  // Three hours before minute 600.
  expect([times[0], times.at(-1), times.length]).toEqual([at(420), at(600), 181]);
  expect(gap).toEqual({ fromMs: at(0), toMs: at(420) });
});

test("a rule of every second catches up so many evaluations", () => {
  const { times, gap } = dueEvaluations(at(0), 1, at(60));
  expect(times).toHaveLength(MOST_CATCH_UP);
  expect(gap).toEqual({ fromMs: at(0), toMs: at(54) + 1_000 });
});

test("a rule of every day is evaluated though its last time was long ago", () => {
  const day = 24 * HOUR;
  const { times, gap } = dueEvaluations(40 * day, 86_400, 41 * day + 5 * HOUR);
  expect(times).toEqual([41 * day]);
  expect(gap).toBeNull();
});

test("a clock that went back evaluates nothing twice", () => {
  expect(dueEvaluations(at(5), 60, at(3))).toEqual({ times: [], gap: null });
});
