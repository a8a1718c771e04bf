import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { REGISTERS, registerOf, STANDARD_ERROR, UserSketch } from "./user-sketch.ts";

function add(sketch: UserSketch, user: string): void {
  const digest = createHash("sha256").update(user).digest();
  const { index, rank } = registerOf(digest.readUInt32BE(0), digest.readUInt32BE(4));
  sketch.raise(index, rank);
}

function sketchOf(users: Iterable<string>): UserSketch {
  const sketch = new UserSketch();
  for (const user of users) add(sketch, user);
  return sketch;
}

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);

const read = (...encoded: Uint8Array[]): UserSketch => {
  const sketch = new UserSketch();
  for (const bytes of encoded) sketch.merge(bytes);
  return sketch;
};

describe("a register", () => {
  test.each([
    // 12 bits of index; then the first 1 counted from the left, beginning with 1.
    [0x0008_0000, 0, 0, 1],
    [0xfff8_0000, 0, 4_095, 1],
    [0x0010_0001, 0, 1, 20],
    [0x0010_0000, 0x8000_0000, 1, 21],
    [0x0010_0000, 1, 1, 52],
    [0x0010_0000, 0, 1, 53],
  ])("%s %s is register %i at %i", (high, low, index, rank) => {
    expect(registerOf(high, low)).toEqual({ index, rank });
  });
});

describe("an estimate", () => {
  test.each([1, 2, 10, 100, 1_000, 3_000, 10_000, 20_000, 100_000])(
    "of %i users is within four standard errors",
    (count) => {
      const runs = count > 10_000 ? 1 : 5;
      for (let run = 0; run < runs; run++) {
        const estimate = sketchOf(numbered(`run ${run} user `, count)).estimate();
        const allowed = Math.max(4 * STANDARD_ERROR * count, 0.5);
        expect(Math.abs(estimate - count)).toBeLessThanOrEqual(allowed);
      }
    },
  );

  test("of nobody is 0", () => {
    expect(new UserSketch().estimate()).toBe(0);
  });
});

/** As bytes: comparing item by item takes a hundred times as long. */
const expectSame = (found: UserSketch, expected: UserSketch) =>
  expect(Buffer.compare(found.registers, expected.registers)).toBe(0);

const users = fc.uniqueArray(fc.string(), { maxLength: 300 });

describe("sketches", () => {
  test("merged are the sketch of both, in any order and however often", () => {
    fc.assert(
      fc.property(users, users, (a, b) => {
        const [first, second] = [sketchOf(a).encode(), sketchOf(b).encode()];
        const both = sketchOf([...a, ...b]);
        expectSame(read(first, second), both);
        expectSame(read(second, first, second, first), both);
      }),
    );
  });

  test("come back from their bytes, few registers or all", () => {
    for (const count of [0, 1, 500, 2_000, 5_000, 100_000]) {
      const sketch = sketchOf(numbered("user ", count));
      const bytes = sketch.encode();
      expectSame(read(bytes), sketch);
      expect(bytes.length).toBeLessThanOrEqual(1 + (REGISTERS * 6) / 8);
    }
    expect(sketchOf(numbered("user ", 100)).encode().length).toBeLessThan(300);
  });

  test("damaged bytes are refused and never read past", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
    expect(() => read(Buffer.from([3]))).toThrow(RangeError);
    expect(() => read(Buffer.from([2, 0]))).toThrow(RangeError);
    expect(() => read(Buffer.from([1, 200]))).toThrow(RangeError);
    // Registers after the last, a rank of 0, a rank of more than 52 bits can tell.
    expect(() => read(Buffer.from([1, 255, 127, 1]))).toThrow(RangeError);
    expect(() => read(Buffer.from([1, 1, 0]))).toThrow(RangeError);
    expect(() => read(Buffer.from([1, 1, 54]))).toThrow(RangeError);
  });
});
