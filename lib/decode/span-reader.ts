import { BODY_LIMITS } from "../domain/telemetry-limits.ts";
import { isBreakerTransition } from "./breaker-event.ts";
import { DecodeError } from "./decode-error.ts";
import { Interner } from "./interner.ts";
import { mayTell } from "./operation-keys.ts";
import { KEY_COLUMN, KEY_LENGTHS, REQUEST_KEYS, STATUS_COLUMN } from "./request-keys.ts";
import { ATTRIBUTE_COUNT, SpanBatch } from "./span-batch.ts";
import { WireReader } from "./wire-reader.ts";

const SERVER = 2;
/**
 * Reads an ExportTraceServiceRequest in protobuf into columns. Written by hand for speed: one pass, no objects per
 * span, texts interned. The batch is the reader's own and valid until the next `read`.
 * @see opentelemetry-proto, collector/trace/v1 and trace/v1
 */
export class SpanReader extends WireReader {
  readonly interner: Interner;
  private readonly batch = new SpanBatch();
  private attributeStarts = new Int32Array(256);
  private attributeEnds = new Int32Array(256);
  /** For the span that is read: which key gave each column its value. */
  private readonly ranks = new Int8Array(ATTRIBUTE_COUNT + 1);
  /** Grows with each `clear`, so that owners of interned numbers notice. */
  internerGeneration = 0;

  /** `seed`: of the interner's hash; a random one keeps senders from choosing texts that collide. */
  constructor(seed?: number) {
    super();
    this.interner = new Interner(undefined, undefined, seed);
    this.internKeys();
  }

  private internKeys(): void {
    for (const [key] of REQUEST_KEYS) this.interner.internText(key);
  }

