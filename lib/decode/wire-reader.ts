import { BODY_LIMITS } from "../domain/telemetry-limits.ts";
import { DecodeError } from "./decode-error.ts";

/**
 * The protobuf wire format over a body: numbers, lengths and skipping. Positions are absolute; each call gets the
 * end of the message that it is in and throws `DecodeError` rather than read past it.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  protected bytes: Uint8Array = new Uint8Array(0);
  protected view: DataView = new DataView(new ArrayBuffer(0));
  protected at = 0;

  protected open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  /** A base-128 integer; above 2^53 only its order of magnitude is right, which nothing here depends on. */
  protected varint(end: number): number {
    let byte = this.at < end ? (this.bytes[this.at++] ?? 0) : this.cutShort();
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let scale = 128, length = 1; ; scale *= 128, length++) {
      if (length === 10) throw new DecodeError("a number is longer than ten bytes", this.at);
      byte = this.at < end ? (this.bytes[this.at++] ?? 0) : this.cutShort();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  protected lengthEnd(end: number): number {
    const length = this.varint(end);
    if (length > end - this.at) throw new DecodeError("a field reaches past its message", this.at);
    return this.at + length;
  }

  protected need(bytes: number, end: number): void {
    if (end - this.at < bytes) this.cutShort();
  }

  protected cutShort(): never {
    throw new DecodeError("the message ends within a field", this.at);
  }

  protected skip(tag: number, end: number): void {
    if (tag < 8 || tag > 0xffff_ffff) throw new DecodeError("a field has no valid number", this.at);
    switch (tag & 7) {
      case 0:
        this.varint(end);
        return;
      case 1:
        this.need(8, end);
        this.at += 8;
        return;
      case 2:
        this.at = this.lengthEnd(end);
        return;
      case 5:
        this.need(4, end);
        this.at += 4;
        return;
      case 3:
        this.skipGroup(Math.floor(tag / 8), end);
        return;
      default:
        throw new DecodeError(`wire type ${tag & 7} does not exist`, this.at);
    }
  }

  protected skipGroup(field: number, end: number): void {
    const open = [field];
    while (open.length > 0) {
      if (open.length > BODY_LIMITS.groupNesting) {
        throw new DecodeError("groups are nested too deeply", this.at);
      }
      const tag = this.varint(end);
      const inner = Math.floor(tag / 8);
      if ((tag & 7) === 3) open.push(inner);
      else if ((tag & 7) !== 4) this.skip(tag, end);
      else if (open.pop() !== inner)
        throw new DecodeError("a group ends that did not begin", this.at);
    }
  }
}
