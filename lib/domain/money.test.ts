import fc from "fast-check";
import { expect, test } from "vitest";
import { Money, moneyText, splitMoney, sumMoney } from "./money.ts";

test("sums are exact and plain", () => {
  expect(moneyText(sumMoney(["0.1", "0.2"]))).toBe("0.3");
  expect(moneyText(sumMoney(["1e-11", "-2.50"]))).toBe("-2.49999999999");
  expect(moneyText(sumMoney(["1", "-1"]))).toBe("0");
  expect(moneyText(sumMoney([]))).toBe("0");
});

test("the parts of a split add up to the amount, to the last digit", () => {
  const amount = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 14 }))
    .map(([digits, scale]) => new Money(`${digits}e-${scale}`));
  const weights = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(amount, weights, (whole, shares) => {
      const parts = splitMoney(whole, shares);
      if (shares.every((share) => share === 0)) expect(parts).toEqual([]);
      else expect(moneyText(sumMoney(parts))).toBe(moneyText(whole));
    }),
  );
});
