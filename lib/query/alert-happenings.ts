import type { TimelineEvent, TimelineParams } from "@/lib/contract/timeline.ts";
import { ALERT_SEVERITIES } from "@/lib/domain/alerts.ts";
import { concernsFilter, type MarkerPlace } from "@/lib/domain/timeline.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import { type StoredAlert, selectFiredAlerts } from "@/lib/store/alert-state.ts";

/** Alerts that fired within a range (Unix ms), the newest first; `isCut`: there were more. */
export async function alertHappenings(
  range: { fromMs: number; toMs: number },
  { params, limit }: { params: TimelineParams; limit: number },
): Promise<{ events: TimelineEvent[]; isCut: boolean }> {
  const alerts = await selectFiredAlerts(primaryReadPool(), range, limit);
  const events = alerts.flatMap((alert): TimelineEvent[] => {
    const place = placeOf(alert);
    return concernsFilter(place, params) ? [toEvent(alert, place)] : [];
  });
  return { events, isCut: alerts.length === limit };
}

/** What a rule does not group by it says nothing of, so that it is about all of it. */
const placeOf = ({ key }: StoredAlert): MarkerPlace => ({
  service: key.service ?? null,
  namespace: key.namespace ?? null,
  environment: key.environment ?? null,
});

function toEvent(alert: StoredAlert, place: MarkerPlace): TimelineEvent {
  const { phase, key, ruleName } = alert;
  const firedMs = phase.kind === "pending" ? phase.sinceMs : phase.firedMs;
  const { service, namespace: _, environment: __, ...others } = key;
  const parts = [service ?? "", ...Object.values(others)].filter((value) => value !== "");
  return {
    ...{ source: "alert", kind: "alert", id: `alert ${alert.alertId}`, alertId: alert.alertId },
    at: iso(firedMs),
    title: parts.length === 0 ? ruleName : `${ruleName}: ${parts.join(", ")}`,
    ...{ ...place, version: null, change: null },
    ...{ ruleId: alert.ruleId, ruleName, key },
    severity: ALERT_SEVERITIES.find((known) => known === alert.severity) ?? "warning",
    since: iso(phase.sinceMs),
    resolvedAt: phase.kind === "resolved" ? iso(phase.resolvedMs) : null,
    ...{ value: alert.value, threshold: alert.threshold },
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
