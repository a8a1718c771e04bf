import { OPERATION_KEYS, type OperationText } from "../domain/operation-rules.ts";
import { USER_KEYS } from "../domain/users.ts";

const KEYS = Object.entries(OPERATION_KEYS);
/** What operations are told from. */
export const COLUMNS: OperationText[] = [...new Set(Object.values(OPERATION_KEYS))];
/** The position of a value in `COLUMNS`. */
export const numberOf = (column: OperationText): number => COLUMNS.indexOf(column);

/** A key as bytes; of two keys of a column the one with the lower rank is believed. */
export type KnownKey = { bytes: Uint8Array; column: number; rank: number };

const LONGEST_KEY = Math.max(...KEYS.map(([key]) => key.length));
const placeOf = (length: number, last: number) => length * 256 + last;

/** The known keys by their length and last letter, by which nearly every other key is told from them. */
const KEYS_AT: (KnownKey[] | undefined)[] = new Array(placeOf(LONGEST_KEY, 255) + 1);
for (const [rank, [key, column]] of KEYS.entries()) {
  const bytes = Buffer.from(key);
  const known = { bytes, column: numberOf(column), rank };
  const place = placeOf(bytes.length, bytes.at(-1) ?? 0);
  KEYS_AT[place] = [...(KEYS_AT[place] ?? []), known];
}

/** 1 at the places of those keys, and of the keys that name users. */
const PLACES = new Uint8Array(KEYS_AT.length);
for (const key of [...KEYS.map(([name]) => name), ...USER_KEYS]) {
  PLACES[placeOf(key.length, key.charCodeAt(key.length - 1))] = 1;
}

/** The known key in `bytes[at … end)`; undefined: it is none. */
export function findKey(bytes: Uint8Array, at: number, end: number): KnownKey | undefined {
  if (end - at > LONGEST_KEY) return undefined;
  const candidates = KEYS_AT[placeOf(end - at, bytes[end - 1] ?? 0)];
  if (!candidates) return undefined;
  for (const known of candidates) if (isAt(bytes, at, known.bytes)) return known;
  return undefined;
}

const KEY = 10;

/** Whether an attribute (a KeyValue in `bytes[at … end)`) may have a known key, from its length and last letter. */
export function mayTell(bytes: Uint8Array, at: number, end: number): boolean {
  const length = bytes[at + 1] ?? 0;
  if (bytes[at] !== KEY || length > LONGEST_KEY || at + 2 + length > end) return false;
  return PLACES[placeOf(length, bytes[at + 1 + length] ?? 0)] === 1;
}

function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
