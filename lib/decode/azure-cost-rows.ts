import { hasColumns, type NamedCells, namedCells } from "./bill-columns.ts";
import type { FocusCells, FocusColumn } from "./focus-rows.ts";

/** Azure writes the same names with and without capitals, by the kind of agreement. */
const nameOf = (name: string): string => name.trim().toLowerCase();

const REQUIRED = ["costinbillingcurrency", "date", "chargetype"];

/** Whether a file is an export of Azure's cost details. */
export const isAzureHeading = (heading: readonly string[]): boolean =>
  hasColumns(heading, REQUIRED, nameOf);

/** Whether a column is read. */
export const isAzureColumn = (name: string): boolean => COLUMNS.has(nameOf(name));

const COLUMNS = new Set([
  ...REQUIRED,
  ...["billingcurrency", "billingcurrencycode", "billingaccountid", "billingperiodstartdate"],
  ...["metercategory", "consumedservice", "servicefamily", "subscriptionid", "subscriptionguid"],
  ...["subscriptionname", "resourcelocationnormalized", "resourcelocation", "tags", "pricingmodel"],
]);

/**
 * FOCUS's columns of rows of Azure's cost details (actual cost). It tells no effective cost of its own.
 * @see https://learn.microsoft.com/azure/cost-management-billing/automate/understand-usage-details-fields
 */
export function azureCells(heading: readonly string[]): (cells: readonly string[]) => FocusCells {
  const read = namedCells(heading, nameOf);
  return (cells) => {
    const cell = read(cells);
    return (column) => cellOf(column, cell);
  };
}

function cellOf(column: FocusColumn, cell: NamedCells): string | null {
  switch (column) {
    case "BilledCost":
      return cell("costinbillingcurrency");
    case "BillingCurrency":
      return cell("billingcurrency") ?? cell("billingcurrencycode");
    case "BillingAccountId":
      return cell("billingaccountid");
    case "BillingPeriodStart":
      return isoDay(cell("billingperiodstartdate"));
    case "ChargePeriodStart":
      return isoDay(cell("date"));
    case "ChargePeriodEnd":
      return dayAfter(isoDay(cell("date")));
    case "ChargeCategory":
      return CATEGORY_OF[cell("chargetype")?.toLowerCase() ?? ""] ?? "Usage";
    case "PricingCategory":
      return PRICING_OF[cell("pricingmodel")?.toLowerCase() ?? ""] ?? null;
    case "ProviderName":
      return "Microsoft";
    case "ServiceName":
      return cell("metercategory") ?? cell("consumedservice");
    case "ServiceCategory":
      return cell("servicefamily");
    case "SubAccountId":
      return cell("subscriptionid") ?? cell("subscriptionguid");
    case "SubAccountName":
      return cell("subscriptionname");
    case "RegionId":
      return cell("resourcelocationnormalized") ?? cell("resourcelocation");
    case "Tags":
      return bracedTags(cell("tags"));
    default:
      return null;
  }
}

const CATEGORY_OF: Record<string, string> = {
  purchase: "Purchase",
  tax: "Tax",
  refund: "Adjustment",
  roundingadjustment: "Adjustment",
  adjustment: "Adjustment",
};

const PRICING_OF: Record<string, string> = {
  ondemand: "Standard",
  reservation: "Committed",
  savingsplan: "Committed",
  spot: "Dynamic",
};

const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/** Azure writes `03/31/2026`; anything else stays as it is, to be judged as a day. */
function isoDay(text: string | null): string | null {
  const match = text === null ? null : AMERICAN.exec(text);
  if (!match) return text;
  const [, month = "", day = "", year = ""] = match;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function dayAfter(day: string | null): string | null {
  const ms = day === null ? Number.NaN : Date.parse(day.slice(0, 10));
  return Number.isNaN(ms) ? null : new Date(ms + 86_400_000).toISOString().slice(0, 10);
}

/** Older exports leave the braces of the JSON object out. */
const bracedTags = (text: string | null): string | null =>
  text === null || text.startsWith("{") ? text : `{${text}}`;
