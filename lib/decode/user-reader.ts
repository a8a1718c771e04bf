import { SESSION_KEY, USER_KEYS } from "../domain/users.ts";
import { DecodeError } from "./decode-error.ts";
import type { SpanBatch } from "./span-batch.ts";
import { WireReader } from "./wire-reader.ts";

/** Tags of fields: number · 8 + wire type. */
const VALUE = 18;
const STRING_VALUE = 10;
const INT_VALUE = 24;
/** Longer ids are told apart by their beginning. */
const MOST_BYTES = 256;

const KEYS = USER_KEYS.map((key) => Buffer.from(key));
const SESSION = USER_KEYS.indexOf(SESSION_KEY);
/** All known keys end with it. */
const LAST = KEYS[0]?.at(-1) ?? 0;
/** 1 where a known key has that many bytes. */
const LENGTHS = new Uint8Array(128);
for (const key of KEYS) LENGTHS[key.length] = 1;

/** Finds who is served, among the attributes that a span reader noted. */
export class UserReader extends WireReader {
  /** Who span `i` of a batch serves: an id that is unlike any session's, or a session's; empty: nobody is named. */
  read(batch: SpanBatch, i: number): string {
    const { telling } = batch;
    const end = batch.tellingEnd[i] ?? 0;
    let best = KEYS.length;
    let found = -1;
    for (let n = batch.tellingStart[i] ?? 0; n < end; n++) {
      const start = telling.starts[n] ?? 0;
      const length = batch.bytes[start + 1] ?? 0;
      if (LENGTHS[length] !== 1 || batch.bytes[start + 1 + length] !== LAST) continue;
      const key = keyAt(batch.bytes, start + 2, length);
      if (key < 0 || key >= best) continue;
      best = key;
      found = n;
    }
    if (found < 0) return "";
    if (batch.bytes !== this.bytes) this.open(batch.bytes);
    const length = KEYS[best]?.length ?? 0;
    this.at = (telling.starts[found] ?? 0) + 2 + length;
    const text = this.text(telling.ends[found] ?? 0);
    return text === "" ? "" : `${best === SESSION ? "session" : "user"} ${text}`;
  }

  private text(end: number): string {
    try {
      if (this.varint(end) !== VALUE) return "";
      const valueEnd = this.lengthEnd(end);
      const tag = this.varint(valueEnd);
      if (tag === INT_VALUE) return String(this.varint(valueEnd));
      if (tag !== STRING_VALUE) return "";
      const textEnd = this.lengthEnd(valueEnd);
      const { buffer, byteOffset } = this.bytes;
      const length = Math.min(textEnd - this.at, MOST_BYTES);
      return Buffer.from(buffer, byteOffset + this.at, length).toString("latin1");
    } catch (error) {
      // A span of which only an attribute is malformed is counted all the same, as nobody's.
      if (error instanceof DecodeError) return "";
      throw error;
    }
  }
}

/** The place of the known key at `bytes[at … at + length)`; −1: it is none. */
function keyAt(bytes: Uint8Array, at: number, length: number): number {
  return KEYS.findIndex(
    (key) => key.length === length && key.every((byte, i) => bytes[at + i] === byte),
  );
}
