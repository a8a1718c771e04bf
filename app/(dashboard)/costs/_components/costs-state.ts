import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { CostsChart } from "@/lib/domain/chart-spec.ts";
import { COST_METRICS, type CostMetric } from "@/lib/domain/costs.ts";
import { monthOf, monthRange } from "@/lib/view/cost-days.ts";
import { SWITCHABLE_CHARGES } from "@/lib/view/costs.ts";

/** The page's own state in the URL: bills know days and months, not the bar's hours. */
export const costParsers = {
  /** `2026-11`; null: the month that it is, UTC. */
  month: parseAsString,
  /** A month by day, or the year that ends with it by month. */
  span: parseAsStringLiteral(["month", "year"]).withDefault("month"),
  by: parseAsString.withDefault("service"),
  shape: parseAsStringLiteral(["stack", "small"]).withDefault("stack"),
  currency: parseAsString,
  /** Every currency told in this one, by the table of rates. */
  convertTo: parseAsString,
  metric: parseAsStringLiteral(COST_METRICS),
  /** Charges that are left out. */
  without: parseAsArrayOf(parseAsStringLiteral(SWITCHABLE_CHARGES)).withDefault([]),
};

export type CostState = {
  month: string | null;
  span: "month" | "year";
  by: string;
  currency: string | null;
  convertTo: string | null;
  metric: CostMetric | null;
  without: readonly string[];
};

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export const monthOfState = ({ month }: Pick<CostState, "month">, nowMs: number): string =>
  month !== null && MONTH.test(month) ? month : monthOf(nowMs);

/** The charges that are counted; empty: all. */
const keptCharges = (without: readonly string[]): string[] =>
  without.length === 0
    ? []
    : ["Usage", ...SWITCHABLE_CHARGES].filter((charge) => !without.includes(charge));

/** The page's trend as it can be pinned and alerted on: of whatever days, so without the month. */
export const costSpec = ({ span, by, currency, metric, without }: CostState): CostsChart => ({
  ...{ kind: "costs", by, currency, metric },
  granularity: span === "year" ? "month" : "day",
  chargeCategory: keptCharges(without),
});

/** What the page asks `GET /api/v1/costs`. */
export function costQuestion(state: CostState, nowMs: number) {
  const { span, by, currency, convertTo, metric, without } = state;
  return {
    ...monthRange(monthOfState(state, nowMs), span === "year" ? 12 : 1),
    granularity: span === "year" ? "month" : "day",
    ...{ groupBy: by, currency, convertTo, metric },
    compare: "previous",
    chargeCategory: keptCharges(without),
  };
}
