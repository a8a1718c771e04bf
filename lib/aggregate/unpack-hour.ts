import { inflateRawSync } from "node:zlib";
import { BitReader } from "./bit-stream.ts";
import { decodeDistribution } from "./distribution.ts";
import { HAS_OTHERS, MINUTES, PACKED_SECONDS, VERSION } from "./pack-hour.ts";
import { readNumbers, readSeconds } from "./packed-columns.ts";
import { readSketches, SketchChains } from "./packed-sketches.ts";
import type { TierRow } from "./request-tiers.ts";
import { lowerNs, middleNs } from "./sketch-nanoseconds.ts";

/** Bytes that a bucket of a distribution takes at most, and what stands before them. */
const BUCKET_BYTES = 12;
const HEAD_BYTES = 16;
/** A bit reader looks ahead. */
const AHEAD_BYTES = 8;

/**
 * What `packHour` packed, row by row (0 … size − 1). Meant to be used again: each `read` overwrites the one before.
 * Distributions lie in `bytes` as `encodeDistribution` writes them.
 */
export class UnpackedHour {
  size = 0;
  readonly minutes = new Uint8Array(MINUTES);
  readonly counts = new Float64Array(MINUTES);
  readonly errors = new Float64Array(MINUTES);
  readonly sumSeconds = new Float64Array(MINUTES);
  readonly maxSeconds = new Float64Array(MINUTES);
  /** Where the distribution of a row begins and ends in `bytes`. */
  readonly starts = new Int32Array(MINUTES);
  readonly ends = new Int32Array(MINUTES);
  /** Where the exemplar's 16 bytes begin in `packed`; −1: none is kept. */
  readonly exemplars = new Int32Array(MINUTES);
  bytes = Buffer.alloc(16 * 1_024);
  /** The packed bytes, some zeros after them. */
  packed = Buffer.alloc(4 * 1_024);
  private view = viewOf(this.packed);
  private readonly isSketch = new Uint8Array(MINUTES);
  private readonly zeros = new Float64Array(MINUTES);
  private readonly scratch = new Float64Array(MINUTES);
  private readonly expectedSumNs = new Float64Array(MINUTES);
  private readonly expectedMaxNs = new Float64Array(MINUTES);
  private readonly expectedCount = new Float64Array(MINUTES);
  private readonly chains = new SketchChains();
  private used = 0;

  /** Reads a packed row. Throws `RangeError` on bytes that `packHour` did not write. */
  read(packed: Uint8Array): void {
    this.take(packed);
    const [flags = 0, exemplars = 0] = [this.packed[0], this.packed[1]];
    if ((flags & ~HAS_OTHERS) !== VERSION) throw new RangeError("not a packed hour");
    let at = 2 + exemplars * 16;
    let others: Uint8Array | null = null;
    if ((flags & HAS_OTHERS) !== 0) {
      const stored = this.packed.readUInt32LE(at);
      const length = this.packed.readUInt32LE(at + 4);
      const bytes = this.packed.subarray(at + 8, at + 8 + stored);
      others = stored === length ? bytes : inflateRawSync(bytes, { maxOutputLength: length });
      at += 8 + stored;
    }
    this.readBits(new BitReader(this.view, at * 8), { exemplars, others });
  }

  private take(packed: Uint8Array): void {
    const wanted = packed.length + AHEAD_BYTES;
    if (this.packed.length < wanted) {
      this.packed = Buffer.alloc(wanted * 2);
      this.view = viewOf(this.packed);
    }
    this.packed.set(packed);
    this.packed.fill(0, packed.length, wanted);
  }

  private readBits(
    reader: BitReader,
    { exemplars, others }: { exemplars: number; others: Uint8Array | null },
  ): void {
    this.size = 0;
    for (let minute = 0; minute < MINUTES; minute++) {
      if (reader.bits(1) === 1) this.minutes[this.size++] = minute;
    }
    const hasOthers = reader.bits(1) === 1;
    let sketches = this.size;
    this.isSketch.fill(1);
    if (hasOthers) {
      sketches = 0;
      for (let i = 0; i < this.size; i++) sketches += this.isSketch[i] = reader.bits(1);
    }
    readSketches(reader, sketches, this.chains);
    readNumbers(reader, this.zeros.subarray(0, sketches));
    this.writeSketchBytes();
    this.readFigures(reader);
    this.readExemplars(reader, exemplars);
    if (others) this.placeOthers(reader, others, this.size - sketches);
  }

