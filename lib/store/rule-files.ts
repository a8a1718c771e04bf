import type { Queryable } from "./queryable.ts";

/** A rule or an objective of a file, as it is stored. */
export type FileRow = { id: string; name: string; enabled: boolean; spec: object; source: string };

const UPSERT = {
  alert_rule: `
    INSERT INTO alert_rule (id, name, enabled, spec, source, "createdAt", "updatedAt", "updatedBy")
    SELECT id, name, enabled, spec, source, $2::timestamptz AT TIME ZONE 'UTC', $2::timestamptz AT TIME ZONE 'UTC', source
    FROM jsonb_to_recordset($1::jsonb) AS given (id text, name text, enabled boolean, spec jsonb, source text)
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, enabled = excluded.enabled, spec = excluded.spec,
      version = alert_rule.version + 1, "updatedAt" = excluded."updatedAt", "updatedBy" = excluded."updatedBy"
    WHERE alert_rule.spec IS DISTINCT FROM excluded.spec`,
  alert_objective: `
    INSERT INTO alert_objective (id, name, spec, source, "createdAt", "updatedAt", "updatedBy")
    SELECT id, name, spec, source, $2::timestamptz AT TIME ZONE 'UTC', $2::timestamptz AT TIME ZONE 'UTC', source
    FROM jsonb_to_recordset($1::jsonb) AS given (id text, name text, spec jsonb, source text)
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, spec = excluded.spec,
      version = alert_objective.version + 1, "updatedAt" = excluded."updatedAt", "updatedBy" = excluded."updatedBy"
    WHERE alert_objective.spec IS DISTINCT FROM excluded.spec`,
} as const;

/**
 * Makes the rules of files what a table holds of files: new ones are made, others changed, those that no file has any
 * more deleted, except those of files that could not be read. Returns how many rows changed.
 */
export async function syncFileRows(
  client: Queryable,
  table: keyof typeof UPSERT,
  given: { rows: readonly FileRow[]; unread: readonly string[]; nowMs: number },
): Promise<number> {
  const { rows, unread, nowMs } = given;
  const saved = await client.query(UPSERT[table], [JSON.stringify(rows), new Date(nowMs)]);
  const removed = await client.query(
    `DELETE FROM ${table} WHERE source IS NOT NULL AND id <> ALL ($1) AND source <> ALL ($2)`,
    [rows.map(({ id }) => id), unread],
  );
  return (saved.rowCount ?? 0) + (removed.rowCount ?? 0);
}

/** Ids of channels by their names; of several of one name the first. For threads without Prisma. */
export async function selectChannelIds(client: Queryable): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; name: string }>(
    `SELECT id, name FROM notification_channel ORDER BY "createdAt" DESC, id DESC`,
  );
  return new Map(rows.map(({ id, name }) => [name, id]));
}
