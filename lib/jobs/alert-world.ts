import type { Pool } from "pg";
import { log } from "@/lib/platform/log.ts";
import { loadWatchedRules, type WatchedRule } from "@/lib/query/watched-rules.ts";
import { type AlertGap, insertAlertGaps } from "@/lib/store/alert-gaps.ts";
import { holdAlertLease } from "@/lib/store/alert-lease.ts";
import { insertOutbox, type NewOutboxEntry } from "@/lib/store/alert-outbox.ts";
import {
  type AlertProgress,
  deleteAlertProgress,
  deleteAlerts,
  type StoredAlert,
  saveAlertProgress,
  saveAlerts,
  selectActiveAlerts,
  selectAlertProgress,
} from "@/lib/store/alert-state.ts";
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
  /** Rules that this version cannot read: their alerts stay as they are. */
  unreadable: ReadonlySet<string>;
  progress: Map<string, AlertProgress>;
  /** Pending and firing alerts by rule, then by their keys' texts. */
  active: Map<string, Map<string, StoredAlert>>;
  silences: OpenSilence[];
};

/** What is written in one transaction. */
export type AlertStep = {
  saved: StoredAlert[];
  dropped: StoredAlert[];
  entries: NewOutboxEntry[];
  progress: AlertProgress[];
  gaps: AlertGap[];
  /** Rules that no longer exist. */
  forgotten: string[];
};

export const newStep = (): AlertStep => ({
  saved: [],
  dropped: [],
  entries: [],
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
  const progress = await selectAlertProgress(pool);
  const silences = await selectOpenSilences(pool, nowMs);
  return { rules, unreadable: new Set(unreadable), progress, active, silences };
}

/** The alerts of a rule, to read and to change. */
export function activeOf(active: AlertWorld["active"], ruleId: string): Map<string, StoredAlert> {
  const known = active.get(ruleId) ?? new Map<string, StoredAlert>();
  active.set(ruleId, known);
  return known;
}

/**
 * Writes a step with what has to be told of it, in one transaction under the lease, and brings the world up to date.
 * Throws `LeaseLostError`, and then nothing was written.
 */
export async function commitStep(
  pool: Pool,
  step: AlertStep,
  { world, holding }: { world: AlertWorld; holding: Holding },
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    if (!(await holdAlertLease(client, holding.token, LEASE_MS))) {
      throw new LeaseLostError("the lease for evaluating alerts is another one's");
    }
    await deleteAlerts(
      client,
      step.dropped.map(({ alertId }) => alertId),
    );
    await saveAlerts(client, step.saved);
    await insertOutbox(client, step.entries, holding.nowMs);
    await insertAlertGaps(client, step.gaps);
    await saveAlertProgress(client, step.progress);
    await deleteAlertProgress(client, step.forgotten);
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
  applyStep(step, world);
}

function applyStep(step: AlertStep, world: AlertWorld): void {
  for (const { ruleId, keyText } of step.dropped) world.active.get(ruleId)?.delete(keyText);
  for (const alert of step.saved) {
    const alerts = activeOf(world.active, alert.ruleId);
    if (alert.phase.kind === "resolved") alerts.delete(alert.keyText);
    else alerts.set(alert.keyText, alert);
  }
  for (const progress of step.progress) world.progress.set(progress.ruleId, progress);
}
