import type { AttributeLimits } from "../domain/limits.ts";
import type { AnyValue, KeyValue } from "./otlp-messages.ts";
import { storableText } from "./storable-text.ts";

/** A converter with the count of what it cut. */
type Conversion = { readonly limits: AttributeLimits; cut: number };

/**
 * OTLP attributes as a record that JSON and Postgres' jsonb can hold: integers as numbers while exact, else as decimal
 * strings; bytes as base64; NaN and infinities as strings; lists and maps as arrays and objects; an empty value as
 * null. `cut` counts the strings, lists, maps and attributes that were shortened or left out. Of equal keys the last
 * wins.
 */
export function attributesToRecord(
  attributes: readonly KeyValue[],
  limits: AttributeLimits,
): { record: Record<string, unknown>; cut: number } {
  const conversion = { limits, cut: 0 };
  const kept = attributes.slice(0, limits.attributes);
  conversion.cut += attributes.length - kept.length;
  return { record: toRecord(kept, conversion, 0), cut: conversion.cut };
}

/** One AnyValue, such as a log record's body, under the same rules as `attributesToRecord`. */
export function anyValueToJson(
  value: AnyValue | undefined,
  limits: AttributeLimits,
): { value: unknown; cut: number } {
  const conversion = { limits, cut: 0 };
  return { value: toJson(value, conversion, 0), cut: conversion.cut };
}

function toRecord(
  entries: readonly KeyValue[],
  conversion: Conversion,
  nesting: number,
): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const entry of entries) {
    const key = toText(entry.key, conversion);
    const value = toJson(entry.value, conversion, nesting);
    // An assignment to this key would replace the record's prototype.
    if (key === "__proto__") {
      Object.defineProperty(record, key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else record[key] = value;
  }
  return record;
}

function toJson(value: AnyValue | undefined, conversion: Conversion, nesting: number): unknown {
  if (value === undefined) return null;
  if (value.stringValue !== undefined) return toText(value.stringValue, conversion);
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return toNumber(value.intValue);
  if (value.doubleValue !== undefined) {
    return Number.isFinite(value.doubleValue) ? value.doubleValue : String(value.doubleValue);
  }
  if (value.bytesValue !== undefined) return toBase64(value.bytesValue, conversion);
  const list = value.arrayValue?.values;
  const entries = value.kvlistValue?.values;
  if (list === undefined && entries === undefined) return null;
  if (nesting >= conversion.limits.nesting) {
    conversion.cut++;
    return null;
  }
  return list === undefined
    ? toRecord(firstItems(entries ?? [], conversion), conversion, nesting + 1)
    : firstItems(list, conversion).map((item) => toJson(item, conversion, nesting + 1));
}

function firstItems<Item>(items: readonly Item[], conversion: Conversion): readonly Item[] {
  if (items.length <= conversion.limits.items) return items;
  conversion.cut++;
  return items.slice(0, conversion.limits.items);
}

const toNumber = (value: bigint): number | string => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
};

function toBase64(bytes: Uint8Array, conversion: Conversion): string {
  const { valueBytes } = conversion.limits;
  if (bytes.length > valueBytes) conversion.cut++;
  return Buffer.from(bytes.subarray(0, valueBytes)).toString("base64");
}

function toText(text: string, conversion: Conversion): string {
  const { valueBytes } = conversion.limits;
  if (text.length * 3 <= valueBytes) return storableText(text);
  const bytes = Buffer.from(text);
  if (bytes.length <= valueBytes) return storableText(text);
  conversion.cut++;
  return storableText(bytes.toString("utf8", 0, characterEnd(bytes, valueBytes)));
}

/** The last position up to `end` that does not split a UTF-8 character. */
export function characterEnd(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}
