import {
  CHARGE_CATEGORIES,
  type Charge,
  isDecimalText,
  PRICING_CATEGORIES,
} from "@/lib/domain/costs.ts";
import { billMoment } from "./bill-moment.ts";
import { storableText } from "./storable-text.ts";

/** Columns without which a row is not a charge. */
const REQUIRED = ["BilledCost", "BillingCurrency", "ChargePeriodStart"] as const;
/** Columns that are read if the file has them; the names are those of FOCUS 1.0 to 1.2. */
const OPTIONAL = [
  "BillingAccountId",
  "BillingPeriodStart",
  "ChargeCategory",
  "ChargePeriodEnd",
  "EffectiveCost",
  "ListCost",
  "PricingCategory",
  "ProviderName",
  "RegionId",
  "ServiceCategory",
  "ServiceName",
  "SubAccountId",
  "SubAccountName",
  "Tags",
] as const;
/** FOCUS's columns that are read, and the two amounts of AWS's bill that it has no name for. */
export type FocusColumn =
  | (typeof REQUIRED)[number]
  | (typeof OPTIONAL)[number]
  | "BlendedCost"
  | "UnblendedCost";

/** The texts of a row by FOCUS's columns; null where there is none. */
export type FocusCells = (column: FocusColumn) => string | null;

/** What a row that is none would have added to which bill, as far as that can be read. */
export type LostAmount = Pick<
  Charge,
  "provider" | "billingAccount" | "period" | "currency" | "billedCost"
>;

/** A charge, or why the row is none. `lost` null: nobody can tell what it would have been. */
export type FocusRow =
  | { kind: "charge"; charge: Charge }
  | { kind: "rejected"; reason: string; lost: LostAmount | null };

/** Which of FOCUS's columns a heading lacks without which a row is no charge. Case does not matter. */
export function missingFocusColumns(heading: readonly string[]): string[] {
  const known = new Set(heading.map((name) => name.trim().toLowerCase()));
  return REQUIRED.filter((name) => !known.has(name.toLowerCase()));
}

const READ = new Set([...REQUIRED, ...OPTIONAL].map((name) => name.toLowerCase()));

/** Whether a column is read. */
export const isFocusColumn = (name: string): boolean => READ.has(name.trim().toLowerCase());

/**
 * Reads the cells of rows of a FOCUS file with this heading.
 * @see https://focus.finops.org/focus-specification/
 */
export function focusCells(heading: readonly string[]): (cells: readonly string[]) => FocusCells {
  const places = new Map(heading.map((name, place) => [name.trim().toLowerCase(), place]));
  const placeOf = new Map<FocusColumn, number>();
  for (const name of [...REQUIRED, ...OPTIONAL]) {
    const place = places.get(name.toLowerCase());
    if (place !== undefined) placeOf.set(name, place);
  }
  return (cells) => (column) => givenText(cells[placeOf.get(column) ?? -1]);
}

/** Null for what is missing: exports write `NULL` as a word. */
export const givenText = (cell: string | undefined): string | null => {
  const text = storableText(cell?.trim() ?? "");
  return text === "" || text.toUpperCase() === "NULL" ? null : text;
};

/** A row that cannot be taken, of which nothing else is known. */
export const rejectedRow = (reason: string): FocusRow => ({ kind: "rejected", reason, lost: null });

function lostAmount(text: FocusCells): LostAmount | null {
  const billedCost = text("BilledCost");
  const currency = text("BillingCurrency");
  const period = periodOf(text);
  if (billedCost === null || !isDecimalText(billedCost)) return null;
  if (currency === null || period === null) return null;
  return { ...billOf(text), period, currency: currency.toUpperCase(), billedCost };
}

const billOf = (text: FocusCells) => ({
  provider: text("ProviderName") ?? "",
  billingAccount: text("BillingAccountId") ?? "",
});

