import { alertKeyText } from "@/lib/domain/alerts.ts";
import { selectAlertsById } from "@/lib/store/alert-state.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { courseGrid, readRuleCourse } from "./alert-course.ts";
import { drawAlert } from "./alert-picture.ts";
import { readingsOf } from "./alert-readings.ts";
import { loadWatchedRules } from "./watched-rules.ts";

const BEFORE_MS = 30 * 60_000;
/** A longer alert is shown from this long before its newest moment. */
const LONGEST_MS = 24 * 3_600_000;
const MOST_POINTS = 120;
const LEAST_SECONDS = 60;

/**
 * A picture of what an alert's rule found from half an hour before the alert until a time, as PNG. Null: there is no such
 * alert, its rule is gone or switched off, or nothing is kept of that time.
 */
export async function drawAlertChart(
  client: Queryable,
  { alertId, untilMs }: { alertId: string; untilMs: number },
  nowMs: number,
): Promise<Buffer | null> {
  const [alert] = await selectAlertsById(client, [alertId]);
  const { rules } = await loadWatchedRules(client);
  const rule = rules.find(({ id }) => id === alert?.ruleId);
  if (!alert || !rule) return null;
  const { query } = rule.spec;
  const toMs = Math.min(untilMs, nowMs);
  const fromMs = Math.max(alert.phase.sinceMs - BEFORE_MS, toMs - LONGEST_MS);
  const everySeconds = Math.max(LEAST_SECONDS, (toMs - fromMs) / 1_000 / MOST_POINTS);
  const grid = courseGrid(query, everySeconds, { fromMs, toMs });
  const moments = await readRuleCourse(query, grid, nowMs);
  const points = moments.map(({ atMs, things }) => {
    const readings = readingsOf(query, rule.condition, things);
    const own = readings.find(({ key }) => alertKeyText(key) === alert.keyText);
    return { atMs, value: own?.value ?? null };
  });
  if (points.every(({ value }) => value === null)) return null;
  const isAboveBad = rule.spec.operator.startsWith(">");
  return drawAlert({ fromMs, toMs, points, threshold: alert.threshold, isAboveBad });
}
