import type { Queryable } from "./queryable.ts";

/** A window as it is stored; `spec` is JSON that the contract has to parse. */
export type StoredMaintenance = {
  id: string;
  spec: unknown;
  createdMs: number;
  createdBy: string;
};

/** Every maintenance window, the newest first. */
export async function selectMaintenance(client: Queryable): Promise<StoredMaintenance[]> {
  const { rows } = await client.query<{
    id: string;
    spec: unknown;
    created_ms: string;
    created_by: string;
  }>("SELECT id, spec, created_ms, created_by FROM alert_maintenance ORDER BY created_ms DESC, id");
  return rows.map(({ id, spec, created_ms, created_by }) => ({
    ...{ id, spec, createdMs: Number(created_ms), createdBy: created_by },
  }));
}

/** Stores a new window. */
export async function insertMaintenance(
  client: Queryable,
  { id, spec, createdMs, createdBy }: StoredMaintenance,
): Promise<void> {
  await client.query(
    "INSERT INTO alert_maintenance (id, spec, created_ms, created_by) VALUES ($1, $2, $3, $4)",
    [id, JSON.stringify(spec), createdMs, createdBy],
  );
}

/** Deletes a window. False: there is none. */
export async function deleteMaintenanceRow(client: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await client.query("DELETE FROM alert_maintenance WHERE id = $1", [id]);
  return rowCount === 1;
}
