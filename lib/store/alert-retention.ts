import type { Queryable } from "./queryable.ts";

const DAY_MS = 86_400_000;
/** Messages that were sent or given up are kept for so long. */
const MESSAGES_MS = 14 * DAY_MS;
/** Resolved alerts and gaps are kept for so long. */
const HISTORY_MS = 90 * DAY_MS;

/** Forgets messages, alerts and gaps that ended long ago. What waits or fires stays, however old it is. */
export async function forgetOldAlerts(client: Queryable, nowMs: number): Promise<void> {
  await client.query("DELETE FROM alert_outbox WHERE state <> 'waiting' AND ended_ms < $1", [
    nowMs - MESSAGES_MS,
  ]);
  await client.query("DELETE FROM alerts WHERE state = 'resolved' AND resolved_ms < $1", [
    nowMs - HISTORY_MS,
  ]);
  await client.query(
    `DELETE FROM alert_channel_health AS health
     WHERE NOT EXISTS (SELECT 1 FROM notification_channel WHERE id = health.channel_id)`,
  );
  await client.query(
    `DELETE FROM alert_acks AS ack
     WHERE NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.alert_id = ack.alert_id AND state <> 'resolved')`,
  );
  await client.query("DELETE FROM alert_gaps WHERE to_ms < $1", [nowMs - HISTORY_MS]);
}
