import {
  type Field,
  type FieldType,
  type MessageSchema,
  schemaOf,
  WIRE,
} from "./compiled-schema.ts";
import type { MessageName } from "./otlp-messages.ts";

/** A message to write: the shape of `Message`, with absent keys for absent fields. */
export type WritableMessage = { readonly [name: string]: unknown };

/**
 * Writes protobuf from the last byte to the first, so that a message's length is known when its length is written and
 * nothing is moved.
 */
class MessageWriter {
  private buffer = Buffer.allocUnsafe(1_024);
  private at = this.buffer.length;

  write(schema: MessageSchema, message: WritableMessage): Uint8Array {
    this.message(schema, message);
    return new Uint8Array(this.buffer.subarray(this.at));
  }

  private get written(): number {
    return this.buffer.length - this.at;
  }

  private message(schema: MessageSchema, message: WritableMessage): void {
    for (let i = schema.fields.length - 1; i >= 0; i--) {
      const field = schema.fields[i];
      const value = field === undefined ? undefined : message[field.name];
      if (field === undefined || value === undefined) continue;
      if (field.repeated) this.list(field, Array.isArray(value) ? value : []);
      else if (field.hasPresence || !isDefault(value)) this.tagged(field, value);
    }
  }

  private list(field: Field, values: readonly unknown[]): void {
    if (values.length === 0) return;
    const before = this.written;
    for (let i = values.length - 1; i >= 0; i--) {
      if (field.packable) this.scalar(field.type, values[i]);
      else this.tagged(field, values[i]);
    }
    if (!field.packable) return;
    this.varint(this.written - before);
    this.varint(field.number * 8 + WIRE.length);
  }

  private tagged(field: Field, value: unknown): void {
    if (field.type === "message") {
      const before = this.written;
      this.message(field.schema, isMessage(value) ? value : {});
      this.varint(this.written - before);
    } else this.scalar(field.type, value);
    this.varint(field.number * 8 + field.wireType);
  }

  private scalar(type: FieldType, value: unknown): void {
    switch (type) {
      case "string":
        this.string(String(value));
        break;
      case "bytes":
      case "id":
        this.bytes(value instanceof Uint8Array ? value : new Uint8Array(0));
        break;
      case "bool":
        this.varint(value === true ? 1 : 0);
        break;
      case "uint32":
        this.varint(Number(value));
        break;
      case "sint32":
        this.varint(zigZag(Number(value)));
        break;
      case "int32":
      case "enum":
      case "int64":
      case "uint64":
        this.varint64(toBigInt(value));
        break;
      default:
        this.fixed(type, value);
    }
  }

  private fixed(type: FieldType, value: unknown): void {
    const at = this.reserve(type === "fixed32" ? 4 : 8);
    if (type === "fixed32") this.buffer.writeUInt32LE(Number(value), at);
    else if (type === "double") this.buffer.writeDoubleLE(Number(value), at);
    else this.buffer.writeBigUInt64LE(BigInt.asUintN(64, toBigInt(value)), at);
  }

  private string(text: string): void {
    const length = Buffer.byteLength(text);
    const at = this.reserve(length);
    this.buffer.write(text, at, "utf8");
    this.varint(length);
  }

  private bytes(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.buffer.set(bytes, at);
    this.varint(bytes.length);
  }

  private varint(value: number): void {
    let length = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
    let at = this.reserve(length);
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.buffer[at++] = (rest % 128) + 128;
    this.buffer[at] = rest;
  }

  private varint64(value: bigint): void {
    if (value >= 0n && value <= 0xffff_ffffn) {
      this.varint(Number(value));
      return;
    }
    let rest = BigInt.asUintN(64, value);
    const bytes: number[] = [];
    for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
    bytes.push(Number(rest));
    const at = this.reserve(bytes.length);
    this.buffer.set(bytes, at);
  }

  /** Room for `count` bytes before what is written; returns where they start. */
  private reserve(count: number): number {
    if (count > this.at) {
      const { written } = this;
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, written + count));
      this.buffer.copy(larger, larger.length - written, this.at);
      this.buffer = larger;
      this.at = larger.length - written;
    }
    this.at -= count;
    return this.at;
  }
}

const isMessage = (value: unknown): value is WritableMessage =>
  typeof value === "object" && value !== null;

const isDefault = (value: unknown): boolean =>
  value === 0n ||
  value === "" ||
  value === false ||
  Object.is(value, 0) ||
  (value instanceof Uint8Array && value.length === 0);

const toBigInt = (value: unknown): bigint =>
  typeof value === "bigint" ? value : BigInt(Number(value));

const zigZag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

/** Protobuf bytes of a message, in a buffer of their own. Absent keys and default scalars take no room. */
export function writeMessage(name: MessageName, message: WritableMessage): Uint8Array {
  return new MessageWriter().write(schemaOf(name), message);
}
