import { finishHash, hashKey, hashValue, LINK_KEY } from "./attribute-hash.ts";
import { WireReader } from "./wire-reader.ts";

/** Tags of length-delimited fields: number · 8 + 2. */
const SPAN_ATTRIBUTES = 74;
const SPAN_EVENTS = 90;
const SPAN_LINKS = 106;
const EVENT_ATTRIBUTES = 26;
const KEY = 10;
const VALUE = 18;
const ARRAY = 42;
const ARRAY_VALUES = 10;
const LINK_TRACE_ID = 10;

/**
 * Hashes of what a span carries: each attribute of the span and of its events by name and by name and value, a list
 * also by each of its items, and the traces that it links to. Reads the bytes and makes no objects, since it runs for
 * every kept span. The fields are valid until the next `read`.
 */
export class SpanAttributeReader extends WireReader {
  hashes = new Int32Array(128);
  count = 0;
  /** The signature: `nameBits` and `pairBits` of all hashes. */
  bitsLow = 0;
  bitsHigh = 0;

  /** Reads the Span message in `bytes[start … end)`. Throws `DecodeError` when it is none. */
  read(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.bytes) this.open(bytes);
    this.at = start;
    this.count = 0;
    this.bitsLow = 0;
    this.bitsHigh = 0;
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === SPAN_ATTRIBUTES) this.attribute(this.lengthEnd(end));
      else if (tag === SPAN_EVENTS) this.event(this.lengthEnd(end));
      else if (tag === SPAN_LINKS) this.link(this.lengthEnd(end));
      else this.skip(tag, end);
    }
  }

  private event(end: number): void {
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === EVENT_ATTRIBUTES) this.attribute(this.lengthEnd(end));
      else this.skip(tag, end);
    }
  }

  private link(end: number): void {
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag !== LINK_TRACE_ID) {
        this.skip(tag, end);
        continue;
      }
      const stop = this.lengthEnd(end);
      this.addPair(hashValue(LINK_KEY, this.bytes, this.at, stop));
      this.at = stop;
    }
  }

  private attribute(end: number): void {
    let key = 0;
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === KEY) {
        const stop = this.lengthEnd(end);
        key = hashKey(this.bytes, this.at, stop);
        this.addName(key);
        this.at = stop;
      } else if (tag === VALUE) this.value(key, this.lengthEnd(end));
      else this.skip(tag, end);
    }
  }

  private value(key: number, end: number): void {
    this.addPair(hashValue(key, this.bytes, this.at, end));
    if (this.at < end && this.bytes[this.at] === ARRAY) this.items(key, end);
    this.at = end;
  }

  private items(key: number, outerEnd: number): void {
    this.at++;
    const end = this.lengthEnd(outerEnd);
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag !== ARRAY_VALUES) {
        this.skip(tag, end);
        continue;
      }
      const stop = this.lengthEnd(end);
      this.addPair(hashValue(key, this.bytes, this.at, stop));
      this.at = stop;
    }
  }

  private addName(state: number): void {
    const hash = finishHash(state);
    this.setBit(hash);
    this.add(hash);
  }

  private addPair(state: number): void {
    const hash = finishHash(state);
    this.setBit(hash);
    this.setBit(hash >>> 6);
    this.add(hash);
  }

  private add(hash: number): void {
    if (this.count === this.hashes.length) {
      const larger = new Int32Array(this.count * 2);
      larger.set(this.hashes);
      this.hashes = larger;
    }
    this.hashes[this.count++] = hash;
  }

  private setBit(bits: number): void {
    if ((bits & 32) === 0) this.bitsLow |= 1 << (bits & 31);
    else this.bitsHigh |= 1 << (bits & 31);
  }
}
