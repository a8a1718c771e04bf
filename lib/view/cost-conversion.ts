import type { CostsResponse } from "@/lib/contract/costs.ts";
import { dayLabel } from "./cost-days.ts";

type Conversion = NonNullable<CostsResponse["conversion"]>;

/** More rates than these are not told one by one. */
const MOST_TOLD = 4;

/** By which rate which days were converted, and what was not, in words; empty: nothing was. */
export function conversionLines(conversion: Conversion | null): string[] {
  if (conversion === null) return [];
  const { to, rates, leftOut } = conversion;
  const told = rates.slice(0, MOST_TOLD).map(({ from, rate, day, firstDay, lastDay }) => {
    const days =
      firstDay === lastDay ? dayLabel(firstDay) : `${dayLabel(firstDay)} to ${dayLabel(lastDay)}`;
    return `${from} of ${days} at ${rate} ${to}, the rate of ${day}.`;
  });
  const more = rates.length - told.length;
  return [
    ...told,
    ...(more > 0 ? [`And by ${more} more ${more === 1 ? "rate" : "rates"}.`] : []),
    ...leftOut.map(({ currency, reason }) => `${currency} is not in these amounts: ${reason}.`),
  ];
}

/** The rates as the CSV that they are typed in as. */
export const ratesText = (
  rates: readonly { from: string; to: string; day: string; rate: string }[],
): string =>
  ["from,to,day,rate", ...rates.map(({ from, to, day, rate }) => [from, to, day, rate].join(","))]
    .map((line) => `${line}\n`)
    .join("");
