import { lowerNs, middleNs } from "./sketch-nanoseconds.ts";

const MOST_ROWS = 64;
/** Room before a row's buckets for its flags, zero count and number of buckets. */
const HEAD_BYTES = 16;
/** Bytes that a bucket takes at most. */
const BUCKET_BYTES = 12;

/**
 * Sketches of rows that are built side by side, each in the bytes of `encodeDistribution`: call `begin` for each bucket
 * in ascending order and `add` for the rows that have values in it. Meant to be used again.
 */
export class SketchRows {
  bytes = Buffer.alloc(MOST_ROWS * 512);
  /** Room for the numbers of one bucket. */
  readonly values = new Int32Array(MOST_ROWS);
  /** Where a row ends in `bytes` so far. */
  readonly ends = new Int32Array(MOST_ROWS);
  private readonly limits = new Int32Array(MOST_ROWS);
  private readonly entries = new Int32Array(MOST_ROWS);
  private readonly previous = new Int32Array(MOST_ROWS);
  private readonly totals = new Float64Array(MOST_ROWS);
  private readonly sums = new Float64Array(MOST_ROWS);
  private room = 512;
  private rows = 0;
  private index = 0;
  private middle = 0;

  clear(rows: number): void {
    this.rows = rows;
    this.entries.fill(0);
    this.previous.fill(0);
    this.totals.fill(0);
    this.sums.fill(0);
    for (let row = 0; row < rows; row++) {
      this.ends[row] = row * this.room + HEAD_BYTES;
      this.limits[row] = (row + 1) * this.room - BUCKET_BYTES;
    }
  }

  begin(index: number): void {
    this.index = index;
    this.middle = middleNs(index);
  }

  add(row: number, count: number): void {
    let at = this.ends[row] ?? 0;
    if (at > (this.limits[row] ?? 0)) {
      this.grow();
      at = this.ends[row] ?? 0;
    }
    const { bytes, index } = this;
    const delta = index - (this.previous[row] ?? 0);
    const code = delta < 0 ? -delta * 2 - 1 : delta * 2;
    if (code < 128) bytes[at++] = code;
    else at = varint(bytes, at, code);
    if (count < 128) bytes[at++] = count;
    else at = varint(bytes, at, count);
    this.ends[row] = at;
    this.previous[row] = index;
    this.entries[row] = (this.entries[row] ?? 0) + 1;
    this.totals[row] = (this.totals[row] ?? 0) + count;
    this.sums[row] = (this.sums[row] ?? 0) + count * this.middle;
  }

  /** Puts what stands before a row's buckets in its place; returns where the row begins in `bytes`. */
  finish(row: number, zeroCount: number): number {
    const end = row * this.room + HEAD_BYTES;
    const length = 1 + varintLength(zeroCount) + varintLength(this.entries[row] ?? 0);
    let at = end - length;
    this.bytes[at++] = 0;
    at = varint(this.bytes, at, zeroCount);
    varint(this.bytes, at, this.entries[row] ?? 0);
    return end - length;
  }

  /** How many values a row has without its zeros. */
  total(row: number): number {
    return this.totals[row] ?? 0;
  }

  /** What the values of a row add up to as far as the sketch tells, in whole nanoseconds. */
  sumNs(row: number): number {
    return Math.round(this.sums[row] ?? 0);
  }

  /** Lower bound of the highest bucket of a row in whole nanoseconds; 0: it has none. */
  maxNs(row: number): number {
    return this.entries[row] === 0 ? 0 : lowerNs(this.previous[row] ?? 0);
  }

  /** Makes room for `bytes` after the last row; returns where they go. */
  roomAfter(bytes: number): number {
    const start = this.rows * this.room;
    if (start + bytes > this.bytes.length) {
      const larger = Buffer.alloc(start + bytes);
      this.bytes.copy(larger, 0, 0, start);
      this.bytes = larger;
    }
    return start;
  }

  private grow(): void {
    const { bytes, room } = this;
    this.room = room * 2;
    this.bytes = Buffer.alloc(MOST_ROWS * this.room);
    for (let row = 0; row < this.rows; row++) {
      const used = (this.ends[row] ?? 0) - row * room;
      bytes.copy(this.bytes, row * this.room, row * room, row * room + used);
      this.ends[row] = row * this.room + used;
      this.limits[row] = (row + 1) * this.room - BUCKET_BYTES;
    }
  }
}

function varint(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 127) {
    buffer[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  buffer[at++] = rest;
  return at;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++;
  return length;
}