  /** The sketches as other readers know them, and what they say of the figures. */
  private writeSketchBytes(): void {
    this.used = 0;
    for (let i = 0, sketch = 0; i < this.size; i++) {
      this.expectedCount[i] = 0;
      this.expectedSumNs[i] = 0;
      this.expectedMaxNs[i] = 0;
      if (this.isSketch[i] === 1) this.writeSketch(i, sketch++);
    }
  }

  private writeSketch(row: number, sketch: number): void {
    const { chains } = this;
    const { index, count, next } = chains;
    const entries = chains.entries[sketch] ?? 0;
    this.room(HEAD_BYTES + entries * BUCKET_BYTES);
    const { bytes } = this;
    let at = this.used;
    this.starts[row] = at;
    bytes[at++] = 0;
    let total = this.zeros[sketch] ?? 0;
    at = varint(bytes, at, total);
    at = varint(bytes, at, entries);
    let sumNs = 0;
    let previous = 0;
    for (let e = chains.first[sketch] ?? -1; e >= 0; e = next[e] ?? -1) {
      const bucket = index[e] ?? 0;
      const held = count[e] ?? 0;
      const delta = bucket - previous;
      const code = delta < 0 ? -delta * 2 - 1 : delta * 2;
      if (code < 128) bytes[at++] = code;
      else at = varint(bytes, at, code);
      if (held < 128) bytes[at++] = held;
      else at = varint(bytes, at, held);
      total += held;
      sumNs += held * middleNs(bucket);
      previous = bucket;
    }
    this.ends[row] = at;
    this.used = at;
    this.expectedCount[row] = total;
    this.expectedSumNs[row] = Math.round(sumNs);
    if (entries > 0) this.expectedMaxNs[row] = lowerNs(previous);
  }

  private readFigures(reader: BitReader): void {
    const { size } = this;
    const counts = this.counts.subarray(0, size);
    const isSurplus = reader.bits(1) === 1;
    readNumbers(reader, counts);
    if (isSurplus) {
      for (let i = 0; i < size; i++) counts[i] = (counts[i] ?? 0) + (this.expectedCount[i] ?? 0);
    }
    readNumbers(reader, this.errors.subarray(0, size));
    readSeconds(reader, this.maxSeconds.subarray(0, size), this.expectedMaxNs, this.scratch);
    readSeconds(reader, this.sumSeconds.subarray(0, size), this.expectedSumNs, this.scratch);
  }

  private readExemplars(reader: BitReader, exemplars: number): void {
    for (let i = 0, seen = 0; i < this.size; i++) {
      const has = exemplars > 0 && reader.bits(1) === 1;
      this.exemplars[i] = has ? 2 + seen++ * 16 : -1;
    }
  }

  private placeOthers(reader: BitReader, others: Uint8Array, rows: number): void {
    const lengths = this.scratch.subarray(0, rows);
    readNumbers(reader, lengths);
    this.room(others.length);
    this.bytes.set(others, this.used);
    let at = this.used;
    for (let i = 0, other = 0; i < this.size; i++) {
      if (this.isSketch[i] === 1) continue;
      this.starts[i] = at;
      at += lengths[other++] ?? 0;
      this.ends[i] = at;
    }
    if (at !== this.used + others.length) throw new RangeError("packed rows end too early");
  }

  private room(bytes: number): void {
    if (this.used + bytes <= this.bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.bytes.length * 2, this.used + bytes));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}

const viewOf = (buffer: Buffer): DataView =>
  new DataView(buffer.buffer, buffer.byteOffset, buffer.length);

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

const reused = new UnpackedHour();

/** The rows of a packed hour (Unix seconds), in order of time. */
export function unpackHour(id: bigint, hour: number, packed: Uint8Array): TierRow[] {
  reused.read(packed);
  return Array.from({ length: reused.size }, (_, i) => {
    const exemplar = reused.exemplars[i] ?? -1;
    return {
      id,
      bucket: hour + (reused.minutes[i] ?? 0) * PACKED_SECONDS,
      count: reused.counts[i] ?? 0,
      errors: reused.errors[i] ?? 0,
      sumSeconds: reused.sumSeconds[i] ?? 0,
      maxSeconds: reused.maxSeconds[i] ?? 0,
      distribution: decodeDistribution(
        reused.bytes.subarray(reused.starts[i] ?? 0, reused.ends[i] ?? 0),
      ),
      exemplarTraceId:
        exemplar < 0 ? null : Buffer.from(reused.packed.subarray(exemplar, exemplar + 16)),
    };
  });
}
