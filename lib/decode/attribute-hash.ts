import { writeMessage } from "./write-message.ts";

/** FNV-1a, 32 bits. The hashes are stored: changing them makes what is indexed already unfindable. */
const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;
/** Keeps "ab" = "c" apart from "a" = "bc"; it occurs in no UTF-8 text. */
const BETWEEN = 0xff;

/** The running hash after `bytes[start … end)`. */
export function hashBytes(state: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = state;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME);
  return hash;
}

/** The running hash of an attribute's name. */
export const hashKey = (bytes: Uint8Array, start: number, end: number): number =>
  hashBytes(FNV_OFFSET, bytes, start, end);

/** The running hash of a name (`hashKey`) with its value, an OTLP AnyValue message. */
export const hashValue = (key: number, bytes: Uint8Array, start: number, end: number): number =>
  hashBytes(Math.imul(key ^ BETWEEN, FNV_PRIME), bytes, start, end);

/** Spreads a running hash over all 32 bits (murmur's finaliser); signed, as Postgres' integer. */
export function finishHash(state: number): number {
  let hash = state;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

/** Links are hashed as the value of an attribute without a name, which no real one is. */
export const LINK_KEY = FNV_OFFSET;

/** The hash that every span with a link to this trace (16 bytes) has. */
export const linkHash = (traceId: Uint8Array): number =>
  finishHash(hashValue(LINK_KEY, traceId, 0, traceId.length));

/** The hash that every span with an attribute of this name has. */
export function nameHash(name: string): number {
  const bytes = Buffer.from(name);
  return finishHash(hashKey(bytes, 0, bytes.length));
}

/** The hashes of a name with each value that is written as this text: a text, a number, a flag. */
export function pairHashes(name: string, text: string): number[] {
  const bytes = Buffer.from(name);
  const key = hashKey(bytes, 0, bytes.length);
  return valuesOf(text).map((value) => {
    const message = writeMessage("AnyValue", value);
    return finishHash(hashValue(key, message, 0, message.length));
  });
}

function valuesOf(text: string): { [kind: string]: unknown }[] {
  const values: { [kind: string]: unknown }[] = [{ stringValue: text }];
  if (text === "true" || text === "false") values.push({ boolValue: text === "true" });
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) return values;
  values.push({ doubleValue: number });
  if (Number.isSafeInteger(number)) values.push({ intValue: BigInt(number) });
  return values;
}

/** Bits of a span's signature that its name hashes and pair hashes set: one for a name, two for a pair. */
export const nameBits = (hash: number): bigint => 1n << BigInt(hash & 63);
export const pairBits = (hash: number): bigint =>
  (1n << BigInt(hash & 63)) | (1n << BigInt((hash >>> 6) & 63));
