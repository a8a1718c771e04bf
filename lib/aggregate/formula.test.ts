import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateFormula, FormulaError, parseFormula, usesB } from "./formula.ts";

const resultOf = (text: string, a: number | null = 6, b: number | null = 3) =>
  evaluateFormula(parseFormula(text), { a, b });

test.each([
  ["a", 6],
  ["a/b", 2],
  ["a + b * 2", 12],
  ["(a + b) * 2", 18],
  ["a - b - 1", 2],
  ["a / b / 2", 1],
  ["-a + 10", 4],
  ["a * -b", -18],
  ["1e2 * b", 300],
  [".5 * a".replace(".5", "0.5"), 3],
  ["((((a))))", 6],
])("%s", (text, expected) => {
  expect(resultOf(text)).toBe(expected);
});

test.each(["", "a +", "(a", "a)", "a b", "c", "ab", "a.b", "a; b", "2 3", "a ** b", "1/", "*a"])(
  "%j is no formula",
  (text) => {
    expect(() => parseFormula(text)).toThrow(FormulaError);
  },
);

test("nothing is known where a query has nothing, or where it divides by zero", () => {
  expect(resultOf("a + b", null)).toBeNull();
  expect(resultOf("a + b", 1, null)).toBeNull();
  expect(resultOf("a / b", 1, 0)).toBeNull();
  expect(resultOf("0 * a / b", 1, 0)).toBeNull();
});

test("knows whether it needs the second query", () => {
  expect(usesB(parseFormula("a * 100"))).toBe(false);
  expect(usesB(parseFormula("1 - (a / (a + b))"))).toBe(true);
});

test("parentheses without end are refused, not recursed into", () => {
  expect(() => parseFormula(`${"(".repeat(100)}a${")".repeat(100)}`)).toThrow(/parentheses/);
});

/** A random formula as a text and as a function. */
type Made = { text: string; of: (a: number, b: number) => number };
const made = fc.letrec<{ formula: Made }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4 },
    fc.constant<Made>({ text: "a", of: (a) => a }),
    fc.constant<Made>({ text: "b", of: (_, b) => b }),
    fc.nat(99).map((n): Made => ({ text: String(n), of: () => n })),
    fc
      .tuple(tie("formula"), fc.constantFrom("+", "-", "*"), tie("formula"))
      .map(([left, operator, right]): Made => {
        const text = `(${left.text} ${operator} ${right.text})`;
        if (operator === "+") return { text, of: (a, b) => left.of(a, b) + right.of(a, b) };
        if (operator === "-") return { text, of: (a, b) => left.of(a, b) - right.of(a, b) };
        return { text, of: (a, b) => left.of(a, b) * right.of(a, b) };
      }),
  ),
})).formula;

test("gives what the arithmetic gives", () => {
  fc.assert(
    fc.property(made, fc.integer(), fc.integer(), ({ text, of }, a, b) => {
      expect(resultOf(text, a, b)).toBe(Number.isFinite(of(a, b)) ? of(a, b) : null);
    }),
  );
});
