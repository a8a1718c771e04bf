/**
 * Postgres' COPY binary format, both ways: a signature, then for each row a field count and length-prefixed fields.
 * @see PostgreSQL manual, COPY, "Binary Format"
 */
const HEADER = Buffer.from("5047434f50590aff0d0a000000000000000000", "hex");

/** Shorter byte ranges and texts are copied in a loop: a call into the runtime costs more. */
const LOOP_BYTES = 48;

/** The type's number in Postgres' catalogue. */
const INT4_OID = 23;
/** Dimensions, flags, type: an array without items. */
const EMPTY_ARRAY = [0, 0, INT4_OID] as const;

/** Writes rows for `COPY … FROM STDIN (FORMAT binary)`. Call `row(n)`, then exactly n fields. */
export class CopyEncoder {
  private buffer: Buffer;
  private view: DataView;
  private at: number;
  rows = 0;

  constructor(initialBytes = 64 * 1024) {
    this.buffer = Buffer.allocUnsafe(Math.max(initialBytes, 64));
    this.view = viewOf(this.buffer);
    this.at = HEADER.copy(this.buffer);
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
    this.view = viewOf(larger);
  }

  /** The length that goes before a field of a fixed size; afterwards there is room for the field. */
  private sized(bytes: number): number {
    this.room(4 + bytes);
    this.view.setInt32(this.at, bytes);
    const start = this.at + 4;
    this.at = start + bytes;
    return start;
  }

  row(fields: number): void {
    this.room(2);
    this.view.setInt16(this.at, fields);
    this.at += 2;
    this.rows++;
  }

  null(): void {
    this.room(4);
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }

  int16(value: number): void {
    const at = this.sized(2);
    this.view.setInt16(at, value);
  }

  int32(value: number): void {
    const at = this.sized(4);
    this.view.setInt32(at, value);
  }

  bool(value: boolean): void {
    const at = this.sized(1);
    this.view.setUint8(at, value ? 1 : 0);
  }

  bigint(value: bigint): void {
    const at = this.sized(8);
    this.view.setBigInt64(at, value);
  }

  /** A 64-bit integer from its unsigned halves. */
  int64(high: number, low: number): void {
    const at = this.sized(8);
    this.view.setUint32(at, high);
    this.view.setUint32(at + 4, low);
  }

  /** A bigint column from a safe integer that is not negative. */
  integer(value: number): void {
    this.int64(Math.floor(value / 4_294_967_296), value % 4_294_967_296);
  }

  double(value: number): void {
    const at = this.sized(8);
    this.view.setFloat64(at, value);
  }

  text(value: string): void {
    this.room(4 + value.length * 3);
    const written = this.writeText(value, this.at + 4);
    this.view.setInt32(this.at, written);
    this.at += 4 + written;
  }

  jsonb(json: string): void {
    this.room(5 + json.length * 3);
    const written = this.writeText(json, this.at + 5);
    this.view.setInt32(this.at, written + 1);
    this.buffer[this.at + 4] = 1;
    this.at += 5 + written;
  }

  /** The text in UTF-8 at a position where there is room for it; returns its bytes. */
  private writeText(value: string, start: number): number {
    if (value.length > LOOP_BYTES) return this.buffer.write(value, start);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return this.buffer.write(value, start);
      this.buffer[start + i] = code;
    }
    return value.length;
  }

  bytes(value: Uint8Array, start = 0, end = value.length): void {
    const to = this.sized(end - start);
    if (end - start <= LOOP_BYTES) {
      for (let i = start; i < end; i++) this.buffer[to + i - start] = value[i] ?? 0;
    } else {
      this.buffer.set(start === 0 && end === value.length ? value : value.subarray(start, end), to);
    }
  }

  /** A uuid column (16 bytes) from the bytes at `start`. */
  uuid(value: Uint8Array, start = 0): void {
    this.bytes(value, start, start + 16);
  }

  /** An integer[] column of one dimension. */
  int32Array(values: Int32Array): void {
    const count = values.length;
    let at = this.sized(count === 0 ? 12 : 20 + count * 8);
    for (const word of count === 0 ? EMPTY_ARRAY : [1, 0, INT4_OID, count, 1]) {
      this.view.setInt32(at, word);
      at += 4;
    }
    for (let i = 0; i < count; i++) {
      this.view.setInt32(at, 4);
      this.view.setInt32(at + 4, values[i] ?? 0);
      at += 8;
    }
  }

  finish(): Buffer {
    this.room(2);
    this.view.setInt16(this.at, -1);
    this.at += 2;
    return this.buffer.subarray(0, this.at);
  }
}

const TRAILER_BYTES = 2;

/** One answer that has the rows of two. */
export function joinCopies(first: Buffer, second: Buffer): Buffer {
  if (first.length <= HEADER.length + TRAILER_BYTES) return second;
  if (second.length <= HEADER.length + TRAILER_BYTES) return first;
  return Buffer.concat([
    first.subarray(0, first.length - TRAILER_BYTES),
    second.subarray(HEADER.length),
  ]);
}

const viewOf = (buffer: Buffer): DataView =>
  new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

/** Reads the answer of `COPY … TO STDOUT (FORMAT binary)`: `next()` moves to a row, then fields by their position. */
export class CopyReader {
  private at = HEADER.length;
  private readonly view: DataView;
  private readonly starts: Int32Array;
  private readonly lengths: Int32Array;

  constructor(
    readonly buffer: Buffer,
    private readonly fields: number,
  ) {
    this.view = viewOf(buffer);
    this.starts = new Int32Array(fields);
    this.lengths = new Int32Array(fields);
  }

  /** Goes back to before the first row. */
  rewind(): void {
    this.at = HEADER.length;
  }

  /** False at the end. Throws when a row has another number of fields. */
  next(): boolean {
    if (this.at + 2 > this.buffer.length) return false;
    const fields = this.view.getInt16(this.at);
    if (fields === -1) return false;
    if (fields !== this.fields)
      throw new Error(`COPY row has ${fields} fields, not ${this.fields}`);
    let at = this.at + 2;
    for (let i = 0; i < fields; i++) {
      const length = this.view.getInt32(at);
      this.starts[i] = at + 4;
      this.lengths[i] = length;
      at += 4 + Math.max(length, 0);
    }
    this.at = at;
    return true;
  }

  start(field: number): number {
    return this.starts[field] ?? 0;
  }

  /** −1: null. */
  length(field: number): number {
    return this.lengths[field] ?? -1;
  }

  isNull(field: number): boolean {
    return this.length(field) < 0;
  }

  bigint(field: number): bigint {
    return this.view.getBigInt64(this.start(field));
  }

  /** A bigint column whose values are safe integers. */
  integer(field: number): number {
    const at = this.start(field);
    return this.view.getInt32(at) * 4_294_967_296 + this.view.getUint32(at + 4);
  }

  double(field: number): number {
    return this.view.getFloat64(this.start(field));
  }

  text(field: number): string {
    const at = this.start(field);
    return this.buffer.toString("utf8", at, at + this.length(field));
  }

  /** A view, not a copy. */
  bytes(field: number): Buffer {
    const at = this.start(field);
    return this.buffer.subarray(at, at + this.length(field));
  }
}
