import { Decimal } from "decimal.js";
import type { DecimalText } from "./costs.ts";

/** Decimals with sixty digits: sums and products of bills stay exact, quotients are cut far below any cent. */
export const Money = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });
export type Money = Decimal;

/** Plain digits, without exponent and without trailing zeros; minus nothing is 0. */
export const moneyText = (amount: Money): DecimalText => (amount.isZero() ? "0" : amount.toFixed());

/** The exact sum of amounts; of none it is 0. */
export const sumMoney = (amounts: Iterable<DecimalText | Money>): Money => {
  let sum = new Money(0);
  for (const amount of amounts) sum = sum.plus(amount);
  return sum;
};

/** Digits that a price of one thing, such as of 1,000 requests, is told with. */
export const UNIT_DIGITS = 12;

/** An estimate as text: four decimals, since what is guessed has no eleventh. */
export const estimateText = (amount: number): DecimalText =>
  moneyText(new Money(amount).toDecimalPlaces(4));

/**
 * Splits an amount by weights, so that the parts add up to it exactly: each is cut to `digits` decimals, and the
 * heaviest takes what is left over. Weights of nothing give no parts.
 */
export function splitMoney(
  amount: Money,
  weights: readonly number[],
  digits: number = UNIT_DIGITS,
): Money[] {
  const whole = sumMoney(weights.map((weight) => new Money(weight)));
  if (whole.lte(0)) return [];
  const parts = weights.map((weight) =>
    amount.times(weight).div(whole).toDecimalPlaces(digits, Decimal.ROUND_DOWN),
  );
  const heaviest = weights.indexOf(Math.max(...weights));
  return parts.map((part, place) =>
    place === heaviest ? part.plus(amount.minus(sumMoney(parts))) : part,
  );
}
