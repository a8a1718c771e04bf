import type { Acknowledgement } from "@/lib/domain/acknowledgements.ts";
import type { Queryable } from "./queryable.ts";

type Row = {
  alert_id: string;
  severity: string;
  note: string;
  by_id: string;
  by_name: string;
  at_ms: string;
  expires_ms: string | null;
};

const fromRow = (row: Row): Acknowledgement => ({
  alertId: row.alert_id,
  severity: row.severity,
  note: row.note,
  by: { id: row.by_id, name: row.by_name },
  atMs: Number(row.at_ms),
  expiresMs: row.expires_ms === null ? null : Number(row.expires_ms),
});

/** Acknowledgements of alerts that are not over, by the alert's id. */
export async function selectAcknowledgements(
  client: Queryable,
): Promise<Map<string, Acknowledgement>> {
  const { rows } = await client.query<Row>(
    `SELECT ack.* FROM alert_acks AS ack JOIN alerts USING (alert_id) WHERE alerts.state <> 'resolved'`,
  );
  return new Map(rows.map((row) => [row.alert_id, fromRow(row)]));
}

/** Stores an acknowledgement in place of an older one. */
export async function saveAcknowledgement(client: Queryable, ack: Acknowledgement): Promise<void> {
  await client.query(
    `INSERT INTO alert_acks (alert_id, severity, note, by_id, by_name, at_ms, expires_ms)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (alert_id) DO UPDATE SET
       severity = excluded.severity, note = excluded.note, by_id = excluded.by_id, by_name = excluded.by_name,
       at_ms = excluded.at_ms, expires_ms = excluded.expires_ms`,
    [ack.alertId, ack.severity, ack.note, ack.by.id, ack.by.name, ack.atMs, ack.expiresMs],
  );
}

/** Takes an acknowledgement back. False: there is none. */
export async function deleteAcknowledgement(client: Queryable, alertId: string): Promise<boolean> {
  const { rowCount } = await client.query("DELETE FROM alert_acks WHERE alert_id = $1", [alertId]);
  return rowCount === 1;
}

/** Where an alert was told that takes acknowledgements on: PagerDuty's channels, with the groups of the alert there. */
export async function selectAcknowledgingGroups(
  client: Queryable,
  alertId: string,
): Promise<{ groupId: string; channelId: string; groupLabels: Record<string, string> }[]> {
  const { rows } = await client.query<{
    group_id: string;
    channel_id: string;
    labels: Record<string, string>;
  }>(
    `SELECT group_id, channel_id, labels
     FROM alert_groups JOIN notification_channel AS channel ON channel.id = channel_id
     WHERE channel.kind = 'pagerduty' AND told ? $1`,
    [alertId],
  );
  return rows.map(({ group_id, channel_id, labels }) => ({
    ...{ groupId: group_id, channelId: channel_id, groupLabels: labels },
  }));
}
