import { z } from "zod";
import { hasColumns, type NamedCells, namedCells } from "./bill-columns.ts";
import type { FocusCells, FocusColumn } from "./focus-rows.ts";

const nameOf = (name: string): string => name.trim().toLowerCase();
const REQUIRED = ["cost", "currency", "usage_start_time"];

/** Whether a file is Google Cloud's billing export, as BigQuery writes it: records and lists come as JSON. */
export const isGcpHeading = (heading: readonly string[]): boolean =>
  hasColumns(heading, REQUIRED, nameOf);

const label = z.object({ key: z.string(), value: z.string().nullish() });
const credit = z.object({
  name: z.string().nullish(),
  amount: z.union([z.number(), z.string()]).transform(String),
});

const RECORDS = ["invoice", "service", "project", "location"];

/** Whether a column is read, records by their name, flattened or not. */
export const isGcpColumn = (name: string): boolean =>
  COLUMNS.has(nameOf(name)) || RECORDS.some((record) => nameOf(name).startsWith(record));

const COLUMNS = new Set([
  ...REQUIRED,
  ...["cost_at_list", "billing_account_id", "usage_end_time", "cost_type", "labels", "credits"],
]);

/**
 * FOCUS's columns of a row of Google Cloud's billing export: its cost, and each of its credits as a charge of its own.
 * Null: its credits cannot be read, so that nothing of it would be right.
 * @see https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage
 */
export function gcpCells(
  heading: readonly string[],
): (cells: readonly string[]) => FocusCells[] | null {
  const read = namedCells(heading, nameOf);
  return (cells) => {
    const cell = read(cells);
    const own: FocusCells = (column) => cellOf(column, cell);
    const given = cell("credits");
    const credits = given === null ? [] : parsed(z.array(credit), given);
    if (credits === null) return null;
    return [own, ...credits.map(({ amount }) => asCredit(own, amount))];
  };
}

const asCredit =
  (own: FocusCells, amount: string): FocusCells =>
  (column) => {
    if (column === "BilledCost" || column === "EffectiveCost") return amount;
    if (column === "ChargeCategory") return "Credit";
    return column === "ListCost" ? null : own(column);
  };

const CATEGORY_OF: Record<string, string> = {
  tax: "Tax",
  adjustment: "Adjustment",
  rounding_error: "Adjustment",
};

function cellOf(column: FocusColumn, cell: NamedCells): string | null {
  switch (column) {
    case "BilledCost":
    case "EffectiveCost":
      return cell("cost");
    case "ListCost":
      return cell("cost_at_list");
    case "BillingCurrency":
      return cell("currency");
    case "BillingAccountId":
      return cell("billing_account_id");
    case "BillingPeriodStart":
      return firstOfMonth(fieldOf(cell, "invoice", "month"));
    case "ChargePeriodStart":
      return cell("usage_start_time");
    case "ChargePeriodEnd":
      return cell("usage_end_time");
    case "ChargeCategory":
      return CATEGORY_OF[cell("cost_type") ?? ""] ?? "Usage";
    case "ProviderName":
      return "Google Cloud";
    case "ServiceName":
      return fieldOf(cell, "service", "description");
    case "SubAccountId":
      return fieldOf(cell, "project", "id");
    case "SubAccountName":
      return fieldOf(cell, "project", "name");
    case "RegionId":
      return fieldOf(cell, "location", "region");
    case "Tags":
      return tagsOf(cell("labels"));
    default:
      return null;
  }
}

/** A field of a record, which comes as JSON or, flattened, as a column of its own. */
function fieldOf(cell: NamedCells, record: string, field: string): string | null {
  const flat = cell(`${record}.${field}`) ?? cell(`${record}_${field}`);
  if (flat !== null) return flat;
  const value = parsed(z.record(z.string(), z.unknown()), cell(record))?.[field];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

/** `202603` as the first day of that month. */
const firstOfMonth = (month: string | null): string | null =>
  month !== null && /^\d{6}$/.test(month) ? `${month.slice(0, 4)}-${month.slice(4)}-01` : null;

function tagsOf(labels: string | null): string | null {
  const list = parsed(z.array(label), labels);
  if (list === null) return null;
  return JSON.stringify(Object.fromEntries(list.map(({ key, value }) => [key, value ?? ""])));
}

/** Null for what is no JSON of that shape: such a row is a charge all the same. */
function parsed<Value>(schema: z.ZodType<Value>, text: string | null): Value | null {
  if (text === null) return null;
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
