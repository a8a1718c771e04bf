import { Decimal } from "decimal.js";
import { isDecimalText } from "@/lib/domain/costs.ts";
import { hasColumns, type NamedCells, namedCells, snakeName } from "./bill-columns.ts";
import type { FocusCells, FocusColumn } from "./focus-rows.ts";

/** More digits than two amounts can have between them, so that adding them loses none. */
const Exact = Decimal.clone({ precision: 200, toExpNeg: -9e15, toExpPos: 9e15 });

const REQUIRED = [
  "line_item_unblended_cost",
  "line_item_currency_code",
  "line_item_usage_start_date",
];

/** Whether a file is AWS's Cost and Usage Report, 2.0 or the older one. */
export const isCurHeading = (heading: readonly string[]): boolean =>
  hasColumns(heading, REQUIRED, snakeName);

/** Whether a column is read. */
export const isCurColumn = (name: string): boolean => {
  const snake = snakeName(name);
  return MORE_COLUMNS.has(snake) || Object.values(SAME).includes(snake);
};

const MORE_COLUMNS = new Set([
  ...["line_item_line_item_type", "line_item_product_code", "line_item_usage_type"],
  ...["product", "product_servicename"],
  ...["product_region_code", "product_region", "reservation_reservation_arn"],
  ...["reservation_effective_cost", "savings_plan_savings_plan_effective_cost"],
  ...["reservation_unused_amortized_upfront_fee_for_billing_period"],
  ...["reservation_unused_recurring_fee", "savings_plan_total_commitment_to_date"],
  "savings_plan_used_commitment",
]);

/**
 * FOCUS's columns of rows of a Cost and Usage Report. The billed cost is the unblended one; the effective cost spreads
 * reservations and savings plans over what they cover, as AWS says to.
 * @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2.html
 */
export function curCells(heading: readonly string[]): (cells: readonly string[]) => FocusCells {
  const read = namedCells(heading, snakeName);
  return (cells) => {
    const cell = read(cells);
    return (column) => cellOf(column, cell);
  };
}

const SAME: Partial<Record<FocusColumn, string>> = {
  BilledCost: "line_item_unblended_cost",
  UnblendedCost: "line_item_unblended_cost",
  BlendedCost: "line_item_blended_cost",
  ListCost: "pricing_public_on_demand_cost",
  BillingCurrency: "line_item_currency_code",
  BillingAccountId: "bill_payer_account_id",
  BillingPeriodStart: "bill_billing_period_start_date",
  ChargePeriodStart: "line_item_usage_start_date",
  ChargePeriodEnd: "line_item_usage_end_date",
  SubAccountId: "line_item_usage_account_id",
  SubAccountName: "line_item_usage_account_name",
  ServiceCategory: "product_product_family",
  Tags: "resource_tags",
};

function cellOf(column: FocusColumn, cell: NamedCells): string | null {
  const same = SAME[column];
  if (same !== undefined) return cell(same);
  switch (column) {
    case "ProviderName":
      return "AWS";
    case "ServiceName":
      return (
        cell("product_servicename") ??
        productName(cell("product")) ??
        cell("line_item_product_code")
      );
    case "RegionId":
      return cell("product_region_code") ?? cell("product_region");
    case "ChargeCategory":
      return CATEGORY_OF[cell("line_item_line_item_type") ?? ""] ?? "Usage";
    case "PricingCategory":
      return pricingCategory(cell);
    case "EffectiveCost":
      return effectiveCost(cell);
    default:
      return null;
  }
}

/** The name in the map `product` of version 2.0. */
function productName(product: string | null): string | null {
  if (product === null) return null;
  const name = /"product_name"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(product)?.[1];
  return name === undefined ? null : String(JSON.parse(name));
}

const CATEGORY_OF: Record<string, string> = {
  Tax: "Tax",
  Credit: "Credit",
  Refund: "Adjustment",
  Fee: "Purchase",
  RIFee: "Purchase",
  SavingsPlanUpfrontFee: "Purchase",
  SavingsPlanRecurringFee: "Purchase",
  SavingsPlanNegation: "Adjustment",
  EdpDiscount: "Adjustment",
  PrivateRateDiscount: "Adjustment",
  BundledDiscount: "Adjustment",
  RiVolumeDiscount: "Adjustment",
};

const COMMITTED = ["DiscountedUsage", "SavingsPlanCoveredUsage"];

/** Spot instances are told by their usage type alone, such as `EUW1-SpotUsage:m5.large`. Null of what is no usage. */
function pricingCategory(cell: NamedCells): string | null {
  const lineType = cell("line_item_line_item_type") ?? "";
  if (COMMITTED.includes(lineType)) return "Committed";
  const usageType = cell("line_item_usage_type");
  if (lineType !== "Usage" || usageType === null) return null;
  return usageType.includes("SpotUsage") ? "Dynamic" : "Standard";
}

/** Null where the report lacks the columns: then nothing is said instead of something wrong. */
function effectiveCost(cell: NamedCells): string | null {
  const isReserved = cell("reservation_reservation_arn") !== null;
  switch (cell("line_item_line_item_type")) {
    case "DiscountedUsage":
      return cell("reservation_effective_cost");
    case "SavingsPlanCoveredUsage":
      return cell("savings_plan_savings_plan_effective_cost");
    case "SavingsPlanNegation":
    case "SavingsPlanUpfrontFee":
      return "0";
    case "Fee":
      return isReserved ? "0" : cell("line_item_unblended_cost");
    case "RIFee":
      return combined(
        cell("reservation_unused_amortized_upfront_fee_for_billing_period"),
        cell("reservation_unused_recurring_fee"),
        1,
      );
    case "SavingsPlanRecurringFee":
      return combined(
        cell("savings_plan_total_commitment_to_date"),
        cell("savings_plan_used_commitment"),
        -1,
      );
    default:
      return cell("line_item_unblended_cost");
  }
}

function combined(left: string | null, right: string | null, sign: 1 | -1): string | null {
  if (left === null || right === null) return null;
  if (!isDecimalText(left) || !isDecimalText(right)) return `${left} and ${right}`;
  return new Exact(left).plus(new Exact(right).times(sign)).toString();
}
