import fc from "fast-check";

/** One accident of a body: a bit flipped, an end or a piece cut off, bytes put in or overwritten. */
const accident = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant("truncate" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("remove" as const), at: fc.nat(), count: fc.nat(8) }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  }),
  fc.record({ kind: fc.constant("overwrite" as const), at: fc.nat(), byte: fc.nat(255) }),
);

/** Between one and four accidents in a row. */
export const accidents = fc.array(accident, { minLength: 1, maxLength: 4 });

type Accident = typeof accident extends fc.Arbitrary<infer Value> ? Value : never;

/** The bytes after the accidents; positions wrap around their length. */
export function mutate(bytes: Uint8Array, list: readonly Accident[]): Uint8Array {
  return list.reduce<Uint8Array>(applyOne, bytes);
}

function applyOne(bytes: Uint8Array, accidentToApply: Accident): Uint8Array {
  const at = bytes.length === 0 ? 0 : accidentToApply.at % bytes.length;
  const before = bytes.subarray(0, at);
  switch (accidentToApply.kind) {
    case "flip":
      return join(before, [(bytes[at] ?? 0) ^ (1 << accidentToApply.bit)], bytes.subarray(at + 1));
    case "truncate":
      return before;
    case "remove":
      return join(before, [], bytes.subarray(at + accidentToApply.count));
    case "insert":
      return join(before, accidentToApply.bytes, bytes.subarray(at));
    case "overwrite":
      return join(before, [accidentToApply.byte], bytes.subarray(at + 1));
  }
}

const join = (before: Uint8Array, middle: ArrayLike<number>, after: Uint8Array): Uint8Array =>
  Buffer.concat([before, Uint8Array.from(middle), after]);
