import type { ClientBase } from "pg";
import { copyIn } from "./copy.ts";
import { CopyEncoder } from "./copy-binary.ts";
import type { Queryable } from "./queryable.ts";

/** Encoded registers of one service's users on one UTC day (`day`: Unix seconds of its start). */
export type UserSketchRow = { serviceId: bigint; day: number; sketch: Uint8Array };

type DatabaseRow = { service_id: string; day: string; sketch: Buffer };

const fromRow = (row: DatabaseRow): UserSketchRow => ({
  serviceId: BigInt(row.service_id),
  day: Number(row.day),
  sketch: row.sketch,
});

/** Appends what a group adds. Repeated rows change nothing. */
export async function copyUserSketches(
  client: ClientBase,
  given: readonly UserSketchRow[],
): Promise<void> {
  if (given.length === 0) return;
  const rows = new CopyEncoder(1_024);
  for (const { serviceId, day, sketch } of given) {
    rows.row(3);
    rows.bigint(serviceId);
    rows.integer(day);
    rows.bytes(sketch);
  }
  const statement = "COPY user_sketches (service_id, day, sketch) FROM STDIN (FORMAT binary)";
  await copyIn(client, statement, rows.finish());
}

const LOAD = `
  SELECT service_id, day, sketch
  FROM user_sketches
  WHERE day >= $1
    AND day < $2
    AND service_id = ANY ($3::bigint[])
`;

/** Every row of some services' days, from `fromDay` to before `toDay`. */
export async function loadUserSketches(
  client: Queryable,
  { fromDay, toDay, serviceIds }: { fromDay: number; toDay: number; serviceIds: readonly bigint[] },
): Promise<UserSketchRow[]> {
  const { rows } = await client.query<DatabaseRow>(LOAD, [fromDay, toDay, serviceIds]);
  return rows.map(fromRow);
}

const CROWDED = `
  SELECT service_id, day
  FROM user_sketches
  WHERE day >= $1
  GROUP BY service_id, day
  HAVING count(*) > 1
`;

const TAKE = `
  DELETE FROM user_sketches
  WHERE service_id = $1
    AND day = $2
  RETURNING service_id, day, sketch
`;

/**
 * Makes one row of the rows of each service and day since `fromDay`, each in a transaction of its own. `merge` makes
 * one sketch of many. Rows that arrive meanwhile stay rows of their own.
 */
export async function mergeUserSketches(
  client: ClientBase,
  fromDay: number,
  merge: (sketches: readonly Uint8Array[]) => Uint8Array,
): Promise<number> {
  const { rows: crowded } = await client.query<{ service_id: string; day: string }>(CROWDED, [
    fromDay,
  ]);
  for (const { service_id, day } of crowded) {
    await client.query("BEGIN");
    try {
      const { rows } = await client.query<DatabaseRow>(TAKE, [service_id, day]);
      const [first] = rows;
      if (first) {
        const sketch = merge(rows.map((row) => row.sketch));
        await copyUserSketches(client, [{ ...fromRow(first), sketch }]);
      }
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  }
  return crowded.length;
}