  /** The spans of a body. Throws `DecodeError` when the bytes are not a valid message. */
  read(bytes: Uint8Array): SpanBatch {
    if (this.interner.isFull) {
      this.interner.clear();
      this.internKeys();
      this.internerGeneration++;
    }
    this.open(bytes);
    this.batch.reset(bytes);
    const end = bytes.length;
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === 10) this.resourceSpans(this.lengthEnd(end));
      else this.skip(tag, end);
    }
    return this.batch;
  }

  private resourceSpans(end: number): void {
    const first = this.batch.scopes.length;
    let resourceStart = -1;
    let resourceEnd = -1;
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === 10) {
        resourceEnd = this.lengthEnd(end);
        resourceStart = this.at;
        this.at = resourceEnd;
      } else if (tag === 18) this.scopeSpans(this.lengthEnd(end));
      else this.skip(tag, end);
    }
    for (const scope of this.batch.scopes.slice(first)) {
      scope.resourceStart = resourceStart;
      scope.resourceEnd = resourceEnd;
    }
  }

  private scopeSpans(end: number): void {
    const scope = { resourceStart: -1, resourceEnd: -1, scopeStart: -1, scopeEnd: -1 };
    const index = this.batch.scopes.push(scope) - 1;
    if (index >= BODY_LIMITS.scopes) {
      throw new DecodeError(`the body holds more than ${BODY_LIMITS.scopes} scopes`, this.at);
    }
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === 10) {
        scope.scopeEnd = this.lengthEnd(end);
        scope.scopeStart = this.at;
        this.at = scope.scopeEnd;
      } else if (tag === 18) this.span(this.lengthEnd(end), index);
      else this.skip(tag, end);
    }
  }

  private span(end: number, scope: number): void {
    const batch = this.batch;
    const i = batch.add();
    batch.scope[i] = scope;
    batch.start[i] = this.at;
    batch.end[i] = end;
    let attributes = 0;
    let idsValid = true;
    let changesBreaker = false;
    while (this.at < end) {
      const tag = this.varint(end);
      switch (tag) {
        case 10: {
          const stop = this.lengthEnd(end);
          idsValid &&= stop - this.at === 16;
          batch.traceId[i] = this.at;
          this.at = stop;
          break;
        }
        case 18: {
          const stop = this.lengthEnd(end);
          idsValid &&= stop - this.at === 8;
          batch.spanId[i] = this.at;
          this.at = stop;
          break;
        }
        case 26: {
          const stop = this.lengthEnd(end);
          batch.traceState[i] = this.at;
          batch.traceStateLength[i] = stop - this.at;
          this.at = stop;
          break;
        }
        case 34: {
          const stop = this.lengthEnd(end);
          if (stop - this.at === 8 && !this.isZero(this.at, 8)) batch.parentId[i] = this.at;
          this.at = stop;
          break;
        }
        case 42: {
          const stop = this.lengthEnd(end);
          batch.nameStart[i] = this.at;
          batch.nameEnd[i] = stop;
          this.at = stop;
          break;
        }
        case 48:
          batch.kind[i] = this.varint(end);
          break;
        case 57:
          this.need(8, end);
          batch.startLow[i] = this.view.getUint32(this.at, true);
          batch.startHigh[i] = this.view.getUint32(this.at + 4, true);
          this.at += 8;
          break;
        case 65:
          this.need(8, end);
          batch.endLow[i] = this.view.getUint32(this.at, true);
          batch.endHigh[i] = this.view.getUint32(this.at + 4, true);
          this.at += 8;
          break;
        case 74: {
          const stop = this.lengthEnd(end);
          if (attributes === this.attributeStarts.length) this.growAttributes();
          this.attributeStarts[attributes] = this.at;
          this.attributeEnds[attributes++] = stop;
          if (mayTell(this.bytes, this.at, stop)) batch.addTelling(this.at, stop);
          this.at = stop;
          break;
        }
        case 90: {
          const stop = this.lengthEnd(end);
          changesBreaker ||= isBreakerTransition(this.bytes, this.at, stop);
          this.at = stop;
          break;
        }
        case 122:
          this.status(this.lengthEnd(end), i);
          break;
        case 133:
          this.need(4, end);
          batch.flags[i] = this.view.getUint32(this.at, true);
          this.at += 4;
          break;
        default:
          this.skip(tag, end);
      }
    }
    batch.tellingEnd[i] = batch.telling.count;
    if (!idsValid || !this.hasIds(i)) {
      batch.count--;
      batch.rejectedIds++;
    } else {
      if (changesBreaker) batch.breakerChanges.push(i);
      if (batch.kind[i] === SERVER) this.requestAttributes(attributes, i);
    }
    this.at = end;
  }

  private hasIds(i: number): boolean {
    const traceId = this.batch.traceId[i] ?? -1;
    const spanId = this.batch.spanId[i] ?? -1;
    return traceId >= 0 && spanId >= 0 && !this.isZero(traceId, 16) && !this.isZero(spanId, 8);
  }

  private status(end: number, i: number): void {
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === 24) this.batch.statusCode[i] = this.varint(end);
      else this.skip(tag, end);
    }
  }

  private requestAttributes(count: number, i: number): void {
    this.ranks.fill(127);
    for (let n = 0; n < count; n++) {
      this.at = this.attributeStarts[n] ?? 0;
      this.requestAttribute(this.attributeEnds[n] ?? 0, i);
    }
  }

  private requestAttribute(end: number, i: number): void {
    let key = 0;
    let valueStart = -1;
    let valueEnd = -1;
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === 10) {
        const stop = this.lengthEnd(end);
        if (KEY_LENGTHS[stop - this.at] !== 1) return;
        key = this.interner.intern(this.bytes, this.at, stop);
        if (key > REQUEST_KEYS.length) return;
        this.at = stop;
      } else if (tag === 18) {
        valueEnd = this.lengthEnd(end);
        valueStart = this.at;
        this.at = valueEnd;
      } else this.skip(tag, end);
    }
    if (key === 0 || valueStart < 0) return;
    const column = KEY_COLUMN[key] ?? -1;
    const rankAt = column === STATUS_COLUMN ? ATTRIBUTE_COUNT : column;
    if (key > (this.ranks[rankAt] ?? 0)) return;
    this.ranks[rankAt] = key;
    this.at = valueStart;
    if (column === STATUS_COLUMN) this.batch.httpStatus[i] = this.integerValue(valueEnd);
    else this.batch.attributes[i * ATTRIBUTE_COUNT + column] = this.textValue(valueEnd);
  }

  /** An AnyValue as an interned text: strings as they are, integers in decimal; 0 for other kinds. */
  private textValue(end: number): number {
    let id = 0;
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === 10) {
        const stop = this.lengthEnd(end);
        id = stop > this.at ? this.interner.intern(this.bytes, this.at, stop) : 0;
        this.at = stop;
      } else if (tag === 24) id = this.interner.internText(String(this.varint(end)));
      else this.skip(tag, end);
    }
    return id;
  }

  /** An AnyValue as a small integer, given as one or as its decimal text; 0 otherwise. */
  private integerValue(end: number): number {
    let value = 0;
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === 24) value = this.varint(end);
      else if (tag === 10) {
        const stop = this.lengthEnd(end);
        value = stop - this.at > 4 ? 0 : decimal(this.bytes, this.at, stop);
        this.at = stop;
      } else this.skip(tag, end);
    }
    return value > 0 && value < 1_000 ? value : 0;
  }

  private isZero(start: number, length: number): boolean {
    for (let at = start; at < start + length; at++) if (this.bytes[at] !== 0) return false;
    return true;
  }

  private growAttributes(): void {
    const size = this.attributeStarts.length * 2;
    const starts = new Int32Array(size);
    const ends = new Int32Array(size);
    starts.set(this.attributeStarts);
    ends.set(this.attributeEnds);
    this.attributeStarts = starts;
    this.attributeEnds = ends;
  }
}

function decimal(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  return value;
}
