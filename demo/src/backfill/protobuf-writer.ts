/** Writes protobuf fields one after another into one growing buffer. Methods answer where the field's content begins. */
export class ProtobufWriter {
  private buffer: Buffer;
  private view: DataView;
  private at = 0;

  constructor(capacity = 256) {
    this.buffer = Buffer.allocUnsafe(capacity);
    this.view = viewOf(this.buffer);
  }

  get length(): number {
    return this.at;
  }

  /** A length-delimited field. */
  bytes(field: number, content: Uint8Array): number {
    this.begin(field, content.length);
    return this.append(content);
  }

  /** Where a length-delimited field begins whose content, of a known length, is appended next. */
  begin(field: number, length: number): void {
    this.rawVarint(field * 8 + 2);
    this.rawVarint(length);
  }

  text(field: number, content: string): number {
    return this.bytes(field, Buffer.from(content));
  }

  /** A nested message that `write` fills. */
  message(field: number, write: (inner: ProtobufWriter) => void): void {
    const inner = new ProtobufWriter();
    write(inner);
    this.bytes(field, inner.written());
  }

  varint(field: number, value: number): void {
    this.rawVarint(field * 8);
    this.rawVarint(value);
  }

  double(field: number, value: number): void {
    this.rawVarint(field * 8 + 1);
    this.room(8);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  fixed32(field: number, value: number): void {
    this.rawVarint(field * 8 + 5);
    this.room(4);
    this.view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** A fixed 64-bit field. */
  fixed64(field: number, value: bigint): number {
    this.rawVarint(field * 8 + 1);
    this.room(8);
    this.view.setBigUint64(this.at, value, true);
    this.at += 8;
    return this.at - 8;
  }

  /** Doubles of a packed field. */
  doubles(field: number, values: readonly number[]): void {
    this.rawVarint(field * 8 + 2);
    this.rawVarint(values.length * 8);
    this.room(values.length * 8);
    for (const value of values) {
      this.view.setFloat64(this.at, value, true);
      this.at += 8;
    }
  }

  /** Whole numbers of a packed field of fixed 64-bit integers; each below 2^53. */
  fixed64s(field: number, values: ArrayLike<number>): void {
    this.rawVarint(field * 8 + 2);
    this.rawVarint(values.length * 8);
    this.room(values.length * 8);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0;
      this.setUint32(this.at, value % 2 ** 32);
      this.setUint32(this.at + 4, Math.floor(value / 2 ** 32));
      this.at += 8;
    }
  }

  /** Bytes as they are. */
  append(content: Uint8Array): number {
    this.room(content.length);
    this.buffer.set(content, this.at);
    const start = this.at;
    this.at += content.length;
    return start;
  }

  /** Overwrites four bytes, little-endian. */
  setUint32(position: number, value: number): void {
    this.view.setUint32(position, value, true);
  }

  /** What was written; valid until the next write. */
  written(): Buffer {
    return this.buffer.subarray(0, this.at);
  }

  /** Forgets what was written and keeps the room for it. */
  clear(): void {
    this.at = 0;
  }

  private rawVarint(value: number): void {
    this.room(8);
    let rest = value;
    while (rest > 127) {
      this.buffer[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.at++] = rest;
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe((this.at + bytes) * 2);
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
    this.view = viewOf(larger);
  }
}

const viewOf = (buffer: Buffer): DataView =>
  new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
