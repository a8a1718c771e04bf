import type { TakenBill } from "@/lib/domain/cost-happenings.ts";
import type { Queryable } from "./queryable.ts";

/** More imports than this in the time that is asked for: the newest of them. */
const MOST_IMPORTS = 5_000;

type Row = Omit<TakenBill, "finishedMs" | "coveredMs"> & {
  finishedMs: number;
  coveredMs: number | null;
};

/** What was taken in since a moment (Unix ms), of all sources. */
export async function selectTakenBills(database: Queryable, sinceMs: number): Promise<TakenBill[]> {
  const { rows } = await database.query<Row>(
    `SELECT source, part, first_day::text AS "firstDay", last_day::text AS "lastDay", totals,
       floor(extract(epoch FROM finished_at) * 1000)::float8 AS "finishedMs",
       floor(extract(epoch FROM covered_to) * 1000)::float8 AS "coveredMs"
     FROM cost_imports WHERE state = 'done' AND finished_at >= $1
     ORDER BY finished_at DESC LIMIT ${MOST_IMPORTS}`,
    [new Date(sinceMs)],
  );
  return rows;
}

/** Changes with every import and every change of a budget; quick. */
export async function selectCostVersion(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ version: string }>(
    `SELECT concat_ws(' ', (SELECT count(*) FROM cost_imports), (SELECT max(finished_at) FROM cost_imports),
       (SELECT md5(string_agg(concat_ws(' ', budget_id, name, currency, amount, filters), ' ' ORDER BY budget_id))
        FROM cost_budgets)) AS version`,
  );
  return rows[0]?.version ?? "";
}
