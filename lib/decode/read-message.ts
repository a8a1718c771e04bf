import { BODY_LIMITS } from "../domain/telemetry-limits.ts";
import {
  type Field,
  type FieldType,
  type MessageSchema,
  NO_ELEMENTS,
  schemaOf,
  WIRE,
} from "./compiled-schema.ts";
import { DecodeError } from "./decode-error.ts";
import type { Message, MessageName } from "./otlp-messages.ts";
import { WireReader } from "./wire-reader.ts";

type MutableMessage = Record<string, unknown>;

/** The only message that can hold itself. */
const ANY_VALUE = schemaOf("AnyValue");

/** Longer strings are decoded natively; short ones are cheaper to build here. */
const SHORT_STRING = 24;

/**
 * Reads protobuf into plain objects along the schema table. Unknown fields, and known ones of another wire type, are
 * skipped; a later value replaces an earlier one, and a second message is merged into the first, as protobuf asks.
 */
class MessageReader extends WireReader {
  private readonly text: Buffer;
  private valuesLeft: number = BODY_LIMITS.values;
  /** The last `varint64`: its two halves, unsigned. */
  private low = 0;
  private high = 0;

  constructor(bytes: Uint8Array) {
    super();
    this.open(bytes);
    this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(schema: MessageSchema, start: number, end: number): MutableMessage {
    this.at = start;
    return this.message(schema, end, Object.create(schema.defaults), 0);
  }

  private message(
    schema: MessageSchema,
    end: number,
    into: MutableMessage,
    nesting: number,
  ): MutableMessage {
    while (this.at < end) {
      const tag = this.varint(end);
      const field = tag < 0x8000 ? schema.byNumber[tag >>> 3] : undefined;
      const wireType = tag & 7;
      if (field === undefined) this.skip(tag, end);
      else if (wireType === field.wireType) this.field(schema, field, end, into, nesting);
      else if (field.packable && wireType === WIRE.length) this.packed(field, end, into);
      else this.skip(tag, end);
    }
    return into;
  }

  private field(
    schema: MessageSchema,
    field: Field,
    end: number,
    into: MutableMessage,
    nesting: number,
  ): void {
    this.countValue();
    if (field.oneof) chooseMember(schema, field, into);
    if (field.type !== "message") {
      const value = this.scalar(field.type, end);
      if (field.repeated) listOf(field, into).push(value);
      else into[field.name] = value;
      return;
    }
    const messageEnd = this.lengthEnd(end);
    const known = field.repeated ? undefined : into[field.name];
    const target = isMessage(known) ? known : Object.create(field.schema.defaults);
    const inner = field.schema === ANY_VALUE ? nesting + 1 : nesting;
    if (inner > BODY_LIMITS.anyValueNesting) this.at = messageEnd;
    else this.message(field.schema, messageEnd, target, inner);
    if (field.repeated) listOf(field, into).push(target);
    else into[field.name] = target;
  }

  private packed(field: Field, end: number, into: MutableMessage): void {
    const listEnd = this.lengthEnd(end);
    if (this.at === listEnd) return;
    const list = listOf(field, into);
    while (this.at < listEnd) {
      this.countValue();
      list.push(this.scalar(field.type, listEnd));
    }
  }

  private countValue(): void {
    if (--this.valuesLeft < 0) {
      throw new DecodeError(`the message holds more than ${BODY_LIMITS.values} values`, this.at);
    }
  }

  private scalar(type: FieldType, end: number): unknown {
    switch (type) {
      case "string":
        return this.string(end);
      case "bytes":
      case "id":
        return this.byteView(end);
      case "bool":
        this.varint64(end);
        return this.low !== 0 || this.high !== 0;
      case "uint32":
        this.varint64(end);
        return this.low;
      case "int32":
      case "enum":
        this.varint64(end);
        return this.low | 0;
      case "sint32":
        this.varint64(end);
        return (this.low >>> 1) ^ -(this.low & 1);
      case "fixed32":
        return this.view.getUint32(this.advance(4, end), true);
      case "double":
        return this.view.getFloat64(this.advance(8, end), true);
      case "fixed64":
        return this.view.getBigUint64(this.advance(8, end), true);
      case "sfixed64":
        return this.view.getBigInt64(this.advance(8, end), true);
      case "int64":
        this.varint64(end);
        return this.high === 0 ? BigInt(this.low) : joinHalves(this.high | 0, this.low);
      case "uint64":
        this.varint64(end);
        return this.high === 0 ? BigInt(this.low) : joinHalves(this.high, this.low);
      case "message":
        throw new TypeError("a message is not a scalar");
    }
  }

  /** The position of the next `count` bytes, which are then passed. */
  private advance(count: number, end: number): number {
    this.need(count, end);
    const from = this.at;
    this.at += count;
    return from;
  }

  private byteView(end: number): Uint8Array {
    const stop = this.lengthEnd(end);
    const view = this.bytes.subarray(this.at, stop);
    this.at = stop;
    return view;
  }

  private string(end: number): string {
    const stop = this.lengthEnd(end);
    const start = this.at;
    this.at = stop;
    if (stop - start > SHORT_STRING) return this.text.toString("utf8", start, stop);
    let text = "";
    for (let at = start; at < stop; at++) {
      const byte = this.bytes[at] ?? 0;
      if (byte > 127) return this.text.toString("utf8", start, stop);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Reads a varint exactly into `low` and `high`; bits above the 64th are dropped. */
  private varint64(end: number): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= end) this.cutShort();
      const byte = this.bytes[this.at++] ?? 0;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new DecodeError("a number is longer than ten bytes", this.at);
  }
}

const joinHalves = (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low);

const isMessage = (value: unknown): value is MutableMessage =>
  typeof value === "object" && value !== null;

/** The array of a repeated field, which the schema guarantees; made when the first element comes. */
function listOf(field: Field, into: MutableMessage): unknown[] {
  const list = into[field.name];
  if (Array.isArray(list) && list !== NO_ELEMENTS) return list;
  const made: unknown[] = [];
  into[field.name] = made;
  return made;
}

/** Of a oneof the last member counts. */
function chooseMember(schema: MessageSchema, field: Field, into: MutableMessage): void {
  for (const name of schema.oneofNames) {
    if (into[name] !== undefined && name !== field.name) delete into[name];
  }
}

/** The one place where the table's word is taken for the shape of what it built. */
function asMessage<Name extends MessageName>(_: Name, value: MutableMessage): Message<Name> {
  return value as Message<Name>;
}

/**
 * The message of a type in `bytes[start … end)`. Byte strings are views of `bytes`. AnyValues nested more than
 * `BODY_LIMITS.anyValueNesting` levels are left empty. Throws `DecodeError` for bytes that are not such a message and
 * for more than `BODY_LIMITS.values` values.
 */
export function readMessage<Name extends MessageName>(
  name: Name,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): Message<Name> {
  return asMessage(name, new MessageReader(bytes).read(schemaOf(name), start, end));
}
