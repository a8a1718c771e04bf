import type { AlertPreview } from "@/lib/contract/alert-preview.ts";
import type { AlertRuleSpec } from "@/lib/contract/alert-rules.ts";
import type { Alert } from "@/lib/contract/alerts.ts";
import { alertKeyText } from "@/lib/domain/alerts.ts";
import { toPreview } from "./alert-preview.ts";
import type { Track, TrackInterval, TrackTimes } from "./track.ts";

const LEAST_MS = 1_800_000;
const MOST_MS = 6 * 3_600_000;
/** A preview looks at no more than 31 days. */
const LONGEST_MS = 30 * 86_400_000;
const HEIGHT = 140;

/** The course of an alert's value, ready to draw. */
export type AlertCourse = { times: TrackTimes; tracks: Track[]; intervals: TrackInterval[] };

type Times = Pick<Alert, "since" | "resolvedAt">;

/** What is shown of an alert: its own time, and on both sides as long again, half an hour to six hours. */
export function alertCourseRange({ since, resolvedAt }: Times, nowMs: number) {
  const sinceMs = Date.parse(since);
  const endMs = resolvedAt === null ? nowMs : Date.parse(resolvedAt);
  const aroundMs = Math.min(Math.max(endMs - sinceMs, LEAST_MS), MOST_MS);
  const toMs = Math.min(endMs + aroundMs, nowMs);
  return { fromMs: Math.max(sinceMs - aroundMs, toMs - LONGEST_MS), toMs };
}

/** The rule of an alert, asked about its service alone and with the threshold that the alert had. */
export function alertCourseSpec(spec: AlertRuleSpec, { key, threshold }: Alert): AlertRuleSpec {
  const { filters } = spec.query;
  const narrowed = key.service ? { ...filters, service: [key.service] } : filters;
  return { ...spec, threshold, query: { ...spec.query, filters: narrowed } };
}

/** The course of an alert's group and when it fired; null: nothing of it is known any more. */
export function toAlertCourse(
  preview: AlertPreview,
  spec: AlertRuleSpec,
  { alert, nowMs }: { alert: Alert; nowMs: number },
): AlertCourse | null {
  const text = alertKeyText(alert.key);
  const group = preview.groups.find(({ key }) => alertKeyText(key) === text);
  if (!group?.points.some(({ value }) => value !== null)) return null;
  const { times, track } = toPreview({ ...preview, groups: [group] }, spec, {
    ...{ chosen: null, nowMs },
  });
  return { times, tracks: [{ ...track, height: HEIGHT }], intervals: firedTime(alert, times) };
}

function firedTime({ firedAt, resolvedAt }: Alert, { toMs }: TrackTimes): TrackInterval[] {
  if (firedAt === null) return [];
  const endMs = resolvedAt === null ? toMs : Date.parse(resolvedAt);
  return [{ fromMs: Date.parse(firedAt), toMs: endMs, tone: "critical", label: "fired" }];
}
