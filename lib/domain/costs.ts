/** Amounts that a bill may have, by the names of FOCUS and of Cost Explorer. */
export const COST_METRICS = [
  "EffectiveCost",
  "BilledCost",
  "ListCost",
  "NetAmortizedCost",
  "UnblendedCost",
  "BlendedCost",
] as const;
export type CostMetric = (typeof COST_METRICS)[number];

/** What kind of money a line is. A credit is not told by its sign: usage may be negative too. */
export const CHARGE_CATEGORIES = ["Usage", "Purchase", "Tax", "Credit", "Adjustment"] as const;

/** FOCUS's PricingCategory. `Dynamic` is a price that the provider moves, such as that of spot instances. */
export const PRICING_CATEGORIES = ["Standard", "Committed", "Dynamic", "Other"] as const;

/** An exact decimal as text, such as `0.00001605990` or `-2.5E-7`. */
export type DecimalText = string;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,3}))?$/;
/** No bill has more digits; beyond them a text is not an amount but a mistake. */
const LONGEST_DECIMAL = 60;
const LARGEST_EXPONENT = 40;

/** Whether a text is a decimal that can be kept exactly. */
export function isDecimalText(text: string): boolean {
  const match = DECIMAL.exec(text);
  if (!match || text.length > LONGEST_DECIMAL) return false;
  return Math.abs(Number(match[1] ?? 0)) <= LARGEST_EXPONENT;
}

/** One charge of a bill. `day` and `period` (the first day of the billing period) are UTC, as in the bill. */
export type Charge = {
  provider: string;
  billingAccount: string;
  /** `YYYY-MM-DD` */
  period: string;
  /** `YYYY-MM-DD` */
  day: string;
  /** Unix ms of its end; null: it covers more than a day, so it says nothing of how far the bill reaches. */
  coveredToMs: number | null;
  service: string;
  serviceCategory: string;
  account: string;
  accountName: string;
  region: string;
  chargeCategory: string;
  /** Absent: the source does not tell it. */
  pricingCategory?: string;
  currency: string;
  tags: Readonly<Record<string, string>>;
  /** Null: the source does not tell it. */
  billedCost: DecimalText | null;
  effectiveCost: DecimalText | null;
  listCost: DecimalText | null;
  /** Of Cost Explorer; others have none. */
  blendedCost?: DecimalText | null;
  unblendedCost?: DecimalText | null;
  netAmortizedCost?: DecimalText | null;
  /** Whether the source says that it may still change. */
  estimated?: boolean;
};

/** A row that could not be taken. `row`: its number in the file, the first after the heading is 1. */
export type RejectedRow = { row: number; reason: string };
