import type { AlertGroup } from "@/lib/domain/alert-groups.ts";
import type { Queryable } from "./queryable.ts";

type Row = {
  group_id: string;
  route_id: string;
  channel_id: string;
  labels: Record<string, string>;
  due_ms: string | number | null;
  notified_ms: string | number | null;
  told: string[];
};

const numberOf = (value: string | number | null) => (value === null ? null : Number(value));

const fromRow = (row: Row): AlertGroup => ({
  groupId: row.group_id,
  routeId: row.route_id,
  channelId: row.channel_id,
  groupLabels: row.labels,
  dueMs: numberOf(row.due_ms),
  notifiedMs: numberOf(row.notified_ms),
  told: row.told,
});

const toRow = (group: AlertGroup): Row => ({
  group_id: group.groupId,
  route_id: group.routeId,
  channel_id: group.channelId,
  labels: { ...group.groupLabels },
  due_ms: group.dueMs,
  notified_ms: group.notifiedMs,
  told: group.told,
});

/** Every group that something is remembered of, by its id. */
export async function selectAlertGroups(client: Queryable): Promise<Map<string, AlertGroup>> {
  const { rows } = await client.query<Row>(
    "SELECT * FROM alert_groups ORDER BY channel_id, group_id",
  );
  return new Map(rows.map((row) => [row.group_id, fromRow(row)]));
}

const SAVE = `
  INSERT INTO alert_groups SELECT * FROM jsonb_populate_recordset(NULL::alert_groups, $1::jsonb)
  ON CONFLICT (group_id) DO UPDATE SET due_ms = excluded.due_ms, notified_ms = excluded.notified_ms, told = excluded.told`;

/** Stores groups as they stand, and forgets others. */
export async function saveAlertGroups(
  client: Queryable,
  { saved, removed }: { saved: readonly AlertGroup[]; removed: readonly string[] },
): Promise<void> {
  if (saved.length > 0) await client.query(SAVE, [JSON.stringify(saved.map(toRow))]);
  if (removed.length > 0) {
    await client.query("DELETE FROM alert_groups WHERE group_id = ANY($1)", [removed]);
  }
}
