import type { CostsParams } from "@/lib/contract/costs.ts";
import { type ConversionPlan, planConversion } from "@/lib/domain/cost-conversion.ts";
import type { DayRange } from "@/lib/domain/cost-days.ts";
import { COST_METRICS, type CostMetric } from "@/lib/domain/costs.ts";
import { readPool } from "@/lib/platform/db.ts";
import { selectRates } from "@/lib/store/cost-conversions.ts";
import type { CurrencyMetrics } from "@/lib/store/cost-sums.ts";

/** In which currency and by which amount a question is answered; null: nothing covers its range. */
export type ChosenCurrency = {
  chosen: { currency: string; metric: CostMetric } | null;
  /** Null: nothing is converted. */
  conversion: ConversionPlan | null;
};

type Wanted = Partial<Pick<CostsParams, "metric" | "currency" | "convertTo">>;

/** One currency of a range, or all that the table of rates can tell in one. `found`: those of the range, most lines first. */
export async function chooseCurrency(
  { metric, currency, convertTo }: Wanted,
  found: readonly CurrencyMetrics[],
  range: DayRange,
): Promise<ChosenCurrency> {
  if (convertTo === undefined) {
    const one = found.find((it) => it.currency === (currency ?? it.currency));
    const own = metric ?? metricOf(one ? [one] : []);
    return {
      chosen: one && own ? { currency: one.currency, metric: own } : null,
      conversion: null,
    };
  }
  const rates = await selectRates(readPool(), convertTo);
  const conversion = planConversion(found, { to: convertTo, rates, range });
  const told = found.filter((it) => conversion.currencies.includes(it.currency));
  const shared = metric ?? metricOf(told);
  if (told.length === 0 || shared === null) return { chosen: null, conversion };
  return { chosen: { currency: convertTo, metric: shared }, conversion };
}

/** The first amount that lines of all these currencies have; null: there is none. */
const metricOf = (all: readonly CurrencyMetrics[]): CostMetric | null =>
  (all.length > 0 &&
    COST_METRICS.find((name) => all.every(({ metrics }) => metrics.includes(name)))) ||
  null;
