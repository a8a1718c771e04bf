import { isAcknowledged } from "@/lib/domain/acknowledgements.ts";
import {
  advanceGroups,
  type GroupedAlert,
  type GroupMessage,
  groupOf,
} from "@/lib/domain/alert-groups.ts";
import { type Destination, destinationsOf, ROOT_ROUTE } from "@/lib/domain/alert-routing.ts";
import { CHANNEL_RULE } from "@/lib/domain/channels.ts";
import { muter } from "@/lib/domain/muting.ts";
import { alertLabels } from "@/lib/domain/silences.ts";
import { notifiedOf } from "@/lib/query/notified-alert.ts";
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
  const labels = firing.map((alert) => placeOf(world, alert).labels);
  const muteOf = muter({ ...world, inhibitions: world.routing.inhibitions }, labels, atMs);
  const grouped = firing.map((alert): GroupedAlert => {
    const { alertId } = alert;
    const place = placeOf(world, alert);
    const isMuted = muteOf(place.labels) !== null;
    const ack = world.acks.get(alertId);
    return {
      ...{ alertId, groups: place.groups, isMuted },
      isAcknowledged: isAcknowledged(ack, alert, atMs),
    };
  });
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

/** What can be matched of an alert, and where it is told. */
function placeOf(world: AlertWorld, alert: StoredAlert) {
  const known = world.places.get(alert);
  if (known) return known;
  const rule = world.rulesById.get(alert.ruleId);
  const labels = alertLabels(alert, rule?.spec.query ?? null);
  const channelIds = rule?.spec.channelIds ?? [];
  const groups = destinationsFor(world, alert, { labels, channelIds }).map(groupOf);
  const place = { labels, groups };
  world.places.set(alert, place);
  return place;
}

/** That a channel fails is told to the others: those that routes name, else all of them. */
function destinationsFor(
  world: AlertWorld,
  { ruleId, labels }: StoredAlert,
  given: Parameters<typeof destinationsOf>[1],
): Destination[] {
  const routed = destinationsOf(world.routing, given);
  if (ruleId !== CHANNEL_RULE) return routed;
  const others = routed.filter(({ channelId }) => channelId !== labels.channelId);
  if (others.length > 0) return others;
  const rest = [...world.channels.keys()].filter((id) => id !== labels.channelId);
  return rest.map((channelId) => ({ channelId, routeId: ROOT_ROUTE, groupLabels: {} }));
}

function entryOf(
  { group, firing, resolved }: GroupMessage,
  given: { byId: ReadonlyMap<string, StoredAlert>; world: AlertWorld; atMs: number },
): NewOutboxEntry {
  const { byId, world, atMs } = given;
  const { groupId, channelId, groupLabels } = group;
  const alerts = [...firing, ...resolved].flatMap((alertId) => {
    const alert = byId.get(alertId);
    if (!alert) return [];
    const ack = world.acks.get(alertId);
    const acknowledgedBy = isAcknowledged(ack, alert, atMs) ? ack.by.name : null;
    return [notifiedOf(alert, { rule: world.rulesById.get(alert.ruleId), acknowledgedBy })];
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
