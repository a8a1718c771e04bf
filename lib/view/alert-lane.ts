import type { Alert } from "@/lib/contract/alerts.ts";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import type { Lane, LaneMark } from "./lane.ts";
import { formatDuration, formatTime } from "./time-format.ts";

/** What a page is narrowed to; null: everything. */
export type AlertScope = {
  service: string | null;
  namespace: string | null;
  environment: string | null;
};

type Frame = { fromMs: number; toMs: number; nowMs: number; zone: string };

/** Whether an alert is about something of a scope; one that names no service is about all of them. */
export const concernsScope = ({ key }: Pick<Alert, "key">, scope: AlertScope): boolean =>
  (["service", "namespace", "environment"] as const).every((name) => {
    const own = key[name];
    return scope[name] === null || own === undefined || own === scope[name];
  });

type FiredAlert = Pick<
  Alert,
  "id" | "ruleName" | "key" | "severity" | "state" | "firedAt" | "resolvedAt"
>;

/**
 * What is known of alerts now, and those of the timeline that are older than that reaches: live answers tell sooner that
 * one is over.
 */
export function knownAlerts(
  live: readonly Alert[],
  events: readonly TimelineEvent[],
): readonly FiredAlert[] {
  const ids = new Set(live.map(({ id }) => id));
  const older = events.flatMap((event): FiredAlert[] => {
    if (event.source !== "alert" || ids.has(event.alertId)) return [];
    const { alertId: id, ruleName, key, severity, at: firedAt, resolvedAt } = event;
    const state = resolvedAt === null ? "firing" : "resolved";
    return [{ id, ruleName, key, severity, state, firedAt, resolvedAt }];
  });
  return [...live, ...older];
}

/** The times at which alerts fired within a range, as a lane of the timeline. */
export function alertLane(alerts: readonly FiredAlert[], scope: AlertScope, frame: Frame): Lane {
  const marks = alerts.flatMap((alert): LaneMark[] => {
    if (alert.firedAt === null || !concernsScope(alert, scope)) return [];
    const fromMs = Date.parse(alert.firedAt);
    const endMs = alert.resolvedAt === null ? frame.nowMs : Date.parse(alert.resolvedAt);
    if (fromMs >= frame.toMs || endMs <= frame.fromMs) return [];
    const about = alert.key.service ? `${alert.ruleName}: ${alert.key.service}` : alert.ruleName;
    const since = formatTime(fromMs, frame.zone, "day-minute");
    const lasted = formatDuration(endMs - fromMs);
    const title =
      alert.resolvedAt === null
        ? `${about} fires since ${since}, for ${lasted}`
        : `${about} fired at ${since}, resolved after ${lasted}`;
    return [
      {
        ...{ id: `alert ${alert.id}`, kind: "alert", fromMs, toMs: endMs, label: about, title },
        loud: alert.state === "firing" && alert.severity === "critical",
      },
    ];
  });
  return { id: "alerts", label: "Alerts", marks };
}
