import type { Queryable } from "./queryable.ts";

/**
 * Counts a request before it is sent. False: the day's budget is used up, and it must not be sent. Several processes
 * share the budget, and it outlives them.
 */
export async function reserveCostRequest(
  database: Queryable,
  { source, day, budget }: { source: string; day: string; budget: number },
): Promise<boolean> {
  if (budget < 1) return false;
  const { rowCount } = await database.query(
    `INSERT INTO cost_requests AS spent (source, day, request_count) VALUES ($1, $2, 1)
     ON CONFLICT (source, day) DO UPDATE SET request_count = spent.request_count + 1
     WHERE spent.request_count < $3`,
    [source, day, budget],
  );
  return rowCount === 1;
}

/** Requests of each source on a day and since the first of its month. */
export type CostRequestCount = { source: string; today: number; month: number };

export async function selectCostRequests(
  database: Queryable,
  day: string,
): Promise<CostRequestCount[]> {
  const { rows } = await database.query<{ source: string; today: string; month: string }>(
    `SELECT source, coalesce(sum(request_count) FILTER (WHERE day = $1::date), 0) AS today,
       sum(request_count) AS month
     FROM cost_requests WHERE day >= date_trunc('month', $1::date) AND day <= $1::date GROUP BY source`,
    [day],
  );
  return rows.map((row) => ({
    source: row.source,
    today: Number(row.today),
    month: Number(row.month),
  }));
}
