import type { Queryable } from "./queryable.ts";

/** Up to when the cells of an hour have been made; null: none have. */
export async function youngUntil(client: Queryable, hour: number): Promise<number | null> {
  const { rows } = await client.query<{ until: string }>(
    "SELECT until FROM metric_young_hours WHERE hour = $1",
    [hour],
  );
  return rows[0] === undefined ? null : Number(rows[0].until);
}

const MARK_YOUNG = `
  INSERT INTO metric_young_hours (hour, until) VALUES ($1, $2)
  ON CONFLICT (hour) DO UPDATE SET until = excluded.until
`;

/** Notes that the cells of an hour before `until` have been made. */
export async function markYoung(client: Queryable, hour: number, until: number): Promise<void> {
  await client.query(MARK_YOUNG, [hour, until]);
}

/** Forgets hours up to this one, which are rolled up as wholes. */
export async function forgetYoung(client: Queryable, hour: number): Promise<void> {
  await client.query("DELETE FROM metric_young_hours WHERE hour <= $1", [hour]);
}
