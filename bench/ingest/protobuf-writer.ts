/** Writes protobuf fields one after another. Methods answer where the field's content begins. */
export class ProtobufWriter {
  private buffer = Buffer.alloc(256);
  private at = 0;

  /** A length-delimited field. */
  bytes(field: number, content: Uint8Array): number {
    this.rawVarint(field * 8 + 2);
    this.rawVarint(content.length);
    return this.append(content);
  }

  text(field: number, content: string): number {
    return this.bytes(field, Buffer.from(content));
  }

  varint(field: number, value: number): void {
    this.rawVarint(field * 8);
    this.rawVarint(value);
  }

  /** A fixed 64-bit field of zeros, to be filled in. */
  fixed64(field: number): number {
    this.rawVarint(field * 8 + 1);
    return this.append(Buffer.alloc(8));
  }

  fixed32(field: number, value: number): void {
    this.rawVarint(field * 8 + 5);
    const content = Buffer.alloc(4);
    content.writeUInt32LE(value);
    this.append(content);
  }

  /** Bytes as they are. */
  append(content: Uint8Array): number {
    this.room(content.length);
    this.buffer.set(content, this.at);
    const start = this.at;
    this.at += content.length;
    return start;
  }

  finish(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.at));
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
    const larger = Buffer.alloc((this.at + bytes) * 2);
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
