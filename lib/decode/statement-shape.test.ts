import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseStatement } from "@/lib/aggregate/normalise-statement.ts";
import { forEachShapeByte, SHAPE } from "./statement-shape.ts";

/** Signs that no byte has. */
const [COMMENT, STRING, NUMBER] = ["\u0100", "\u0101", "\u0102"];
const SIGNS = new Map<number, string>([
  [SHAPE.comment, COMMENT],
  [SHAPE.string, STRING],
  [SHAPE.number, NUMBER],
]);

function shapeOf(statement: string): string {
  const bytes = Buffer.from(statement);
  let shape = "";
  forEachShapeByte(bytes, 0, bytes.length, (byte) => {
    shape += SIGNS.get(byte) ?? String.fromCharCode(byte);
  });
  return shape;
}

describe("the shape of a statement", () => {
  test.each([
    [
      "SELECT * FROM t1 WHERE id = 42 /* 000123 */",
      `SELECT * FROM t1 WHERE id = ${NUMBER} ${COMMENT}`,
    ],
    ["a = 'O''Brien' AND b = 'x\\'y'", `a = ${STRING} AND b = ${STRING}`],
    ["a -- 5\nb", `a ${COMMENT}\nb`],
    ['"a 1" = `b 2`', '"a 1" = `b 2`'],
    ["$1, 0x1F, 1.5, 2e3, a1", "$1, 0x1F, 1.5, 2e3, a1"],
    ["$q$ 1 '", "$q$ 1 '"],
    ["'cut off", STRING],
  ])("%s", (given, expected) => {
    expect(shapeOf(given)).toBe(expected);
  });

  test("statements of one shape are one statement when normalised", () => {
    const pieces = fc.constantFrom(
      ..."'|''|\\|\"|`|$|$1|$q$|/*|*/|--|\n| |a|e|E'|1|23|.|-|+|0x1|:a|@b|,|(|)|é|_".split("|"),
    );
    const statement = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));
    const texts = new Map<string, string>();
    fc.assert(
      fc.property(statement, (given) => {
        const shape = shapeOf(given);
        const text = normaliseStatement(given);
        expect(texts.get(shape) ?? text).toBe(text);
        texts.set(shape, text);
      }),
      { numRuns: 30_000 },
    );
  });
});
