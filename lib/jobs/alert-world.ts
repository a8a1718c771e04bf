import type { Pool } from "pg";
import type { Acknowledgement } from "@/lib/domain/acknowledgements.ts";
import type { AlertGroup, GroupPlace } from "@/lib/domain/alert-groups.ts";
import type { AlertRouting } from "@/lib/domain/alert-routing.ts";
import type { MaintenanceWindow } from "@/lib/domain/maintenance.ts";
import { log } from "@/lib/platform/log.ts";
import { loadAlertRouting } from "@/lib/query/alert-routes.ts";
import { loadMaintenance } from "@/lib/query/maintenance.ts";
import { loadWatchedRules, type WatchedRule } from "@/lib/query/watched-rules.ts";
import { selectAcknowledgements } from "@/lib/store/alert-acks.ts";
import type { AlertGap } from "@/lib/store/alert-gaps.ts";
import { selectAlertGroups } from "@/lib/store/alert-groups.ts";
import type { NewOutboxEntry } from "@/lib/store/alert-outbox.ts";
import {
  type AlertProgress,
  type StoredAlert,
  selectActiveAlerts,
  selectAlertProgress,
  selectAlertsById,
} from "@/lib/store/alert-state.ts";
import { type FailingChannel, selectFailingChannels } from "@/lib/store/channel-health.ts";
import { selectChannelNames } from "@/lib/store/channel-names.ts";
import { type OpenSilence, selectOpenSilences } from "@/lib/store/watched-rules.ts";

/** How long a lease lasts after each turn and each write. */
export const LEASE_MS = 15_000;

/** Somebody else evaluates now: what this one worked out was not written. */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";
}

/** The lease under which one evaluates, and the time on the database's clock. */
export type Holding = { token: bigint; nowMs: number };

/** Everything that an evaluation goes out from; kept up to date while several are caught up. */
export type AlertWorld = {
  rules: WatchedRule[];
  rulesById: ReadonlyMap<string, WatchedRule>;
  /** Rules that this version cannot read: their alerts stay as they are. */
  unreadable: ReadonlySet<string>;
  progress: Map<string, AlertProgress>;
  /** Pending and firing alerts by rule, then by their keys' texts. */
  active: Map<string, Map<string, StoredAlert>>;
  /** Resolved alerts that some channel believes to fire, by id. */
  ended: Map<string, StoredAlert>;
  silences: OpenSilence[];
  windows: MaintenanceWindow[];
  /** By the ids of their alerts. */
  acks: Map<string, Acknowledgement>;
  failing: FailingChannel[];
  /** The names of all channels, by id. */
  channels: Map<string, string>;
  routing: AlertRouting;
  groups: Map<string, AlertGroup>;
  /** What can be matched of an alert and where it is told, worked out once. */
  places: WeakMap<StoredAlert, { labels: Record<string, string>; groups: GroupPlace[] }>;
};

/** What is written in one transaction. */
export type AlertStep = {
  saved: StoredAlert[];
  dropped: StoredAlert[];
  entries: NewOutboxEntry[];
  groups: { saved: AlertGroup[]; removed: string[] };
  progress: AlertProgress[];
  gaps: AlertGap[];
  /** Rules that no longer exist. */
  forgotten: string[];
};

export const newStep = (): AlertStep => ({
  saved: [],
  dropped: [],
  entries: [],
  groups: { saved: [], removed: [] },
  progress: [],
  gaps: [],
  forgotten: [],
});

/** Reads what evaluations go out from. */
export async function loadWorld(pool: Pool, nowMs: number): Promise<AlertWorld> {
  const { rules, unreadable } = await loadWatchedRules(pool);
  for (const ruleId of unreadable) log.warn("an alert rule cannot be read", { ruleId });
  const active = new Map<string, Map<string, StoredAlert>>();
  for (const alert of await selectActiveAlerts(pool))
    activeOf(active, alert.ruleId).set(alert.keyText, alert);
  const groups = await selectAlertGroups(pool);
  return {
    ...{ rules, unreadable: new Set(unreadable), active, groups },
    rulesById: new Map(rules.map((rule) => [rule.id, rule])),
    ended: await loadEnded(pool, groups, active),
    progress: await selectAlertProgress(pool),
    silences: await selectOpenSilences(pool, nowMs),
    windows: await loadMaintenance(pool),
    failing: await selectFailingChannels(pool),
    channels: await selectChannelNames(pool),
    acks: await selectAcknowledgements(pool),
    routing: await loadAlertRouting(pool),
    places: new WeakMap(),
  };
}

async function loadEnded(
  pool: Pool,
  groups: AlertWorld["groups"],
  active: AlertWorld["active"],
): Promise<Map<string, StoredAlert>> {
  const alive = new Set<string>();
  for (const alerts of active.values())
    for (const { alertId } of alerts.values()) alive.add(alertId);
  const told = new Set([...groups.values()].flatMap((group) => group.told));
  const ended = await selectAlertsById(
    pool,
    [...told].filter((alertId) => !alive.has(alertId)),
  );
  return new Map(ended.map((alert) => [alert.alertId, alert]));
}

/** The alerts of a rule, to read and to change. */
export function activeOf(active: AlertWorld["active"], ruleId: string): Map<string, StoredAlert> {
  const known = active.get(ruleId) ?? new Map<string, StoredAlert>();
  active.set(ruleId, known);
  return known;
}
