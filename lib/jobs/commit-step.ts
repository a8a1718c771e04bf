import type { Pool } from "pg";
import { insertAlertGaps } from "@/lib/store/alert-gaps.ts";
import { saveAlertGroups } from "@/lib/store/alert-groups.ts";
import { holdAlertLease } from "@/lib/store/alert-lease.ts";
import { insertOutbox } from "@/lib/store/alert-outbox.ts";
import {
  deleteAlertProgress,
  deleteAlerts,
  saveAlertProgress,
  saveAlerts,
} from "@/lib/store/alert-state.ts";
import { notifyLive } from "@/lib/store/live-notices.ts";
import { inTransaction } from "@/lib/store/transaction.ts";
import {
  type AlertStep,
  type AlertWorld,
  activeOf,
  type Holding,
  LEASE_MS,
  LeaseLostError,
} from "./alert-world.ts";
import { tellAlerts } from "./tell-alerts.ts";

/**
 * Takes a step into the world, and writes it with what has to be told at its time, in one transaction under the lease.
 * Throws `LeaseLostError`; then nothing was written, and the world is of no use any more.
 */
export async function commitStep(
  pool: Pool,
  step: AlertStep,
  { world, holding, atMs }: { world: AlertWorld; holding: Holding; atMs: number },
): Promise<void> {
  applyStep(step, world);
  tellAlerts(world, step, atMs);
  if (isNothing(step)) return;
  await inTransaction(pool, async (client) => {
    if (!(await holdAlertLease(client, holding.token, LEASE_MS))) {
      throw new LeaseLostError("the lease for evaluating alerts is another one's");
    }
    await deleteAlerts(
      client,
      step.dropped.map(({ alertId }) => alertId),
    );
    await saveAlerts(client, step.saved);
    await saveAlertGroups(client, step.groups);
    await insertOutbox(client, step.entries, holding.nowMs);
    await insertAlertGaps(client, step.gaps);
    await saveAlertProgress(client, step.progress);
    await deleteAlertProgress(client, step.forgotten);
    if (changesState(step, atMs)) await notifyLive(client, { ...ALERTS, at: iso(holding.nowMs) });
  });
}

const ALERTS = { services: [], signals: ["alerts" as const] };
const iso = (ms: number): string => new Date(ms).toISOString();

/** Whether an alert began, fired or ended at a time. */
const changesState = ({ saved, dropped }: AlertStep, atMs: number): boolean =>
  dropped.length > 0 ||
  saved.some(({ phase }) =>
    [
      phase.kind === "pending" && phase.sinceMs,
      phase.kind === "firing" && phase.firedMs,
      phase.kind === "resolved" && phase.resolvedMs,
    ].includes(atMs),
  );

const isNothing = ({ saved, dropped, entries, groups, progress, gaps, forgotten }: AlertStep) =>
  [saved, dropped, entries, groups.saved, groups.removed, progress, gaps, forgotten].every(
    ({ length }) => length === 0,
  );

function applyStep(step: AlertStep, world: AlertWorld): void {
  for (const { ruleId, keyText } of step.dropped) world.active.get(ruleId)?.delete(keyText);
  for (const alert of step.saved) {
    const alerts = activeOf(world.active, alert.ruleId);
    if (alert.phase.kind === "resolved") {
      alerts.delete(alert.keyText);
      world.ended.set(alert.alertId, alert);
    } else alerts.set(alert.keyText, alert);
  }
  for (const progress of step.progress) world.progress.set(progress.ruleId, progress);
}
