import fc from "fast-check";
import protobuf from "protobufjs";
import { oracleType } from "./protobuf-oracle.ts";

/** A random message for protobufjs: bigints, byte arrays, keys only for what is present. */
export type RandomMessage = { [name: string]: unknown };

/** Levels of messages; a random message is small, since each level may be absent. */
const DEEPEST = 8;

const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.string({ unit: "binary", maxLength: 40 }),
  bytes: fc.uint8Array({ maxLength: 20 }),
  bool: fc.boolean(),
  double: fc.double(),
  int32: fc.integer(),
  sint32: fc.integer(),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fixed32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  sfixed64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fixed64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
};

/** Random messages of a type by the independent definitions; of a oneof at most one member is present. */
export function arbitraryMessage(name: string): fc.Arbitrary<RandomMessage> {
  return messageOf(oracleType(name), 0);
}

function messageOf(type: protobuf.Type, depth: number): fc.Arbitrary<RandomMessage> {
  const fields = type.fieldsArray.filter(
    (field) => depth < DEEPEST || !(field.resolve().resolvedType instanceof protobuf.Type),
  );
  const oneof = fields.filter((field) => isOneofMember(field));
  const others = fields.filter((field) => !isOneofMember(field));
  const rest = fc.record(
    Object.fromEntries(others.map((field) => [field.name, arbitraryValue(field, depth)])),
    { requiredKeys: [] },
  );
  if (oneof.length === 0) return rest;
  const members = oneof.map((field) => fc.record({ [field.name]: arbitraryValue(field, depth) }));
  const member: fc.Arbitrary<RandomMessage> = fc.oneof(fc.constant({}), ...members);
  return fc.tuple(rest, member).map(([message, chosen]) => ({ ...message, ...chosen }));
}

const isOneofMember = (field: protobuf.Field): boolean =>
  field.partOf !== null && !field.partOf.isProto3Optional;

function arbitraryValue(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  const { resolvedType } = field.resolve();
  const one =
    resolvedType instanceof protobuf.Type
      ? messageOf(resolvedType, depth + 1)
      : resolvedType instanceof protobuf.Enum
        ? fc.constantFrom(...Object.values(resolvedType.values))
        : (scalars[field.type] ?? fc.constant(undefined));
  return field.repeated ? fc.array(one, { maxLength: 3 }) : one;
}
