import { readFileSync } from "node:fs";
import protobuf from "protobufjs";

const definitions = readFileSync(new URL("../testdata/otlp.proto", import.meta.url), "utf8");
const { root } = protobuf.parse(definitions);

/** A message of the independent definitions, which protobufjs reads and writes. */
export const oracleType = (name: string): protobuf.Type => root.lookupType(`otlp.${name}`);

/** A message in the form that tests compare: own keys only, bytes in hex, absent messages and options null. */
export type Comparable = { [name: string]: unknown };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** What protobufjs reads in `bytes`. */
export function decodeByOracle(name: string, bytes: Uint8Array): Comparable {
  const type = oracleType(name);
  return comparable(type, type.decode(bytes));
}

/** What protobufjs writes for a message whose 64-bit integers are bigints. */
export const encodeByOracle = (name: string, message: object): Uint8Array => {
  const type = oracleType(name);
  return type.encode(type.fromObject(message)).finish();
};

/** A message of ours or of protobufjs, told by the independent definitions which fields to compare. */
export function comparable(type: protobuf.Type, message: object): Comparable {
  const values = new Map(Object.entries(message));
  const result: Comparable = {};
  for (const field of type.fieldsArray) {
    field.resolve();
    const value: unknown = values.get(field.name) ?? Reflect.get(message, field.name);
    const isPresent = values.has(field.name) && value !== undefined && value !== null;
    if (field.repeated) {
      result[field.name] = Array.isArray(value)
        ? value.map((one) => comparableValue(field, one))
        : null;
    } else if (field.partOf !== null || field.resolvedType instanceof protobuf.Type) {
      result[field.name] = isPresent ? comparableValue(field, value) : null;
    } else result[field.name] = comparableValue(field, value);
  }
  return result;
}

function comparableValue(field: protobuf.Field, value: unknown): unknown {
  if (field.resolvedType instanceof protobuf.Type) {
    return typeof value === "object" && value !== null
      ? comparable(field.resolvedType, value)
      : value;
  }
  // protobufjs' default for bytes is an empty array.
  if (field.type === "bytes") return hex(Uint8Array.from(Object.values(value ?? [])));
  return /64/.test(field.type) ? BigInt(String(value)) : value;
}
