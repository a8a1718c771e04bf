/** Arithmetic of two queries: numbers, `a`, `b`, + − * / and parentheses. */
export type Formula =
  | { kind: "number"; value: number }
  | { kind: "query"; query: "a" | "b" }
  | { kind: "operation"; operator: Operator; left: Formula; right: Formula };

type Operator = "+" | "-" | "*" | "/";

/** Why a text is no formula, for a person. */
export class FormulaError extends Error {
  override name = "FormulaError";
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([ab])(?![\w.])|([-+*/()]))/y;
const DEEPEST = 50;

/** The formula of a text such as `(a - b) / a * 100`. Throws `FormulaError`. */
export function parseFormula(text: string): Formula {
  const parser = new Parser(tokensOf(text));
  const formula = parser.sum(0);
  parser.end();
  return formula;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const token = match?.[1] ?? match?.[2] ?? match?.[3];
    if (token === undefined) {
      const rest = text.slice(at).trim().slice(0, 20);
      throw new FormulaError(`"${rest}" is not understood: use a, b, numbers, + - * / and ( )`);
    }
    tokens.push(token);
  }
  return tokens;
}

/** By recursive descent: a sum of products of single values. */
class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  end(): void {
    const rest = this.tokens[this.at];
    if (rest !== undefined) throw new FormulaError(`"${rest}" is not expected there`);
  }

  sum(depth: number): Formula {
    if (depth > DEEPEST) throw new FormulaError("too many parentheses");
    return this.chain(["+", "-"], () => this.chain(["*", "/"], () => this.single(depth)));
  }

  private chain(operators: readonly Operator[], next: () => Formula): Formula {
    let left = next();
    for (;;) {
      const operator = operators.find((one) => one === this.tokens[this.at]);
      if (operator === undefined) return left;
      this.at++;
      left = { kind: "operation", operator, left, right: next() };
    }
  }

  private single(depth: number): Formula {
    if (depth > DEEPEST) throw new FormulaError("too many parentheses");
    const token = this.tokens[this.at++];
    if (token === undefined) throw new FormulaError("it ends too early");
    if (token === "a" || token === "b") return { kind: "query", query: token };
    if (token === "-") {
      const zero: Formula = { kind: "number", value: 0 };
      return { kind: "operation", operator: "-", left: zero, right: this.single(depth + 1) };
    }
    if (token !== "(") {
      const value = Number(token);
      if (Number.isNaN(value)) throw new FormulaError(`"${token}" is not expected there`);
      return { kind: "number", value };
    }
    const inner = this.sum(depth + 1);
    if (this.tokens[this.at++] !== ")") throw new FormulaError("a parenthesis is not closed");
    return inner;
  }
}

/** The formula's value; null: a query has none there, or it is no finite number, as after a division by zero. */
export function evaluateFormula(
  formula: Formula,
  values: { a: number | null; b: number | null },
): number | null {
  if (formula.kind === "number") return formula.value;
  if (formula.kind === "query") return values[formula.query];
  const left = evaluateFormula(formula.left, values);
  const right = evaluateFormula(formula.right, values);
  if (left === null || right === null) return null;
  const result = calculate(formula.operator, left, right);
  return Number.isFinite(result) ? result : null;
}

function calculate(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
  }
}

/** Whether the formula needs the second query. */
export function usesB(formula: Formula): boolean {
  if (formula.kind === "operation") return usesB(formula.left) || usesB(formula.right);
  return formula.kind === "query" && formula.query === "b";
}
