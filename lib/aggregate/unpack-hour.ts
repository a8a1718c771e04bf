import { inflateRawSync } from "node:zlib";
import { BitReader } from "./bit-stream.ts";
import { decodeDistribution } from "./distribution.ts";
import {
  HAS_EXEMPLAR,
  HAS_OTHERS,
  MINUTES,
  PACKED_SECONDS,
  ROW_BITS,
  VERSION,
} from "./pack-hour.ts";
import { readNumbers, readSeconds } from "./packed-columns.ts";
import { readSketches } from "./packed-sketches.ts";
import type { TierRow } from "./request-tiers.ts";
import { SketchRows } from "./sketch-rows.ts";

/** A bit reader looks ahead. */
const AHEAD_BYTES = 8;
const EXEMPLAR_BYTES = 16;

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
  /** The packed bytes, some zeros after them. */
  packed = Buffer.alloc(4 * 1_024);
  private view = viewOf(this.packed);
  private readonly isSketch = new Uint8Array(MINUTES);
  private readonly zeros = new Float64Array(MINUTES);
  private readonly scratch = new Float64Array(MINUTES);
  private readonly expectedSumNs = new Float64Array(MINUTES);
  private readonly expectedMaxNs = new Float64Array(MINUTES);
  private readonly expectedCount = new Float64Array(MINUTES);
  private readonly sketches = new SketchRows();

  /** What `starts` and `ends` refer to. */
  get bytes(): Buffer {
    return this.sketches.bytes;
  }

  /** Reads a packed row. Throws `RangeError` on bytes that `packHour` did not write. */
  read(packed: Uint8Array): void {
    this.take(packed);
    const flags = this.packed[0] ?? 0;
    if ((flags & ~(HAS_OTHERS | HAS_EXEMPLAR)) !== VERSION) {
      throw new RangeError("not a packed hour");
    }
    const hasExemplar = (flags & HAS_EXEMPLAR) !== 0;
    let at = hasExemplar ? 1 + EXEMPLAR_BYTES : 1;
    let others: Uint8Array | null = null;
    if ((flags & HAS_OTHERS) !== 0) {
      const stored = this.packed.readUInt32LE(at);
      const length = this.packed.readUInt32LE(at + 4);
      const bytes = this.packed.subarray(at + 8, at + 8 + stored);
      others = stored === length ? bytes : inflateRawSync(bytes, { maxOutputLength: length });
      at += 8 + stored;
    }
    this.readBits(new BitReader(this.view, at * 8), { hasExemplar, others });
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
    { hasExemplar, others }: { hasExemplar: boolean; others: Uint8Array | null },
  ): void {
    this.size = 0;
    const isWhole = reader.bits(1) === 1;
    for (let minute = 0; minute < MINUTES; minute++) {
      if (isWhole || reader.bits(1) === 1) this.minutes[this.size++] = minute;
    }
    const hasOthers = reader.bits(1) === 1;
    let sketches = this.size;
    this.isSketch.fill(1);
    if (hasOthers) {
      sketches = 0;
      for (let i = 0; i < this.size; i++) sketches += this.isSketch[i] = reader.bits(1);
    }
    readSketches(reader, sketches, this.sketches);
    readNumbers(reader, this.zeros.subarray(0, sketches));
    this.placeSketches();
    this.readFigures(reader);
    this.exemplars.fill(-1);
    if (hasExemplar) this.exemplars[reader.bits(ROW_BITS)] = 1;
    if (others) this.placeOthers(reader, others, this.size - sketches);
  }

  /** Where each sketch lies, and what it says of the figures. */
  private placeSketches(): void {
    const { sketches } = this;
    for (let i = 0, sketch = 0; i < this.size; i++) {
      const is = this.isSketch[i] === 1;
      const zeros = is ? (this.zeros[sketch] ?? 0) : 0;
      this.expectedCount[i] = is ? zeros + sketches.total(sketch) : 0;
      this.expectedSumNs[i] = is ? sketches.sumNs(sketch) : 0;
      this.expectedMaxNs[i] = is ? sketches.maxNs(sketch) : 0;
      if (!is) continue;
      this.starts[i] = sketches.finish(sketch, zeros);
      this.ends[i] = sketches.ends[sketch] ?? 0;
      sketch++;
    }
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

  private placeOthers(reader: BitReader, others: Uint8Array, rows: number): void {
    const lengths = this.scratch.subarray(0, rows);
    readNumbers(reader, lengths);
    let at = this.sketches.roomAfter(others.length);
    this.bytes.set(others, at);
    const end = at + others.length;
    for (let i = 0, other = 0; i < this.size; i++) {
      if (this.isSketch[i] === 1) continue;
      this.starts[i] = at;
      at += lengths[other++] ?? 0;
      this.ends[i] = at;
    }
    if (at !== end) throw new RangeError("packed rows end too early");
  }
}

const viewOf = (buffer: Buffer): DataView =>
  new DataView(buffer.buffer, buffer.byteOffset, buffer.length);

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