/** The billing period, or the month of the charge where it is not told; null: neither can be read. */
function periodOf(text: FocusCells): string | null {
  return (
    billMoment(text("BillingPeriodStart"))?.day ??
    billMoment(text("ChargePeriodStart"))?.month ??
    null
  );
}

const AMOUNTS = [
  "BilledCost",
  "EffectiveCost",
  "ListCost",
  "BlendedCost",
  "UnblendedCost",
] as const;

/** The charge that a row tells of, or why it tells of none. */
export function readCharge(text: FocusCells): FocusRow {
  const reject = (reason: string): FocusRow => ({
    kind: "rejected",
    reason,
    lost: lostAmount(text),
  });
  for (const column of AMOUNTS) {
    const amount = text(column);
    if (amount !== null && !isDecimalText(amount)) return reject(`${column}: not a decimal number`);
  }
  const billedCost = text("BilledCost");
  if (billedCost === null) return reject("BilledCost: missing");
  const currency = text("BillingCurrency");
  if (currency === null || currency.length > 32) return reject("BillingCurrency: missing");
  const start = billMoment(text("ChargePeriodStart"));
  if (start === null) return reject("ChargePeriodStart: not a date and time");
  const tags = parseTags(text("Tags"));
  if (tags === null) return reject("Tags: not a JSON object");
  const charge: Charge = {
    ...billOf(text),
    period: periodOf(text) ?? start.month,
    day: start.day,
    coveredToMs: coveredTo(start.ms, billMoment(text("ChargePeriodEnd"))?.ms ?? null),
    service: text("ServiceName") ?? "",
    serviceCategory: text("ServiceCategory") ?? "",
    account: text("SubAccountId") ?? "",
    accountName: text("SubAccountName") ?? "",
    region: text("RegionId") ?? "",
    chargeCategory: spelled(CHARGE_CATEGORIES, text("ChargeCategory")) ?? "Usage",
    ...pricingOf(text("PricingCategory")),
    currency: currency.toUpperCase(),
    tags,
    billedCost,
    effectiveCost: text("EffectiveCost"),
    listCost: text("ListCost"),
    ...amountsOfAws(text),
  };
  return { kind: "charge", charge };
}

/** Absent where the file has neither, which is every file but AWS's own. */
function amountsOfAws(text: FocusCells): Pick<Charge, "blendedCost" | "unblendedCost"> {
  const blendedCost = text("BlendedCost");
  const unblendedCost = text("UnblendedCost");
  return blendedCost === null && unblendedCost === null ? {} : { blendedCost, unblendedCost };
}

const DAY_MS = 86_400_000;

/** A charge of more than a day does not tell that its days are complete. */
const coveredTo = (startMs: number, endMs: number | null): number | null =>
  endMs !== null && endMs > startMs && endMs - startMs <= DAY_MS ? endMs : null;

/** FOCUS's own spelling where it is one of its words; exports differ in case. */
function spelled(words: readonly string[], text: string | null): string | null {
  const lower = text?.toLowerCase();
  return words.find((known) => known.toLowerCase() === lower) ?? text;
}

/** Absent where the bill does not tell. */
function pricingOf(text: string | null): Pick<Charge, "pricingCategory"> {
  const pricingCategory = spelled(PRICING_CATEGORIES, text);
  return pricingCategory === null ? {} : { pricingCategory };
}

const MOST_TAGS = 100;
const NO_TAGS: Readonly<Record<string, string>> = {};

/** Tags as texts; numbers and truth values become texts, others are left out. Null: it is no JSON object. */
function parseTags(text: string | null): Readonly<Record<string, string>> | null {
  if (text === null) return NO_TAGS;
  const value = parseJson(text);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const tags: Record<string, string> = {};
  for (const [name, tag] of Object.entries(value).slice(0, MOST_TAGS)) {
    const isText = typeof tag === "string" || typeof tag === "number" || typeof tag === "boolean";
    if (isText) tags[storableText(name)] = storableText(String(tag));
  }
  return tags;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
