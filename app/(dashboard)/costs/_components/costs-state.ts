import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { COST_METRICS } from "@/lib/domain/costs.ts";
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
  metric: parseAsStringLiteral(COST_METRICS),
  /** Charges that are left out. */
  without: parseAsArrayOf(parseAsStringLiteral(SWITCHABLE_CHARGES)).withDefault([]),
};

export type CostState = {
  month: string | null;
  span: "month" | "year";
  by: string;
  currency: string | null;
  metric: string | null;
  without: readonly string[];
};

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export const monthOfState = ({ month }: Pick<CostState, "month">, nowMs: number): string =>
  month !== null && MONTH.test(month) ? month : monthOf(nowMs);

/** What the page asks `GET /api/v1/costs`. */
export function costQuestion(state: CostState, nowMs: number) {
  const { span, by, currency, metric, without } = state;
  const kept = ["Usage", ...SWITCHABLE_CHARGES].filter((charge) => !without.includes(charge));
  return {
    ...monthRange(monthOfState(state, nowMs), span === "year" ? 12 : 1),
    granularity: span === "year" ? "month" : "day",
    ...{ groupBy: by, currency, metric },
    compare: span === "month" ? "previous" : null,
    chargeCategory: without.length === 0 ? [] : kept,
  };
}
