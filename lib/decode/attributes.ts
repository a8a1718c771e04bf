import type { AttributeLimits } from "../domain/telemetry-limits.ts";
import { AttributeCutter } from "./attribute-cutter.ts";
import type { AnyValue, KeyValue } from "./otlp-messages.ts";
import { storableText } from "./storable-text.ts";

/**
 * OTLP attributes as a record that JSON and Postgres' jsonb can hold: integers as numbers while exact, else as decimal
 * strings; bytes as base64; NaN and infinities as strings; lists and maps as arrays and objects; an empty value, and a
 * list or map nested too deeply, as null. Of equal keys the last wins. `cut` counts what the limits shortened or left
 * out.
 */
export function attributesToRecord(
  attributes: readonly KeyValue[],
  limits: AttributeLimits,
): { record: Record<string, unknown>; cut: number } {
  const cutter = new AttributeCutter(limits);
  const record = toRecord(cutter.attributes(attributes));
  return { record, cut: cutter.cut };
}

/** One AnyValue, such as a log record's body, under the same rules as `attributesToRecord`. */
export function anyValueToJson(
  value: AnyValue | undefined,
  limits: AttributeLimits,
): { value: unknown; cut: number } {
  const cutter = new AttributeCutter(limits);
  const json = toJson(value && cutter.value(value));
  return { value: json, cut: cutter.cut };
}

function toRecord(entries: readonly KeyValue[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const entry of entries) {
    const key = storableText(entry.key);
    const value = toJson(entry.value);
    // An assignment to this key would replace the record's prototype.
    if (key === "__proto__") defineKey(record, key, value);
    else record[key] = value;
  }
  return record;
}

function defineKey(record: Record<string, unknown>, key: string, value: unknown): void {
  const asAssigned = { enumerable: true, configurable: true, writable: true };
  Object.defineProperty(record, key, { value, ...asAssigned });
}

function toJson(value: AnyValue | undefined): unknown {
  if (value === undefined) return null;
  if (value.stringValue !== undefined) return storableText(value.stringValue);
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return toNumber(value.intValue);
  if (value.doubleValue !== undefined) {
    return Number.isFinite(value.doubleValue) ? value.doubleValue : String(value.doubleValue);
  }
  if (value.bytesValue !== undefined) return toBase64(value.bytesValue);
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(toJson);
  return value.kvlistValue === undefined ? null : toRecord(value.kvlistValue.values);
}

const toNumber = (value: bigint): number | string => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
};

const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
