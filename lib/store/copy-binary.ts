/**
 * Postgres' COPY binary format, both ways: a signature, then for each row a field count and length-prefixed fields.
 * @see PostgreSQL manual, COPY, "Binary Format"
 */
const HEADER = Buffer.from("5047434f50590aff0d0a000000000000000000", "hex");

/** Writes rows for `COPY … FROM STDIN (FORMAT binary)`. Call `row(n)`, then exactly n fields. */
export class CopyEncoder {
  private buffer: Buffer;
  private at: number;
  rows = 0;

  constructor(initialBytes = 64 * 1024) {
    this.buffer = Buffer.allocUnsafe(Math.max(initialBytes, 64));
    this.at = HEADER.copy(this.buffer);
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }

  row(fields: number): void {
    this.room(2);
    this.at = this.buffer.writeInt16BE(fields, this.at);
    this.rows++;
  }

  null(): void {
    this.room(4);
    this.at = this.buffer.writeInt32BE(-1, this.at);
  }

  int16(value: number): void {
    this.room(6);
    this.at = this.buffer.writeInt32BE(2, this.at);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.room(8);
    this.at = this.buffer.writeInt32BE(4, this.at);
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  bool(value: boolean): void {
    this.room(5);
    this.at = this.buffer.writeInt32BE(1, this.at);
    this.at = this.buffer.writeUInt8(value ? 1 : 0, this.at);
  }

  bigint(value: bigint): void {
    this.room(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeBigInt64BE(value, this.at);
  }

  /** A 64-bit integer from its unsigned halves. */
  int64(high: number, low: number): void {
    this.room(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeUInt32BE(high >>> 0, this.at);
    this.at = this.buffer.writeUInt32BE(low >>> 0, this.at);
  }

  /** A bigint column from a safe integer that is not negative. */
  integer(value: number): void {
    this.int64(Math.floor(value / 4_294_967_296), value % 4_294_967_296);
  }

  double(value: number): void {
    this.room(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeDoubleBE(value, this.at);
  }

  text(value: string): void {
    const most = value.length * 3;
    this.room(4 + most);
    const written = this.buffer.write(value, this.at + 4);
    this.buffer.writeInt32BE(written, this.at);
    this.at += 4 + written;
  }

  jsonb(json: string): void {
    this.room(5 + json.length * 3);
    const written = this.buffer.write(json, this.at + 5);
    this.buffer.writeInt32BE(written + 1, this.at);
    this.buffer[this.at + 4] = 1;
    this.at += 5 + written;
  }

  bytes(value: Uint8Array, start = 0, end = value.length): void {
    this.room(4 + end - start);
    this.at = this.buffer.writeInt32BE(end - start, this.at);
    this.buffer.set(
      start === 0 && end === value.length ? value : value.subarray(start, end),
      this.at,
    );
    this.at += end - start;
  }

  /** A uuid column (16 bytes) from the bytes at `start`. */
  uuid(value: Uint8Array, start = 0): void {
    this.bytes(value, start, start + 16);
  }

  finish(): Buffer {
    this.room(2);
    this.at = this.buffer.writeInt16BE(-1, this.at);
    return this.buffer.subarray(0, this.at);
  }
}

/** Reads the answer of `COPY … TO STDOUT (FORMAT binary)`: `next()` moves to a row, then fields by their position. */
export class CopyReader {
  private at = HEADER.length;
  private readonly starts: Int32Array;
  private readonly lengths: Int32Array;

  constructor(
    readonly buffer: Buffer,
    private readonly fields: number,
  ) {
    this.starts = new Int32Array(fields);
    this.lengths = new Int32Array(fields);
  }

  /** False at the end. Throws when a row has another number of fields. */
  next(): boolean {
    if (this.at + 2 > this.buffer.length) return false;
    const fields = this.buffer.readInt16BE(this.at);
    if (fields === -1) return false;
    if (fields !== this.fields)
      throw new Error(`COPY row has ${fields} fields, not ${this.fields}`);
    let at = this.at + 2;
    for (let i = 0; i < fields; i++) {
      const length = this.buffer.readInt32BE(at);
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
    return this.buffer.readBigInt64BE(this.start(field));
  }

  /** A bigint column whose values are safe integers. */
  integer(field: number): number {
    const at = this.start(field);
    return this.buffer.readInt32BE(at) * 4_294_967_296 + this.buffer.readUInt32BE(at + 4);
  }

  double(field: number): number {
    return this.buffer.readDoubleBE(this.start(field));
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
