import { expect, test } from "vitest";
import type { AlertPreview } from "@/lib/contract/alert-preview.ts";
import type { AlertRuleSpec } from "@/lib/contract/alert-rules.ts";
import type { Alert } from "@/lib/contract/alerts.ts";
import { alertCourseRange, alertCourseSpec, toAlertCourse } from "./alert-course.ts";

const at = (text: string) => `2026-11-29T${text}:00.000Z`;
const NOW_MS = Date.parse(at("12:00"));
const range = (since: string, resolvedAt: string | null) => {
  const { fromMs, toMs } = alertCourseRange({ since, resolvedAt }, NOW_MS);
  return [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
};

test("as long again before and after, but half an hour at least", () => {
  expect(range(at("08:00"), at("09:00"))).toEqual([at("07:00"), at("10:00")]);
  expect(range(at("08:00"), at("08:05"))).toEqual([at("07:30"), at("08:35")]);
});

test("what goes on ends now; what has lasted long begins six hours before", () => {
  expect(range(at("11:50"), null)).toEqual([at("11:20"), at("12:00")]);
  expect(range("2026-11-27T12:00:00.000Z", null)).toEqual([
    "2026-11-27T06:00:00.000Z",
    at("12:00"),
  ]);
});

test("no more than a preview looks at", () => {
  const [from] = range("2026-09-01T00:00:00.000Z", null);
  expect(from).toBe("2026-10-30T12:00:00.000Z");
});

const spec = {
  ...{ name: "Slow", operator: ">", threshold: 300, intervalSeconds: 60 },
  query: {
    ...{ concern: "requests", measure: "p95Ms", windowSeconds: 300, groupBy: ["service"] },
    filters: { environment: ["live"] },
  },
} as unknown as AlertRuleSpec;
const alert = {
  ...{ key: { service: "shop", route: "" }, threshold: 200, since: at("11:00") },
  ...{ firedAt: at("11:02"), resolvedAt: null },
} as unknown as Alert;

test("its rule is asked about its service, with its own threshold", () => {
  const asked = alertCourseSpec(spec, alert);
  expect(asked.threshold).toBe(200);
  expect(asked.query.filters).toEqual({ environment: ["live"], service: ["shop"] });
});

const group = (service: string, value: number | null) => ({
  ...{ key: { service, route: "" }, firings: 0, flaps: 0, pendings: 0, firedSeconds: 0 },
  ...{ firing: [], points: [at("11:58"), at("11:59")].map((when) => ({ at: when, value })) },
});
const preview = (groups: ReturnType<typeof group>[]): AlertPreview => ({
  ...{ from: at("11:58"), to: at("12:00"), evaluations: 2, everySeconds: 60 },
  ...{ windowSeconds: 300, stepSeconds: 60, groupCount: groups.length, groups },
  ...{ firings: 0, flaps: 0, pendings: 0, firedSeconds: 0 },
});

test("the course of its own group, and the time that it fired", () => {
  const groups = [group("mail", 900), group("shop", 250)];
  const course = toAlertCourse(preview(groups), spec, { alert, nowMs: NOW_MS });
  expect(course?.tracks[0]?.lines.map(({ values }) => values)).toEqual([[250, 250]]);
  expect(course?.intervals).toEqual([
    { fromMs: Date.parse(at("11:02")), toMs: NOW_MS, tone: "critical", label: "fired" },
  ]);
});

test("nothing to draw where nothing of it is kept", () => {
  for (const groups of [[], [group("mail", 900)], [group("shop", null)]]) {
    expect(toAlertCourse(preview(groups), spec, { alert, nowMs: NOW_MS })).toBeNull();
  }
});
