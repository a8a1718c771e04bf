import type { Pool } from "pg";
import type { Queryable } from "./queryable.ts";

/** What one unit of `from` is worth in `to` from a day on, an exact decimal without trailing zeros. */
export type StoredRate = { from: string; to: string; day: string; rate: string };

/** Rates in the order of their pairs and days; `to`: only those into one currency. */
export async function selectRates(database: Queryable, to: string | null): Promise<StoredRate[]> {
  const { rows } = await database.query<StoredRate>(
    `SELECT from_currency AS "from", to_currency AS "to", valid_from::text AS day, trim_scale(rate)::text AS rate
     FROM cost_conversions WHERE $1::text IS NULL OR to_currency = $1
     ORDER BY from_currency, to_currency, valid_from`,
    [to],
  );
  return rows;
}

/** Puts rates in the place of all that there were. */
export async function replaceRates(pool: Pool, rates: readonly StoredRate[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("LOCK TABLE cost_conversions IN SHARE ROW EXCLUSIVE MODE");
    await client.query("DELETE FROM cost_conversions");
    await client.query(
      `INSERT INTO cost_conversions (from_currency, to_currency, valid_from, rate)
       SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::numeric[])`,
      [
        rates.map(({ from }) => from),
        rates.map(({ to }) => to),
        rates.map(({ day }) => day),
        rates.map(({ rate }) => rate),
      ],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}
