import type { Queryable } from "./queryable.ts";

const HOUR = 3_600;

const READABLE = `
  SELECT hour, until
  FROM metric_young_hours AS young
  WHERE hour >= $1 AND hour < $2
    AND NOT EXISTS (SELECT FROM metric_late_hours AS late WHERE late.hour = young.hour)
`;

/** Hours that touch a range and are not rolled up as a whole, and up to when (Unix seconds) their cells tell all that is stored. */
export async function findYoungHours(
  client: Queryable,
  range: { from: number; to: number },
): Promise<Map<number, number>> {
  const first = Math.floor(range.from / HOUR) * HOUR;
  type Row = { hour: string; until: string };
  const { rows } = await client.query<Row>(READABLE, [first, range.to]);
  return new Map(rows.map(({ hour, until }) => [Number(hour), Number(until)]));
}

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
