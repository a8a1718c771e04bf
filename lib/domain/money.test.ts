import fc from "fast-check";
import { expect, test } from "vitest";
import { rangeBefore } from "./cost-days.ts";
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

test.each([
  ["2026-11-01", "2026-11-23", "2026-10-01", "2026-10-23"],
  ["2026-03-01", "2026-03-31", "2026-02-01", "2026-03-01"],
  ["2026-03-01", "2026-04-01", "2026-02-01", "2026-03-01"],
  ["2026-02-01", "2026-03-01", "2026-01-01", "2026-02-01"],
  ["2026-01-01", "2026-01-11", "2025-12-01", "2025-12-11"],
  ["2026-11-08", "2026-11-15", "2026-11-01", "2026-11-08"],
  ["2026-03-22", "2026-03-31", "2026-03-13", "2026-03-22"],
])("%s to %s is compared with %s to %s", (from, to, previousFrom, previousTo) => {
  expect(rangeBefore({ from, to })).toEqual({ from: previousFrom, to: previousTo });
});
