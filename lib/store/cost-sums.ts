import { COST_BASES, type CostBasis } from "@/lib/domain/cost-sources.ts";
import type { CostMetric } from "@/lib/domain/costs.ts";
import type { Queryable } from "./queryable.ts";

/** The column of each amount that a bill may have. */
export const AMOUNT_COLUMNS: Record<CostMetric, string> = {
  EffectiveCost: "effective_cost",
  BilledCost: "billed_cost",
  ListCost: "list_cost",
  NetAmortizedCost: "net_amortized_cost",
  UnblendedCost: "unblended_cost",
  BlendedCost: "blended_cost",
};

/** What lines can be filtered and grouped by; a tag is a dimension by its name. */
export type CostDimension =
  | "service"
  | "account"
  | "region"
  | "category"
  | "chargeCategory"
  | "pricingCategory"
  | "provider"
  | "source"
  | { tag: string };

const EXPRESSION_OF = {
  service: "service",
  account: "account",
  region: "region",
  category: "service_category",
  chargeCategory: "charge_category",
  pricingCategory: "pricing_category",
  provider: "provider",
  source: "source",
} as const;

/** Days from `fromDay` (inclusive) to `toDay` (exclusive). A filter without values lets everything through. */
export type CostSelection = {
  fromDay: string;
  toDay: string;
  filters: { dimension: CostDimension; values: readonly string[] }[];
  /** Absent: whatever the lines rest on. */
  basis?: CostBasis;
  /** Sums are told in one currency, by the rates of `cost_conversions`; absent: nothing is converted. */
  convert?: CostConversion;
};

/** `currencies`: those that are added up. Days before `fromDay` have no rate, so they are not told. */
export type CostConversion = { currencies: readonly string[]; fromDay: string | null };

/** Collects values of a statement and gives their places. */
const parameters = () => {
  const values: unknown[] = [];
  return { values, add: (value: unknown) => `$${values.push(value)}` };
};
type Parameters = ReturnType<typeof parameters>;

const expressionOf = (dimension: CostDimension, given: Parameters): string =>
  typeof dimension === "string"
    ? EXPRESSION_OF[dimension]
    : `coalesce(tags ->> ${given.add(dimension.tag)}::text, '')`;

function conditionOf(selection: CostSelection, given: Parameters): string {
  const { fromDay, toDay, filters, basis } = selection;
  const conditions = [`day >= ${given.add(fromDay)}::date`, `day < ${given.add(toDay)}::date`];
  for (const { dimension, values } of filters) {
    if (values.length === 0) continue;
    conditions.push(`${expressionOf(dimension, given)} = ANY (${given.add(values)}::text[])`);
  }
  if (basis !== undefined) conditions.push(`basis = ${given.add(basis)}`);
  return conditions.join(" AND ");
}

/** What the lines of a selection rest on, a bill before what is worked out. */
export async function selectBases(
  database: Queryable,
  selection: CostSelection,
): Promise<CostBasis[]> {
  const given = parameters();
  const { rows } = await database.query<{ basis: string }>(
    `SELECT DISTINCT basis FROM cost_lines WHERE ${conditionOf(selection, given)}`,
    given.values,
  );
  const found = new Set(rows.map(({ basis }) => basis));
  return COST_BASES.filter((basis) => found.has(basis));
}

/** A currency of the selected lines, the first day it has any, and which amounts its lines have. */
export type CurrencyMetrics = {
  currency: string;
  lineCount: number;
  firstDay: string;
  metrics: CostMetric[];
};

/** The currencies of a selection, the one with most lines first. */
export async function selectCurrencies(
  database: Queryable,
  selection: CostSelection,
): Promise<CurrencyMetrics[]> {
  const given = parameters();
  const names = Object.entries(AMOUNT_COLUMNS) as [CostMetric, string][];
  const counts = names.map(([metric, column]) => `count(${column}) AS "${metric}"`).join(", ");
  const { rows } = await database.query<Record<string, string>>(
    `SELECT currency, count(*) AS lines, min(day)::text AS "firstDay", ${counts} FROM cost_lines
     WHERE ${conditionOf(selection, given)} GROUP BY currency ORDER BY count(*) DESC, currency`,
    given.values,
  );
  return rows.map((row) => ({
    currency: row.currency ?? "",
    lineCount: Number(row.lines),
    firstDay: row.firstDay ?? "",
    metrics: names.map(([metric]) => metric).filter((metric) => Number(row[metric]) > 0),
  }));
}

/** The sum of a group over a day or month (`start`), or over the whole range (null). Exact, as text. */
export type CostSum = {
  names: string[];
  start: string | null;
  amount: string;
  estimated: boolean;
};

/** Sums of one metric in one currency, by group and by day or month, and by group as a whole. */
export async function selectCostSums(
  database: Queryable,
  asked: CostSelection & {
    currency: string;
    metric: CostMetric;
    granularity: "day" | "month";
    groupBy: readonly CostDimension[];
  },
): Promise<CostSum[]> {
  const given = parameters();
  const names = asked.groupBy.map((dimension) => expressionOf(dimension, given)).join(", ");
  const column = AMOUNT_COLUMNS[asked.metric];
  const told = toldIn(asked, given);
  const { rows } = await database.query<CostSum>(
    `SELECT names, start::text AS start, trim_scale(sum(amount))::text AS amount, bool_or(estimated) AS estimated
     FROM (
       SELECT ARRAY[${names}]::text[] AS names, date_trunc(${given.add(asked.granularity)}, day::timestamp)::date AS start,
         ${column} * ${told.factor} AS amount, estimated
       FROM cost_lines
       WHERE ${conditionOf(asked, given)} AND ${told.condition} AND ${column} IS NOT NULL
     ) AS line
     GROUP BY GROUPING SETS ((names, start), (names))`,
    given.values,
  );
  return rows;
}

/** What an amount is multiplied by to be of the currency that is asked for, and which lines can be. */
function toldIn(
  { currency, convert }: CostSelection & { currency: string },
  given: Parameters,
): { factor: string; condition: string } {
  const to = `${given.add(currency)}::text`;
  if (convert === undefined) return { factor: "1", condition: `currency = ${to}` };
  const { currencies, fromDay } = convert;
  const rate = `(
    SELECT rate FROM cost_conversions
    WHERE from_currency = cost_lines.currency AND to_currency = ${to} AND valid_from <= cost_lines.day
    ORDER BY valid_from DESC LIMIT 1
  )`;
  const isTold = fromDay === null ? "" : ` AND day >= ${given.add(fromDay)}::date`;
  return {
    factor: `CASE WHEN currency = ${to} THEN 1 ELSE ${rate} END`,
    condition: `currency = ANY (${given.add(currencies)}::text[])${isTold}`,
  };
}

/** The last day that any line tells of; null: there are no lines. */
export async function selectLastDay(database: Queryable): Promise<string | null> {
  const { rows } = await database.query<{ day: string | null }>(
    "SELECT max(day)::text AS day FROM cost_lines",
  );
  return rows[0]?.day ?? null;
}
