import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { CostBasis } from "@/lib/domain/cost-sources.ts";
import type { Charge } from "@/lib/domain/costs.ts";

const COLUMNS = `provider, billing_account, period, day, covered_to, service, service_category, account, account_name,
  region, charge_category, pricing_category, currency, tags, billed_cost, effective_cost, list_cost, blended_cost,
  unblended_cost, net_amortized_cost, estimated`;

/** Takes charges into a table of this transaction alone. Memory stays bounded however many there are. */
export async function stageCharges(
  client: ClientBase,
  charges: AsyncIterable<readonly Charge[]>,
): Promise<void> {
  await client.query(`
    CREATE TEMPORARY TABLE staged_charges (
      provider text, billing_account text, period date, day date, covered_to timestamptz, service text,
      service_category text, account text, account_name text, region text, charge_category text,
      pricing_category text, currency text,
      tags jsonb, billed_cost numeric, effective_cost numeric, list_cost numeric, blended_cost numeric,
      unblended_cost numeric, net_amortized_cost numeric, estimated boolean
    ) ON COMMIT DROP`);
  const lines = async function* () {
    for await (const batch of charges) yield batch.map(toLine).join("");
  };
  const copying = client.query(copyFrom(`COPY staged_charges (${COLUMNS}) FROM STDIN`));
  await pipeline(Readable.from(lines()), copying);
}

const toLine = (charge: Charge): string =>
  `${[
    charge.provider,
    charge.billingAccount,
    charge.period,
    charge.day,
    charge.coveredToMs === null ? null : new Date(charge.coveredToMs).toISOString(),
    charge.service,
    charge.serviceCategory,
    charge.account,
    charge.accountName,
    charge.region,
    charge.chargeCategory,
    charge.pricingCategory ?? "",
    charge.currency,
    JSON.stringify(charge.tags),
    charge.billedCost,
    charge.effectiveCost,
    charge.listCost,
    charge.blendedCost ?? null,
    charge.unblendedCost ?? null,
    charge.netAmortizedCost ?? null,
    charge.estimated ? "t" : "f",
  ]
    .map(toCell)
    .join("\t")}\n`;

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const toCell = (text: string | null): string =>
  text === null ? "\\N" : text.replace(/[\\\t\n\r]/g, (one) => ESCAPES[one] ?? one);

/** What an import did. Amounts are exact decimals as text; `coveredToMs` as in `Charge`. */
export type StoredBill = {
  importedCount: number;
  replacedCount: number;
  firstDay: string | null;
  lastDay: string | null;
  totals: { currency: string; billedCost: string | null; effectiveCost: string | null }[];
};

export type Bill = {
  importId: string;
  source: string;
  part: string;
  basis: CostBasis;
  /** Billing periods of which everything is told, also when that is nothing; absent: those that the charges name. */
  periods?: readonly string[];
};

/**
 * Puts the staged charges in the place of what was known of their bills (source, provider, billing account, period,
 * part), summed by day. Imports of one source wait for each other until the transaction ends.
 */
export async function replaceBills(client: ClientBase, bill: Bill): Promise<StoredBill> {
  const { importId, source, part, basis } = bill;
  await client.query("SELECT pg_advisory_xact_lock(hashtext('costs'), hashtext($1))", [source]);
  const replacedCount = await deleteBills(client, bill);
  await client.query(
    `INSERT INTO cost_lines (source, import_id, part, basis, provider, billing_account, period, day, service,
       service_category, account, account_name, region, charge_category, pricing_category, currency, tags, estimated,
       row_count, billed_cost, effective_cost, list_cost, blended_cost, unblended_cost, net_amortized_cost)
     SELECT $1, $2, $3, $4, provider, billing_account, period, day, service, service_category, account,
       max(account_name), region, charge_category, pricing_category, currency, tags, bool_or(estimated), count(*), sum(billed_cost),
       sum(effective_cost), sum(list_cost), sum(blended_cost), sum(unblended_cost), sum(net_amortized_cost)
     FROM staged_charges
     GROUP BY provider, billing_account, period, day, service, service_category, account, region, charge_category,
       pricing_category, currency, tags`,
    [source, importId, part, basis],
  );
  const totals = await client.query<StoredBill["totals"][number]>(
    `SELECT currency, trim_scale(sum(billed_cost))::text AS "billedCost",
       trim_scale(sum(effective_cost))::text AS "effectiveCost"
     FROM staged_charges GROUP BY currency ORDER BY currency`,
  );
  const span = await client.query<{ count: string; first: string | null; last: string | null }>(
    `SELECT count(*)::text AS count, min(day)::text AS first, max(day)::text AS last FROM staged_charges`,
  );
  return {
    importedCount: Number(span.rows[0]?.count ?? 0),
    replacedCount,
    firstDay: span.rows[0]?.first ?? null,
    lastDay: span.rows[0]?.last ?? null,
    totals: totals.rows,
  };
}

/** Deletes the lines that the staged charges, or the named periods, take the place of; how many rows they came from. */
async function deleteBills(client: ClientBase, { source, part, periods }: Bill): Promise<number> {
  const gone = periods
    ? "DELETE FROM cost_lines WHERE source = $1 AND part = $2 AND period = ANY ($3::date[]) RETURNING row_count"
    : `DELETE FROM cost_lines AS line
       USING (SELECT DISTINCT provider, billing_account, period FROM staged_charges) AS bill
       WHERE line.source = $1 AND line.part = $2 AND line.provider = bill.provider
         AND line.billing_account = bill.billing_account AND line.period = bill.period
       RETURNING line.row_count`;
  const { rows } = await client.query<{ count: string }>(
    `WITH gone AS (${gone}) SELECT coalesce(sum(row_count), 0)::text AS count FROM gone`,
    periods ? [source, part, periods] : [source, part],
  );
  return Number(rows[0]?.count ?? 0);
}
