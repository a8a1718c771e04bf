import protobuf from "protobufjs";
import type { RandomMessage } from "./arbitrary-messages.ts";
import { oracleType } from "./protobuf-oracle.ts";

/** The liberties that a sender of OTLP/JSON has. */
export type JsonStyle = {
  longsAsNumbers: boolean;
  snakeCase: boolean;
  upperCaseHex: boolean;
  enumNames: boolean;
  spaces: boolean;
};

const IDS = new Set(["traceId", "spanId", "parentSpanId"]);

/** The OTLP/JSON text of a random message, written apart from the decoder. */
export function jsonOfMessage(name: string, message: RandomMessage, style: JsonStyle): string {
  return objectText(oracleType(name), message, style);
}

function objectText(type: protobuf.Type, message: object, style: JsonStyle): string {
  const space = style.spaces ? "\n  " : "";
  const members = Object.entries(message).map(([key, value]) => {
    const field = type.fields[key];
    if (field === undefined) throw new Error(`${type.name} has no ${key}`);
    const name = style.snakeCase ? snakeCase(key) : key;
    const text = Array.isArray(value)
      ? `[${value.map((one) => valueText(field, one, style)).join(`,${space}`)}]`
      : valueText(field, value, style);
    return `${JSON.stringify(name)}:${space}${text}`;
  });
  return `{${space}${members.join(`,${space}`)}}`;
}

function valueText(field: protobuf.Field, value: unknown, style: JsonStyle): string {
  const { resolvedType } = field.resolve();
  if (resolvedType instanceof protobuf.Type) {
    return objectText(resolvedType, typeof value === "object" ? (value ?? {}) : {}, style);
  }
  if (resolvedType instanceof protobuf.Enum && style.enumNames) {
    return JSON.stringify(resolvedType.valuesById[Number(value)]);
  }
  if (typeof value === "bigint") return style.longsAsNumbers ? `${value}` : `"${value}"`;
  if (value instanceof Uint8Array) return JSON.stringify(bytesText(field.name, value, style));
  if (typeof value !== "number") return JSON.stringify(value);
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
}

function bytesText(fieldName: string, bytes: Uint8Array, style: JsonStyle): string {
  if (!IDS.has(fieldName)) return Buffer.from(bytes).toString("base64");
  const hex = Buffer.from(bytes).toString("hex");
  return style.upperCaseHex ? hex.toUpperCase() : hex;
}

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
