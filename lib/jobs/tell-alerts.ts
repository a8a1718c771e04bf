import type { Notification, NotifiedAlert } from "@/lib/domain/notifications.ts";
import { alertLabels, isSilencedBy, type Silence } from "@/lib/domain/silences.ts";
import type { WatchedRule } from "@/lib/query/watched-rules.ts";
import type { NewOutboxEntry } from "@/lib/store/alert-outbox.ts";
import type { StoredAlert } from "@/lib/store/alert-state.ts";

type Told = { alerts: StoredAlert[]; entries: NewOutboxEntry[] };

/**
 * Who has to be told of a rule's alerts as they stand at a time: of those that fire, are not silenced and were not told
 * yet, the rule's channels; that one is over, whoever was told of it. Returns the alerts with what they remember of it.
 */
export function tellAlerts(
  rule: WatchedRule | null,
  alerts: readonly StoredAlert[],
  { atMs, silences }: { atMs: number; silences: readonly Silence[] },
): Told {
  const byChannel = new Map<string, StoredAlert[]>();
  const told = alerts.map((alert) => {
    const channelIds = channelsFor(rule, alert, { atMs, silences });
    for (const id of channelIds) byChannel.set(id, [...(byChannel.get(id) ?? []), alert]);
    if (channelIds.length === 0 || alert.phase.kind !== "firing") return alert;
    return { ...alert, notifiedMs: atMs, channelIds };
  });
  const entries = [...byChannel].map(([channelId, own]): NewOutboxEntry => {
    const notification = notificationOf(rule, own, atMs);
    const { ruleId } = notification;
    return { idempotencyKey: `${ruleId}:${atMs}:${channelId}`, channelId, notification };
  });
  return { alerts: told, entries };
}

function channelsFor(
  rule: WatchedRule | null,
  alert: StoredAlert,
  { atMs, silences }: { atMs: number; silences: readonly Silence[] },
): string[] {
  if (alert.phase.kind === "resolved") return alert.notifiedMs === null ? [] : alert.channelIds;
  if (alert.phase.kind === "pending" || alert.notifiedMs !== null) return [];
  const labels = alertLabels(alert);
  if (silences.some((silence) => isSilencedBy(silence, labels, atMs))) return [];
  return rule?.spec.channelIds ?? [];
}

const ofAlert = ({ alertId, key, value, phase }: StoredAlert): NotifiedAlert => ({
  id: alertId,
  status: phase.kind === "resolved" ? "resolved" : "firing",
  key,
  value,
  sinceMs: phase.sinceMs,
  resolvedMs: phase.kind === "resolved" ? phase.resolvedMs : null,
});

function notificationOf(
  rule: WatchedRule | null,
  alerts: readonly StoredAlert[],
  atMs: number,
): Notification {
  const [first] = alerts;
  return {
    ruleId: first?.ruleId ?? rule?.id ?? "",
    ruleName: first?.ruleName ?? rule?.spec.name ?? "",
    severity: first?.severity ?? "",
    labels: first?.labels ?? {},
    query: rule === null ? null : rule.spec.query,
    operator: rule?.spec.operator ?? null,
    threshold: first?.threshold ?? null,
    description: rule?.spec.description ?? null,
    runbookUrl: rule?.spec.runbookUrl ?? null,
    atMs,
    alerts: alerts.map(ofAlert),
  };
}
