import { CHARGE_CATEGORIES, type Charge, isDecimalText } from "@/lib/domain/costs.ts";
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
  "ProviderName",
  "RegionId",
  "ServiceCategory",
  "ServiceName",
  "SubAccountId",
  "SubAccountName",
  "Tags",
] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/** The file as a whole is not a FOCUS file; the message says what it lacks. */
export class FocusHeadingError extends Error {
  override name = "FocusHeadingError";
}

/** A charge, or why the row is none. */
export type FocusRow = { kind: "charge"; charge: Charge } | { kind: "rejected"; reason: string };

/**
 * A reader of rows for a file with this heading. Column names are matched without regard to case.
 * @see https://focus.finops.org/focus-specification/
 */
export function focusRowReader(heading: readonly string[]): (cells: readonly string[]) => FocusRow {
  const places = new Map(heading.map((name, place) => [name.trim().toLowerCase(), place]));
  const missing = REQUIRED.filter((name) => !places.has(name.toLowerCase()));
  if (missing.length > 0) {
    throw new FocusHeadingError(
      `the heading lacks ${missing.join(", ")}: a FOCUS file names its columns in its first line`,
    );
  }
  const placeOf = new Map(
    [...REQUIRED, ...OPTIONAL].map((name) => [name, places.get(name.toLowerCase())]),
  );
  return (cells) => {
    const text = (column: Column) => givenText(cells[placeOf.get(column) ?? -1]);
    return readCharge(text);
  };
}

/** Null for what is missing: exports write `NULL` as a word. */
const givenText = (cell: string | undefined): string | null => {
  const text = storableText(cell?.trim() ?? "");
  return text === "" || text.toUpperCase() === "NULL" ? null : text;
};

const reject = (reason: string): FocusRow => ({ kind: "rejected", reason });

function readCharge(text: (column: Column) => string | null): FocusRow {
  for (const column of ["BilledCost", "EffectiveCost", "ListCost"] as const) {
    const amount = text(column);
    if (amount !== null && !isDecimalText(amount)) return reject(`${column}: not a decimal number`);
  }
  const billedCost = text("BilledCost");
  if (billedCost === null) return reject("BilledCost: missing");
  const currency = text("BillingCurrency");
  if (currency === null || currency.length > 32) return reject("BillingCurrency: missing");
  const startMs = parseMoment(text("ChargePeriodStart"));
  if (startMs === null) return reject("ChargePeriodStart: not a date and time");
  const endMs = parseMoment(text("ChargePeriodEnd"));
  const periodMs = parseMoment(text("BillingPeriodStart"));
  const tags = parseTags(text("Tags"));
  if (tags === null) return reject("Tags: not a JSON object");
  const charge: Charge = {
    provider: text("ProviderName") ?? "",
    billingAccount: text("BillingAccountId") ?? "",
    period: periodMs === null ? monthOf(startMs) : dayOf(periodMs),
    day: dayOf(startMs),
    coveredToMs: endMs !== null && endMs > startMs && endMs - startMs <= DAY_MS ? endMs : null,
    service: text("ServiceName") ?? "",
    serviceCategory: text("ServiceCategory") ?? "",
    account: text("SubAccountId") ?? "",
    accountName: text("SubAccountName") ?? "",
    region: text("RegionId") ?? "",
    chargeCategory: categoryOf(text("ChargeCategory")),
    currency: currency.toUpperCase(),
    tags,
    billedCost,
    effectiveCost: text("EffectiveCost"),
    listCost: text("ListCost"),
  };
  return { kind: "charge", charge };
}

const DAY_MS = 86_400_000;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const monthOf = (ms: number): string => `${dayOf(ms).slice(0, 7)}-01`;

/** FOCUS's own spelling where it is one of its words; exports differ in case. */
function categoryOf(text: string | null): string {
  const lower = text?.toLowerCase();
  return CHARGE_CATEGORIES.find((known) => known.toLowerCase() === lower) ?? text ?? "Usage";
}

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/** Unix ms of a date, or a date and time; without a zone it is UTC, as FOCUS asks. Null: it is none. */
function parseMoment(text: string | null): number | null {
  const match = text === null ? null : MOMENT.exec(text);
  if (!match) return null;
  const [, day, time = "00:00:00", zone = "Z"] = match;
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase() === "UTC" ? "Z" : zone}`);
  if (Number.isNaN(ms) || ms < 0) return null;
  // A day that the month does not have is taken for one of the next month.
  const given = zone.length > 3 ? null : day;
  return given !== null && dayOf(ms) !== given ? null : ms;
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
