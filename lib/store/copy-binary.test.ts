import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CopyEncoder, CopyReader, joinCopies } from "./copy-binary.ts";

const row = fc.record({
  id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  seconds: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  value: fc.double(),
  text: fc.string({ unit: "binary", maxLength: 80 }),
  bytes: fc.option(fc.uint8Array({ maxLength: 120 })),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

function encode(rows: readonly Row[], initialBytes?: number): Buffer {
  const encoder = new CopyEncoder(initialBytes);
  for (const { id, seconds, value, text, bytes } of rows) {
    encoder.row(5);
    encoder.bigint(id);
    encoder.integer(seconds);
    encoder.double(value);
    encoder.text(text);
    if (bytes === null) encoder.null();
    else encoder.bytes(bytes);
  }
  expect(encoder.rows).toBe(rows.length);
  return encoder.finish();
}

function decode(copy: Buffer): Row[] {
  const reader = new CopyReader(copy, 5);
  const rows: Row[] = [];
  while (reader.next()) {
    rows.push({
      id: reader.bigint(0),
      seconds: reader.integer(1),
      value: reader.double(2),
      text: reader.text(3),
      bytes: reader.isNull(4) ? null : Uint8Array.from(reader.bytes(4)),
    });
  }
  return rows;
}

describe("rows in Postgres' binary COPY format", () => {
  test("begin with its signature and end with minus one", () => {
    const copy = encode([]);
    expect(copy.subarray(0, 11).toString("latin1")).toBe("PGCOPY\n\xff\r\n\0");
    expect([...copy.subarray(11)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);
  });

  test("a field has its length before it, highest byte first; null has minus one", () => {
    const encoder = new CopyEncoder();
    encoder.row(3);
    encoder.int16(-2);
    encoder.bool(true);
    encoder.null();
    const fields = [...encoder.finish().subarray(19, -2)];
    const two = [0, 0, 0, 2, 0xff, 0xfe];
    expect(fields).toEqual([0, 3, ...two, 0, 0, 0, 1, 1, 0xff, 0xff, 0xff, 0xff]);
  });

  test("come back as they were written, however little room there was at first", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        expect(decode(encode(rows, 1))).toEqual(rows);
      }),
    );
  });

  test("of two answers become one", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.array(row, { maxLength: 8 }), (a, b) => {
        expect(decode(joinCopies(encode(a), encode(b)))).toEqual([...a, ...b]);
      }),
    );
  });

  test("can be read again from the beginning", () => {
    const reader = new CopyReader(
      encode([{ id: 1n, seconds: 2, value: 3, text: "x", bytes: null }]),
      5,
    );
    expect([reader.next(), reader.next()]).toEqual([true, false]);
    reader.rewind();
    expect(reader.next()).toBe(true);
    expect(reader.length(4)).toBe(-1);
  });

  test("with another number of fields are refused", () => {
    expect(() => new CopyReader(encode([]), 4).next()).not.toThrow();
    const one = encode([{ id: 1n, seconds: 2, value: 3, text: "x", bytes: null }]);
    expect(() => new CopyReader(one, 4).next()).toThrow("5 fields, not 4");
  });
});
