import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BitReader, BitWriter, bitLength, riceCost } from "./bit-stream.ts";

/** A reader over what was written, with the zeros that it may look at. */
function readerOf(writer: BitWriter): BitReader {
  const bytes = Buffer.concat([writer.finish(), Buffer.alloc(8)]);
  return new BitReader(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
}

describe("bits", () => {
  test("lie lowest first, one after another", () => {
    const writer = new BitWriter();
    writer.bits(0b101, 3);
    writer.bits(0b1, 1);
    writer.bits(0b0110, 4);
    expect([...writer.finish()]).toEqual([0b0110_1_101]);
  });

  test("a Rice code is the quotient in ones, a zero, and the rest", () => {
    const writer = new BitWriter();
    writer.rice(11, 2);
    expect([...writer.finish()]).toEqual([0b11_0_11]);
    expect(riceCost(11, 2)).toBe(5);
  });

  test("a value far too large for its parameter takes fifty bits more at most", () => {
    const writer = new BitWriter();
    writer.rice(2 ** 52 + 1, 0);
    expect(writer.finish().length).toBeLessThan(11);
    expect(readerOf(writer).rice(0)).toBe(2 ** 52 + 1);
  });

  test("the length of a number is that of its binary digits", () => {
    for (const value of [0, 1, 2, 255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]) {
      expect(bitLength(value), String(value)).toBe(value === 0 ? 0 : value.toString(2).length);
    }
  });

  const written = fc.array(
    fc.oneof(
      fc
        .integer({ min: 1, max: 53 })
        .chain((bits) =>
          fc.record({ kind: fc.constant("bits"), k: fc.constant(bits), value: wholeBelow(bits) }),
        ),
      fc.record({
        kind: fc.constant("rice"),
        k: fc.integer({ min: 0, max: 40 }),
        value: fc.integer({ min: 0, max: 53 }).chain((bits) => wholeBelow(bits)),
      }),
    ),
    { maxLength: 200 },
  );

  test("come back as they were written, and cost what was said", () => {
    fc.assert(
      fc.property(written, (list) => {
        const writer = new BitWriter();
        let cost = 0;
        for (const { kind, k, value } of list) {
          if (kind === "bits") writer.bits(value, k);
          else writer.rice(value, k);
          cost += kind === "bits" ? k : riceCost(value, k);
        }
        expect(writer.finish().length).toBe(Math.ceil(cost / 8));
        const reader = readerOf(writer);
        const back = list.map(({ kind, k }) => (kind === "bits" ? reader.bits(k) : reader.rice(k)));
        expect(back).toEqual(list.map(({ value }) => value));
      }),
    );
  });

  test("a run of Rice codes is what one after another is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 4 }),
        (values, k) => {
          const writer = new BitWriter();
          for (const value of values) writer.rice(value, k);
          const into = new Int32Array(60);
          readerOf(writer).riceRun(k, values.length, into);
          expect([...into.subarray(0, values.length)]).toEqual(values);
        },
      ),
    );
  });
});

/** Whole numbers of up to so many bits. */
function wholeBelow(bits: number): fc.Arbitrary<number> {
  return fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }).map(Number);
}
