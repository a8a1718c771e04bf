/** Bits that one read takes at once: more would not fit beside the seven that go before them in a byte. */
const AT_ONCE = 24;
/** A Rice code with more ones than this before its zero is written out instead, so that a stray value costs little. */
const MOST_ONES = 20;
/** Bits of the length of a value that is written out. */
const LENGTH_BITS = 6;

/** Numbers in as few bits as they need, lowest bit first. */
export class BitWriter {
  private buffer = Buffer.alloc(1_024);
  private at = 0;

  /** `count` ≤ 53 bits of a whole number from 0 to 2^count − 1. */
  bits(value: number, count: number): void {
    let rest = value;
    for (let left = count; left > 0; left -= AT_ONCE) {
      const now = Math.min(left, AT_ONCE);
      this.few(rest % 2 ** now, now);
      rest = Math.floor(rest / 2 ** now);
    }
  }

  private few(value: number, count: number): void {
    const byte = this.at >>> 3;
    this.room(byte + 5);
    const shifted = value * 2 ** (this.at & 7);
    for (let i = 0, rest = shifted; rest > 0; i++) {
      this.buffer[byte + i] = (this.buffer[byte + i] ?? 0) | (rest % 256);
      rest = Math.floor(rest / 256);
    }
    this.at += count;
  }

  /** A whole number ≥ 0 by its Rice code: small ones in about `k` bits, twice as large ones in one more. */
  rice(value: number, k: number): void {
    const ones = Math.floor(value / 2 ** k);
    if (ones >= MOST_ONES) {
      this.bits(2 ** MOST_ONES - 1, MOST_ONES);
      const length = bitLength(value);
      this.bits(length, LENGTH_BITS);
      this.bits(value, length);
      return;
    }
    this.bits(2 ** ones - 1, ones + 1);
    this.bits(value % 2 ** k, k);
  }

  private room(bytes: number): void {
    if (bytes <= this.buffer.length) return;
    const larger = Buffer.alloc(Math.max(bytes, this.buffer.length * 2));
    this.buffer.copy(larger);
    this.buffer = larger;
  }

  finish(): Buffer {
    return this.buffer.subarray(0, (this.at + 7) >>> 3);
  }
}

/** Bits of a whole number from 0 to 2^53. */
export const bitLength = (value: number): number =>
  value < 4_294_967_296 ? 32 - Math.clz32(value) : 64 - Math.clz32(value / 4_294_967_296);

/** Bits that `BitWriter.rice` takes. */
export function riceCost(value: number, k: number): number {
  const ones = Math.floor(value / 2 ** k);
  return ones >= MOST_ONES ? MOST_ONES + LENGTH_BITS + bitLength(value) : ones + 1 + k;
}

/**
 * Reads what a `BitWriter` wrote. The view must go on for eight bytes after its end. Throws `RangeError` when more is
 * read than there is.
 */
export class BitReader {
  constructor(
    private readonly view: DataView,
    /** Position in bits. */
    private at: number,
  ) {}

  /** Up to 53 bits. */
  bits(count: number): number {
    if (count <= AT_ONCE) {
      const value = this.window(this.at) & ((1 << count) - 1);
      this.at += count;
      return value;
    }
    const low = this.bits(AT_ONCE);
    return low + this.bits(count - AT_ONCE) * 2 ** AT_ONCE;
  }

  rice(k: number): number {
    const window = this.window(this.at);
    const ones = trailingOnes(window);
    if (ones >= MOST_ONES) return this.writtenOut();
    this.at += ones + 1;
    return k === 0 ? ones : ones * 2 ** k + this.bits(k);
  }

  /** `into.length` values; `k` ≤ 4. Without a call for each: queries spend most of their time here. */
  riceRun(k: number, count: number, into: Int32Array): void {
    const { view } = this;
    const mask = (1 << k) - 1;
    let { at } = this;
    for (let i = 0; i < count; i++) {
      const window = view.getUint32(at >>> 3, true) >>> (at & 7);
      const ones = 31 - Math.clz32(~window & (window + 1));
      if (ones < MOST_ONES) {
        into[i] = (ones << k) | ((window >>> (ones + 1)) & mask);
        at += ones + 1 + k;
      } else {
        this.at = at;
        into[i] = this.writtenOut();
        at = this.at;
      }
    }
    this.at = at;
  }

  /** At least the next 25 bits. */
  private window(at: number): number {
    return this.view.getUint32(at >>> 3, true) >>> (at & 7);
  }

  private writtenOut(): number {
    this.at += MOST_ONES;
    return this.bits(this.bits(LENGTH_BITS));
  }
}

const trailingOnes = (window: number): number => 31 - Math.clz32(~window & (window + 1));
