import type { Queryable } from "./queryable.ts";

/** A rule that comes with Headroom; `name` is what it is remembered by. */
export type DefaultRule = { name: string; id: string; title: string; spec: object };

const MAKE = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS rule (name text, id text, title text, spec jsonb)
  ), made AS (
    INSERT INTO alert_defaults (name) SELECT name FROM given ON CONFLICT (name) DO NOTHING RETURNING name
  )
  INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
  SELECT id, title, true, spec, $2::timestamptz AT TIME ZONE 'UTC', $2::timestamptz AT TIME ZONE 'UTC', 'Headroom'
  FROM given JOIN made USING (name)`;

/** Makes the rules that were never made here; returns how many. Any number of processes may do so at once. */
export async function makeDefaultRules(
  client: Queryable,
  rules: readonly DefaultRule[],
  nowMs: number,
): Promise<number> {
  const { rowCount } = await client.query(MAKE, [JSON.stringify(rules), new Date(nowMs)]);
  return rowCount ?? 0;
}
