import type {
  AcknowledgementResponse,
  NewAcknowledgement,
} from "@/lib/contract/acknowledgements.ts";
import { type Acknowledgement, isAcknowledged } from "@/lib/domain/acknowledgements.ts";
import type { Notification } from "@/lib/domain/notifications.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { writePool } from "@/lib/platform/db.ts";
import {
  deleteAcknowledgement,
  saveAcknowledgement,
  selectAcknowledgingGroups,
} from "@/lib/store/alert-acks.ts";
import { insertOutbox } from "@/lib/store/alert-outbox.ts";
import { type StoredAlert, selectAlertsById } from "@/lib/store/alert-state.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { inTransaction } from "@/lib/store/transaction.ts";
import type { Asking } from "./boards.ts";
import { notifiedOf } from "./notified-alert.ts";
import { loadWatchedRules } from "./watched-rules.ts";

/** An acknowledgement as answers show it; null: there is none, or it does not hold any more. */
export const acknowledgementOf = (
  ack: Acknowledgement | undefined,
  alert: { severity: string },
  nowMs: number,
): AcknowledgementResponse | null =>
  isAcknowledged(ack, alert, nowMs)
    ? {
        ...{ by: ack.by.name, note: ack.note, at: new Date(ack.atMs).toISOString() },
        expiresAt: ack.expiresMs === null ? null : new Date(ack.expiresMs).toISOString(),
      }
    : null;

/**
 * Notes that somebody looks after an alert: messages about it are not repeated, and PagerDuty hears of it. Throws
 * `NotFoundError` when the alert is over or never was.
 */
export async function acknowledgeAlert(
  alertId: string,
  { note, durationSeconds }: NewAcknowledgement,
  { author, nowMs }: Asking,
): Promise<AcknowledgementResponse | null> {
  const [alert] = await selectAlertsById(writePool(), [alertId]);
  if (!alert || alert.phase.kind === "resolved") {
    throw new NotFoundError("There is no alert with this id that is not over");
  }
  const expiresMs = durationSeconds === undefined ? null : nowMs + durationSeconds * 1_000;
  const { severity } = alert;
  const ack = { alertId, severity, note, by: author, atMs: nowMs, expiresMs };
  await inTransaction(writePool(), async (client) => {
    await saveAcknowledgement(client, ack);
    await tellAcknowledgement(client, alert, ack);
  });
  return acknowledgementOf(ack, alert, nowMs);
}

/** In the same transaction: wherever the alert was told that knows what an acknowledgement is. */
async function tellAcknowledgement(
  client: Queryable,
  alert: StoredAlert,
  { by, atMs }: Acknowledgement,
): Promise<void> {
  const groups = await selectAcknowledgingGroups(client, alert.alertId);
  if (groups.length === 0) return;
  const { rules } = await loadWatchedRules(client);
  const rule = rules.find(({ id }) => id === alert.ruleId);
  const alerts = [notifiedOf(alert, { rule, acknowledgedBy: by.name })];
  const entries = groups.map(({ channelId, ...group }) => {
    const notification: Notification = { ...group, atMs, alerts, about: "acknowledgement" };
    const idempotencyKey = `${group.groupId}:ack:${alert.alertId}:${atMs}`;
    return { idempotencyKey, channelId, notification };
  });
  await insertOutbox(client, entries, atMs);
}

/** Takes an acknowledgement back. Throws `NotFoundError`. */
export async function withdrawAcknowledgement(alertId: string): Promise<void> {
  if (await deleteAcknowledgement(writePool(), alertId)) return;
  throw new NotFoundError("Nobody has acknowledged an alert with this id");
}
