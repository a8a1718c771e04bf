import { addDays, type Day, type DayRange, earlierOf, laterOf } from "./cost-days.ts";
import type { DecimalText } from "./costs.ts";

/** What one unit of a currency is worth in another, from `day` on until the next rate of the pair. */
export type DayRate = { from: string; day: Day; rate: DecimalText };

/** A rate and the days of a range that it was used for. */
export type UsedRate = DayRate & { firstDay: Day; lastDay: Day };

/** Which currencies of a range can be told in one, by which rates, and which cannot, and why. */
export type ConversionPlan = {
  to: string;
  /** `to`, and what is converted into it. */
  currencies: string[];
  /** The first day of which every rate tells; null: nothing is converted. Days before are not told. */
  coveredFrom: Day | null;
  rates: UsedRate[];
  leftOut: { currency: string; reason: string }[];
};

/**
 * How currencies are told in `to`, given the rates into it in the order of their days. A currency is converted when its
 * rates reach back to its first day of the range, or it is left out: nothing is converted by a rate of a later day, nor by
 * the inverse of one.
 */
export function planConversion(
  given: readonly { currency: string; firstDay: Day }[],
  { to, rates, range }: { to: string; rates: readonly DayRate[]; range: DayRange },
): ConversionPlan {
  const plan: ConversionPlan = { to, currencies: [to], coveredFrom: null, rates: [], leftOut: [] };
  for (const { currency, firstDay } of given) {
    if (currency === to) continue;
    const own = rates.filter(({ from }) => from === currency);
    const begin = own[0]?.day;
    if (begin === undefined || begin > firstDay) {
      plan.leftOut.push({ currency, reason: reasonOf({ currency, to, begin, firstDay }) });
      continue;
    }
    plan.currencies.push(currency);
    plan.coveredFrom = plan.coveredFrom === null ? begin : laterOf(plan.coveredFrom, begin);
    plan.rates.push(...usedIn(own, { from: laterOf(range.from, firstDay), to: range.to }));
  }
  return plan;
}

type Missing = { currency: string; to: string; begin: Day | undefined; firstDay: Day };

const reasonOf = ({ currency, to, begin, firstDay }: Missing): string =>
  begin === undefined
    ? `there is no rate from ${currency} to ${to}`
    : `the rates from ${currency} to ${to} begin on ${begin}, its costs on ${firstDay}`;

/** The rates of one pair that hold on some day of a range. */
function usedIn(own: readonly DayRate[], range: DayRange): UsedRate[] {
  const lastDay = addDays(range.to, -1);
  return own.flatMap((rate, place) => {
    const next = own[place + 1]?.day;
    const last = next === undefined ? lastDay : earlierOf(lastDay, addDays(next, -1));
    const first = laterOf(range.from, rate.day);
    return first <= last ? [{ ...rate, firstDay: first, lastDay: last }] : [];
  });
}
