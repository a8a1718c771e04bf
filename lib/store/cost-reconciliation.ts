import type { CostMetric } from "@/lib/domain/costs.ts";
import { AMOUNT_COLUMNS, type CostSelection } from "./cost-sums.ts";
import type { Queryable } from "./queryable.ts";

/** A source's own total of a bill in one metric, and what the stored lines of that bill add up to. Exact, as text. */
export type StoredReconciliation = {
  source: string;
  part: string;
  period: string;
  metric: CostMetric;
  currency: string;
  own: string;
  stored: string;
  difference: string;
  rejectedCount: number;
};

const storedAmount = Object.entries(AMOUNT_COLUMNS)
  .map(([metric, column]) => `WHEN '${metric}' THEN line.${column}`)
  .join(" ");

/** Bills of a currency, or of those that are converted into it, whose period begins in the months that the days touch; those that differ come first. */
export async function selectReconciliation(
  database: Queryable,
  { fromDay, toDay, basis, currency, convert }: CostSelection & { currency: string },
): Promise<StoredReconciliation[]> {
  const { rows } = await database.query<StoredReconciliation>(
    `SELECT source, part, period::text AS period, metric, currency, trim_scale(own)::text AS own,
       trim_scale(stored)::text AS stored, trim_scale(stored - own)::text AS difference,
       rejected_count::int AS "rejectedCount"
     FROM (
       SELECT total.source, total.part, total.period, total.metric, total.currency, total.amount AS own, total.rejected_count,
         coalesce(sum(CASE total.metric ${storedAmount} END), 0) AS stored
       FROM cost_own_totals AS total
       JOIN cost_lines AS line ON line.source = total.source AND line.part = total.part
         AND line.provider = total.provider AND line.billing_account = total.billing_account
         AND line.period = total.period AND line.currency = total.currency
       WHERE total.period >= date_trunc('month', $1::date) AND total.period < $2::date
         AND total.currency = ANY ($3::text[]) AND ($4::text IS NULL OR line.basis = $4)
       GROUP BY total.source, total.part, total.provider, total.billing_account, total.period, total.currency, total.metric, total.amount,
         total.rejected_count
     ) AS bill
     ORDER BY abs(stored - own) DESC, period DESC, source, part, metric`,
    [fromDay, toDay, convert?.currencies ?? [currency], basis ?? null],
  );
  return rows;
}
