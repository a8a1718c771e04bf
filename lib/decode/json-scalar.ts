import type { Field } from "./compiled-schema.ts";

/** A scalar in memory, or what the schema expects in place of the JSON value. */
export type JsonScalar = { value: unknown } | { expected: string };

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;
/** Stands for an id that is no hex at all: no id has one byte. */
const NOT_AN_ID = Uint8Array.of(0);

const RANGES = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  enum: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
} as const;

/** A JSON value as the scalar of a field: the proto3 JSON mapping, with OTLP's hex ids. */
export function parseJsonScalar(field: Field, json: unknown): JsonScalar {
  switch (field.type) {
    case "string":
      return typeof json === "string" ? { value: json } : { expected: "a string" };
    case "bool":
      return typeof json === "boolean" ? { value: json } : { expected: "true or false" };
    case "double":
      return parseDouble(json);
    case "id":
      return typeof json === "string" ? { value: idBytes(json) } : { expected: "a string of hex" };
    case "bytes":
      return typeof json === "string" && BASE64.test(json)
        ? { value: Buffer.from(json, "base64") }
        : { expected: "a string of base64" };
    case "enum": {
      const byName = typeof json === "string" ? field.enumNames.indexOf(json) : -1;
      return byName >= 0 ? { value: byName } : parseInteger(json, RANGES.enum, Number);
    }
    case "int32":
    case "sint32":
    case "uint32":
    case "fixed32":
      return parseInteger(json, RANGES[field.type], Number);
    case "int64":
    case "sfixed64":
    case "uint64":
    case "fixed64":
      return parseInteger(json, RANGES[field.type], (value) => value);
    case "message":
      return { expected: "an object" };
  }
}

const idBytes = (text: string): Uint8Array =>
  HEX.test(text) ? Buffer.from(text, "hex") : NOT_AN_ID;

function parseDouble(json: unknown): JsonScalar {
  if (typeof json === "number") return { value: json };
  const text = typeof json === "string" ? json : "";
  if (text === "NaN" || text === "Infinity" || text === "-Infinity" || DECIMAL.test(text)) {
    return { value: Number(text) };
  }
  return { expected: "a number" };
}

function parseInteger(
  json: unknown,
  [least, most]: readonly [bigint, bigint],
  convert: (value: bigint) => unknown,
): JsonScalar {
  const value = toInteger(json);
  if (value === null) return { expected: "an integer" };
  if (value < least || value > most) return { expected: `an integer from ${least} to ${most}` };
  return { value: convert(value) };
}

/** The exact integer of a JSON number or decimal text; null when it is none. */
function toInteger(json: unknown): bigint | null {
  if (typeof json === "number") return Number.isInteger(json) ? BigInt(json) : null;
  const match = typeof json === "string" ? DECIMAL.exec(json) : null;
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent) - fraction.length;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  if (digits.length + shift > 20) return digits === "0" ? 0n : null;
  const kept = shift < 0 ? digits.slice(0, shift) : digits + "0".repeat(shift);
  const dropped = shift < 0 ? digits.slice(shift) : "";
  if (/[1-9]/.test(dropped)) return null;
  return BigInt(`${sign}${kept === "" ? "0" : kept}`);
}
