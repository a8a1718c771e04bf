import {
  advanceGroups,
  type GroupedAlert,
  type GroupMessage,
  groupOf,
} from "@/lib/domain/alert-groups.ts";
import { destinationsOf } from "@/lib/domain/alert-routing.ts";
import type { NotifiedAlert } from "@/lib/domain/notifications.ts";
import { alertLabels, isSilencedBy } from "@/lib/domain/silences.ts";
import type { WatchedRule } from "@/lib/query/watched-rules.ts";
import type { NewOutboxEntry } from "@/lib/store/alert-outbox.ts";
import type { StoredAlert } from "@/lib/store/alert-state.ts";
import type { AlertStep, AlertWorld } from "./alert-world.ts";

/**
 * Adds to a step, which the world has taken in already, what has to be told at a time, what groups of alerts remember
 * of it, and what alerts do.
 */
export function tellAlerts(world: AlertWorld, step: AlertStep, atMs: number): void {
  const firing = [...world.active.values()].flatMap((alerts) =>
    [...alerts.values()].filter(({ phase }) => phase.kind === "firing"),
  );
  const grouped = firing.map((alert) => groupedOf(world, alert, atMs));
  const { saved, removed, messages } = advanceGroups(world.groups, grouped, {
    ...{ routing: world.routing, nowMs: atMs },
  });
  for (const group of saved) world.groups.set(group.groupId, group);
  for (const groupId of removed) world.groups.delete(groupId);
  step.groups = { saved, removed };
  const byId = new Map([...world.ended, ...firing.map((one) => [one.alertId, one] as const)]);
  const changed = new Map(step.saved.map((alert) => [alert.alertId, alert]));
  for (const message of messages) {
    const entry = entryOf(message, { byId, world, atMs });
    if (entry.notification.alerts.length > 0) step.entries.push(entry);
    for (const alertId of message.firing) {
      const alert = byId.get(alertId);
      const next = alert && toldOf(alert, message.group.channelId, atMs);
      if (!next) continue;
      byId.set(alertId, next);
      changed.set(alertId, next);
      world.active.get(next.ruleId)?.set(next.keyText, next);
    }
  }
  step.saved = [...changed.values()];
}

function groupedOf(world: AlertWorld, alert: StoredAlert, atMs: number): GroupedAlert {
  const rule = world.rulesById.get(alert.ruleId);
  const labels = alertLabels(alert, rule?.spec.query ?? null);
  const channelIds = rule?.spec.channelIds ?? [];
  const groups =
    world.places.get(alert) ?? destinationsOf(world.routing, { labels, channelIds }).map(groupOf);
  world.places.set(alert, groups);
  return {
    alertId: alert.alertId,
    groups,
    isMuted: world.silences.some((silence) => isSilencedBy(silence, labels, atMs)),
    isAcknowledged: false,
  };
}

function entryOf(
  { group, firing, resolved }: GroupMessage,
  given: { byId: ReadonlyMap<string, StoredAlert>; world: AlertWorld; atMs: number },
): NewOutboxEntry {
  const { byId, world, atMs } = given;
  const { groupId, channelId, groupLabels } = group;
  const alerts = [...firing, ...resolved].flatMap((alertId) => {
    const alert = byId.get(alertId);
    return alert ? [notifiedOf(alert, world.rulesById.get(alert.ruleId))] : [];
  });
  const notification = { groupId, groupLabels: { ...groupLabels }, atMs, alerts };
  return { idempotencyKey: `${groupId}:${atMs}`, channelId, notification };
}

/** The alert with whom it was told to, for those who look at it; null: it says so already. */
function toldOf(alert: StoredAlert, channelId: string, atMs: number): StoredAlert | null {
  if (alert.notifiedMs !== null && alert.channelIds.includes(channelId)) return null;
  const channelIds = [...new Set([...alert.channelIds, channelId])];
  return { ...alert, notifiedMs: alert.notifiedMs ?? atMs, channelIds };
}

function notifiedOf(alert: StoredAlert, rule: WatchedRule | undefined): NotifiedAlert {
  const { alertId, ruleId, ruleName, severity, labels, key, value, threshold, phase } = alert;
  return {
    ...{ id: alertId, ruleId, ruleName, severity, labels, key, value, threshold },
    status: phase.kind === "resolved" ? "resolved" : "firing",
    query: rule?.spec.query ?? null,
    operator: rule?.spec.operator ?? null,
    sinceMs: phase.sinceMs,
    resolvedMs: phase.kind === "resolved" ? phase.resolvedMs : null,
    description: rule?.spec.description ?? null,
    runbookUrl: rule?.spec.runbookUrl ?? null,
  };
}
