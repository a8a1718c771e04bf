import type { CostMetric } from "@/lib/domain/costs.ts";
import type { Queryable } from "./queryable.ts";

/** What a source says that a billing period comes to, in one currency and of one amount; exact, as text. */
export type OwnTotal = {
  provider: string;
  billingAccount: string;
  period: string;
  currency: string;
  metric: CostMetric;
  amount: string;
  /** Rows of the source that could not be taken. */
  rejectedCount: number;
};

/** Keeps what a source says of bills in the place of what it said of them, and of these periods, before. */
export async function replaceOwnTotals(
  database: Queryable,
  said: {
    source: string;
    part: string;
    periods: readonly string[];
    totals: readonly OwnTotal[];
    readMs: number;
  },
): Promise<void> {
  const { source, part, periods, totals, readMs } = said;
  await database.query(
    `DELETE FROM cost_own_totals
     WHERE source = $1 AND part = $2 AND (period = ANY ($3::date[]) OR (provider, billing_account, period) IN (
       SELECT * FROM unnest($4::text[], $5::text[], $6::date[])))`,
    [
      source,
      part,
      periods,
      totals.map(({ provider }) => provider),
      totals.map(({ billingAccount }) => billingAccount),
      totals.map(({ period }) => period),
    ],
  );
  await database.query(
    `INSERT INTO cost_own_totals (source, part, provider, billing_account, period, currency, metric, amount,
       rejected_count, read_at)
     SELECT $1, $2, provider, account, period, currency, metric, amount, rejected, $8
     FROM unnest($3::date[], $4::text[], $5::text[], $6::numeric[], $7::bigint[], $9::text[], $10::text[])
       AS said (period, currency, metric, amount, rejected, provider, account)`,
    [
      source,
      part,
      totals.map(({ period }) => period),
      totals.map(({ currency }) => currency),
      totals.map(({ metric }) => metric),
      totals.map(({ amount }) => amount),
      totals.map(({ rejectedCount }) => rejectedCount),
      new Date(readMs),
      totals.map(({ provider }) => provider),
      totals.map(({ billingAccount }) => billingAccount),
    ],
  );
}

/** A source's own total beside what is stored of it; amounts as text, exact. */
export type Reconciled = {
  source: string;
  period: string;
  currency: string;
  metric: CostMetric;
  own: string;
  stored: string;
  /** `stored` less `own`. */
  difference: string;
  rejectedCount: number;
  readMs: number;
};

/** Every source's own totals beside the sums of its lines, the newest period first. */
export async function selectReconciled(database: Queryable): Promise<Reconciled[]> {
  const { rows } = await database.query<
    Omit<Reconciled, "rejectedCount" | "readMs"> & { rejectedCount: string; readMs: string }
  >(
    `WITH own AS (
       SELECT source, period, currency, metric, sum(amount) AS amount, max(rejected_count) AS rejected,
         min(read_at) AS read_at
       FROM cost_own_totals GROUP BY source, period, currency, metric
     ), stored AS (
       SELECT source, period, currency, sum(billed_cost) AS billed, sum(unblended_cost) AS unblended
       FROM cost_lines
       WHERE (source, period) IN (SELECT source, period FROM own)
       GROUP BY source, period, currency
     ), both_told AS (
       SELECT own.*, coalesce(CASE metric WHEN 'UnblendedCost' THEN unblended ELSE billed END, 0) AS kept
       FROM own LEFT JOIN stored USING (source, period, currency)
     )
     SELECT source, period::text AS period, currency, metric, trim_scale(amount)::text AS own,
       trim_scale(kept)::text AS stored, trim_scale(kept - amount)::text AS difference,
       rejected::text AS "rejectedCount", floor(extract(epoch FROM read_at) * 1000)::bigint::text AS "readMs"
     FROM both_told ORDER BY source, period DESC, currency, metric`,
  );
  return rows.map((row) => ({
    ...row,
    rejectedCount: Number(row.rejectedCount),
    readMs: Number(row.readMs),
  }));
}
