import { expect, test } from "vitest";
import type { LogHistogramResponse, SeverityCounts } from "@/lib/contract/logs.ts";
import { logsCondition } from "./logs-condition.ts";
import { plainText } from "./sentence.ts";

const NONE = { trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0, unspecified: 0 };
const AT_MS = Date.parse("2026-11-25T12:00:00Z");

/** An answer whose points are minutes from noon with these counts. */
function answerOf(...minutes: Partial<SeverityCounts>[]): LogHistogramResponse {
  const totals = { ...NONE };
  const points = minutes.map((given, i) => {
    const point = { ...NONE, ...given };
    for (const severity of Object.keys(NONE) as (keyof typeof NONE)[]) {
      totals[severity] += point[severity];
    }
    return { at: new Date(AT_MS + i * 60_000).toISOString(), ...point };
  });
  const to = new Date(AT_MS + minutes.length * 60_000).toISOString();
  const from = new Date(AT_MS).toISOString();
  return { from, to, stepSeconds: 60, totals, points, countedShare: 1 };
}

const told = { service: null, narrowed: false, zone: "UTC" };
const say = (answer: LogHistogramResponse, more = {}) => {
  const { status, parts } = logsCondition(answer, { ...told, ...more });
  return `${status}: ${plainText(parts)}`;
};

test("nothing, no errors, some and many", () => {
  expect(say(answerOf({}), { service: "till" })).toBe(
    "unknown: No log record of till in this range.",
  );
  expect(say(answerOf({ info: 1_200 }, { warn: 3 }))).toBe(
    "ok: No errors among 1,203 log records, 3 warnings.",
  );
  expect(say(answerOf({ info: 999, error: 1 }), { narrowed: true })).toBe(
    "warning: 1 error among 1,000 log records that match, 0.10\u00a0%.",
  );
  expect(say(answerOf({ info: 9, fatal: 1 }))).toMatch(/^critical: 1 error among 10 log records/);
});

test("the minute that stands out is named", () => {
  const answer = answerOf(
    { info: 900, error: 1 },
    { info: 900, error: 1 },
    { info: 900, error: 10 },
  );
  expect(say(answer)).toContain("; most at 12:02, 10 of them.");
  expect(say({ ...answer, countedShare: 0.5 })).toContain("among about 2,712 log records");
});
