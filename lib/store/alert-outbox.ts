import type { Notification } from "@/lib/domain/notifications.ts";
import type { Queryable } from "./queryable.ts";

/** A notification for one channel that is to be written down. */
export type NewOutboxEntry = {
  idempotencyKey: string;
  channelId: string;
  notification: Notification;
};

/** Writes notifications down for delivery, in the transaction of what they tell. One that is there already stays. */
export async function insertOutbox(
  client: Queryable,
  entries: readonly NewOutboxEntry[],
  nowMs: number,
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ idempotencyKey, channelId, notification }) => ({
    idempotency_key: idempotencyKey,
    channel_id: channelId,
    notification,
  }));
  await client.query(
    `INSERT INTO alert_outbox (idempotency_key, channel_id, notification, created_ms, next_attempt_ms)
     SELECT idempotency_key, channel_id, notification, $2, $2
     FROM jsonb_to_recordset($1::jsonb) AS entry (idempotency_key text, channel_id text, notification jsonb)
     ON CONFLICT (idempotency_key) DO NOTHING`,
    [JSON.stringify(rows), nowMs],
  );
}
