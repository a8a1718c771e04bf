import type { CostsParams } from "@/lib/contract/costs.ts";
import { ParameterError, parseInstant } from "@/lib/contract/time.ts";
import type { ConversionPlan } from "@/lib/domain/cost-conversion.ts";
import {
  addDays,
  type Day,
  type DayRange,
  daysOf,
  earlierOf,
  monthStartOf,
} from "@/lib/domain/cost-days.ts";
import type { CostBasis } from "@/lib/domain/cost-sources.ts";
import type { CostMetric } from "@/lib/domain/costs.ts";
import { readPool } from "@/lib/platform/db.ts";
import { selectCovered } from "@/lib/store/cost-imports.ts";
import {
  type CostDimension,
  type CostSelection,
  selectBases,
  selectCurrencies,
} from "@/lib/store/cost-sums.ts";
import { chooseCurrency } from "./cost-currency.ts";

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 3_700;
const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** What every question about costs may choose; `GET /api/v1/costs` has all of them. */
export type CostFilters = Partial<
  Pick<
    CostsParams,
    | ("service" | "account" | "region" | "category" | "chargeCategory" | "provider" | "source")
    | ("metric" | "currency" | "basis" | "convertTo")
  >
>;

/** Every day that a range touches: a bill knows no parts of days. Throws `ParameterError`. */
export function wholeDays({ from, to }: { from: string; to: string }, nowMs: number): DayRange {
  const fromMs = parseInstant(from, nowMs);
  const toMs = parseInstant(to, nowMs);
  const hint = "use a day such as 2026-01-31, ISO 8601, or now-30d";
  if (fromMs === null) throw new ParameterError("from", `"${from}" is not a time: ${hint}`);
  if (toMs === null) throw new ParameterError("to", `"${to}" is not a time: ${hint}`);
  if (fromMs >= toMs) throw new ParameterError("from", "from must be before to");
  if (toMs - fromMs > LONGEST_DAYS * DAY_MS) {
    throw new ParameterError("from", "the range is longer than ten years: choose a later from");
  }
  return {
    from: dayOf(Math.floor(fromMs / DAY_MS) * DAY_MS),
    to: dayOf(Math.ceil(toMs / DAY_MS) * DAY_MS),
  };
}

export const dimensionOf = (name: string): CostDimension =>
  name.startsWith("tag:") ? { tag: name.slice(4) } : (name as Exclude<CostDimension, object>);

const FILTERS = [
  "service",
  "account",
  "region",
  "category",
  "chargeCategory",
  "provider",
  "source",
] as const;

export const selectionOf = (filters: CostFilters, { from, to }: DayRange): CostSelection => ({
  fromDay: from,
  toDay: to,
  filters: FILTERS.map((dimension) => ({ dimension, values: filters[dimension] ?? [] })),
});

/** What a question is answered from: lines of one basis, in one currency, by one metric. */
export type CostFrame = {
  /** Of whatever days; with the basis. */
  selectionOf: (days: DayRange) => CostSelection;
  basis: CostBasis | null;
  otherBases: CostBasis[];
  /** Null: nothing covers the range. */
  chosen: { currency: string; metric: CostMetric } | null;
  otherCurrencies: string[];
  /** Null: amounts are in the currency of their bill. */
  conversion: ConversionPlan | null;
  /** The last day that every source has told as a whole; null: none has. */
  completeThrough: Day | null;
};

/** Chooses basis, currency and metric as far as the question leaves them open, from what the range has. */
export async function costFrame(filters: CostFilters, days: DayRange): Promise<CostFrame> {
  const everything = selectionOf(filters, days);
  const bases = await selectBases(readPool(), everything);
  const basis = filters.basis ?? bases[0] ?? null;
  const ofDays = (range: DayRange): CostSelection => {
    const selection = selectionOf(filters, range);
    return basis === null ? selection : { ...selection, basis };
  };
  const [currencies, covered] = await Promise.all([
    selectCurrencies(readPool(), ofDays(days)),
    selectCovered(readPool(), basis ?? "bill"),
  ]);
  const { chosen, conversion } = await chooseCurrency(filters, currencies, days);
  const convert = conversion && {
    currencies: conversion.currencies,
    fromDay: conversion.coveredFrom,
  };
  const told = conversion?.currencies ?? [chosen?.currency];
  return {
    selectionOf: (range) => (convert ? { ...ofDays(range), convert } : ofDays(range)),
    ...{ basis, otherBases: bases.filter((it) => it !== basis), chosen, conversion },
    otherCurrencies: currencies.map(({ currency }) => currency).filter((it) => !told.includes(it)),
    completeThrough:
      covered.length === 0
        ? null
        : dayOf(Math.floor(Math.min(...covered) / DAY_MS) * DAY_MS - DAY_MS),
  };
}

/** The whole days of a range; null: none is. */
export function completeDays(range: DayRange, completeThrough: Day | null): DayRange | null {
  if (completeThrough === null || completeThrough < range.from) return null;
  return { from: range.from, to: earlierOf(addDays(completeThrough, 1), range.to) };
}

/** The first day of each bucket of a range. */
export function startsOf(granularity: "day" | "month", { from, to }: DayRange): Day[] {
  if (granularity === "day") return daysOf(from, to);
  return [...new Set(daysOf(from, to).map(monthStartOf))];
}
