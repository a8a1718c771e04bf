import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameBits, nameHash, pairBits, pairHashes } from "./attribute-hash.ts";
import { SpanAttributeReader } from "./span-attribute-reader.ts";
import { encodeByOracle } from "./test-support/protobuf-oracle.ts";

const reader = new SpanAttributeReader();

function readSpan(span: object) {
  const bytes = encodeByOracle("Span", span);
  reader.read(bytes, 0, bytes.length);
  return {
    hashes: new Set(reader.hashes.subarray(0, reader.count)),
    bits: (BigInt(reader.bitsHigh >>> 0) << 32n) | BigInt(reader.bitsLow >>> 0),
  };
}

const value = fc.oneof(
  fc.string().map((text) => ({ written: text, value: { stringValue: text } })),
  fc.boolean().map((flag) => ({ written: String(flag), value: { boolValue: flag } })),
  fc.maxSafeInteger().map((int) => ({ written: String(int), value: { intValue: BigInt(int) } })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((double) => !Object.is(double, -0))
    .map((double) => ({ written: String(double), value: { doubleValue: double } })),
);
const attributes = fc.array(fc.tuple(fc.string({ minLength: 1 }), value), { maxLength: 6 });
const keyValues = (given: [string, { value: object }][]) =>
  given.map(([key, one]) => ({ key, value: one.value }));

describe("SpanAttributeReader", () => {
  it("gives every attribute of a span and of its events the hashes that a search asks for", () => {
    fc.assert(
      fc.property(attributes, attributes, (own, ofEvent) => {
        const span = {
          name: "GET /",
          attributes: keyValues(own),
          events: [{ name: "exception", attributes: keyValues(ofEvent) }],
        };
        const { hashes, bits } = readSpan(span);
        for (const [name, { written }] of [...own, ...ofEvent]) {
          const name1 = nameHash(name);
          expect(hashes.has(name1)).toBe(true);
          expect(bits & nameBits(name1)).toBe(nameBits(name1));
          const pairs = pairHashes(name, written).filter((pair) => hashes.has(pair));
          expect(pairs.length).toBeGreaterThan(0);
          expect(pairs.some((pair) => (bits & pairBits(pair)) === pairBits(pair))).toBe(true);
        }
      }),
    );
  });

  it("has no hash of a value that the span does not carry", () => {
    const { hashes } = readSpan({
      attributes: [{ key: "http.response.status_code", value: { intValue: 200n } }],
    });
    expect(pairHashes("http.response.status_code", "503").some((pair) => hashes.has(pair))).toBe(
      false,
    );
    expect(hashes.has(nameHash("http.route"))).toBe(false);
  });

  it("keeps a name that ends where another begins apart", () => {
    const { hashes } = readSpan({ attributes: [{ key: "ab", value: { stringValue: "c" } }] });
    expect(pairHashes("a", "bc").some((pair) => hashes.has(pair))).toBe(false);
  });

  it("finds each item of a list", () => {
    const { hashes } = readSpan({
      attributes: [
        {
          key: "tags",
          value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: 7n }] } },
        },
      ],
    });
    for (const item of ["a", "7"]) {
      expect(pairHashes("tags", item).some((pair) => hashes.has(pair))).toBe(true);
    }
  });

  it("spreads the hashes: of 20,000 names hardly two share one", () => {
    const names = Array.from({ length: 20_000 }, (_, i) => nameHash(`attribute.${i}`));
    // By chance 20,000² / 2 / 2³² = 0.05 pairs would.
    expect(new Set(names).size).toBeGreaterThanOrEqual(19_998);
  });
});
