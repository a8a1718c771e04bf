import type { AlertRouting } from "@/lib/domain/alert-routing.ts";
import type { Queryable } from "./queryable.ts";

/** The routing as it is stored; `spec` is JSON that the contract has to parse. */
export type StoredRouting = {
  version: number;
  spec: unknown;
  updatedMs: number;
  updatedBy: string;
};

/** Null: nobody has changed it yet. */
export async function selectAlertRouting(client: Queryable): Promise<StoredRouting | null> {
  const { rows } = await client.query<{
    version: number;
    spec: unknown;
    updated_ms: string;
    updated_by: string;
  }>("SELECT version, spec, updated_ms, updated_by FROM alert_routing WHERE id = 1");
  const [row] = rows;
  if (!row) return null;
  const { version, spec } = row;
  return { version, spec, updatedMs: Number(row.updated_ms), updatedBy: row.updated_by };
}

const SAVE = `
  INSERT INTO alert_routing (id, version, spec, updated_ms, updated_by)
  SELECT 1, $1::integer + 1, $2, $3, $4
  WHERE $1 = 0 OR EXISTS (SELECT 1 FROM alert_routing WHERE version = $1)
  ON CONFLICT (id) DO UPDATE SET
    version = excluded.version, spec = excluded.spec, updated_ms = excluded.updated_ms, updated_by = excluded.updated_by
  WHERE alert_routing.version = $1`;

/** Replaces the routing of a version (0: there is none yet). False: it is of another version by now. */
export async function saveAlertRouting(
  client: Queryable,
  save: { version: number; spec: AlertRouting; nowMs: number; by: string },
): Promise<boolean> {
  const spec = JSON.stringify(save.spec);
  const { rowCount } = await client.query(SAVE, [save.version, spec, save.nowMs, save.by]);
  return rowCount === 1;
}
