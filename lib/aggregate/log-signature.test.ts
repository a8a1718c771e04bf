import fc from "fast-check";
import { expect, test } from "vitest";
import { parseLogSearch } from "@/lib/domain/log-search.ts";
import {
  clauseOf,
  encodeSlice,
  type IndexedLog,
  LogSignature,
  MASK_BYTES,
  placesOf,
  possibleBlocks,
} from "./log-signature.ts";

const logOf = (given: Partial<IndexedLog>): IndexedLog => ({
  serviceId: 1n,
  originId: 1n,
  severityNumber: 9,
  bodyText: "",
  body: undefined,
  attributes: {},
  traceId: null,
  ...given,
});

const signatureOf = (...logs: IndexedLog[]): LogSignature => {
  const signature = new LogSignature();
  for (const log of logs) signature.add(log);
  return signature;
};

/** The blocks that may hold what a search asks, each with the given records. */
function possible(search: string, blocks: IndexedLog[][]): number[] {
  const { positions, bits } = encodeSlice(blocks.map((logs) => signatureOf(...logs)));
  const clauses = parseLogSearch(search)
    .map((term) => clauseOf(term, []))
    .filter((clause) => clause !== null);
  const places = placesOf(clauses);
  const masks = Buffer.concat(
    places.map((place) => {
      const at = (place & (positions - 1)) * MASK_BYTES;
      return bits.subarray(at, at + MASK_BYTES);
    }),
  );
  return possibleBlocks(clauses, { masks, places, blocks: blocks.length });
}

const word = fc.string({ unit: fc.constantFrom(..."abcXYZ019-é "), minLength: 3, maxLength: 30 });

test("a block that holds a text is never left out, wherever it begins", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 64 }), fc.nat(), (texts, at) => {
      const index = at % texts.length;
      const body = `before ${texts[index] ?? ""} after`;
      const blocks = texts.map((text, i) => [logOf({ bodyText: i === index ? body : text })]);
      const part = body.slice(at % 5, body.length - (at % 3)).toUpperCase();
      expect(possible(JSON.stringify(part), blocks)).toContain(index);
    }),
    { numRuns: 50 },
  );
});

test("texts, values, severities and traces tell the blocks apart that have them", () => {
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const blocks = [
    [logOf({ bodyText: "order 4f2a taken", severityNumber: 17 })],
    [logOf({ attributes: { "user.id": 7, city: "Osaka" } })],
    [logOf({ body: { user: { tags: ["new", "eu"] } }, traceId: trace })],
    [logOf({ bodyText: "user.id=7 in a line" })],
  ];
  expect(possible("4F2A", blocks)).toEqual([0]);
  expect(possible("user.id=7", blocks)).toEqual([1, 3]);
  expect(possible("city=Osaka user.id=7", blocks)).toEqual([1]);
  expect(possible("user.tags=eu", blocks)).toEqual([2]);
  expect(possible("severity>=error", blocks)).toEqual([0]);
  expect(possible(`trace=${trace}`, blocks)).toEqual([2]);
  expect(possible("nowhere", blocks)).toEqual([]);
  expect(possible("no", blocks)).toEqual([0, 1, 2, 3]);
  expect(possible("user.id!=7 took>3", blocks)).toEqual([0, 1, 2, 3]);
});
