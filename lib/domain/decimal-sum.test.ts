import { Decimal } from "decimal.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isDecimalText } from "./costs.ts";
import { DecimalSum } from "./decimal-sum.ts";

const sum = (...texts: string[]): string => {
  const total = new DecimalSum();
  for (const text of texts) total.add(text);
  return total.toString();
};

test.each([
  [[], "0"],
  [["0.1", "0.2"], "0.3"],
  [["-2.5E-7", "2.5e-7"], "0"],
  [["1e3", ".5", "7."], "1007.5"],
  [["+3", "-10"], "-7"],
  [["100000000000.00000000001"], "100000000000.00000000001"],
  [["1e-40"], `0.${"0".repeat(39)}1`],
])("%j is %s", (texts, expected) => {
  expect(sum(...texts)).toBe(expected);
});

test("as a library for decimals adds them", () => {
  const Exact = Decimal.clone({ precision: 400, toExpNeg: -9e15, toExpPos: 9e15 });
  const decimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -30, max: 20 }))
    .map(([mantissa, exponent]) => `${mantissa}e${exponent}`)
    .filter(isDecimalText);
  fc.assert(
    fc.property(fc.array(decimal, { maxLength: 20 }), (texts) => {
      const expected = texts.reduce((so, text) => so.plus(text), new Exact(0)).toString();
      expect(sum(...texts)).toBe(expected);
    }),
  );
});
