import type { DenseCounts } from "./dense-counts.ts";

/**
 * The one representation of latencies: sparse scale-6 buckets for what is known exactly, and beside them histograms
 * that kept their own bounds. Counts are weight-adjusted and may be fractional; in a correction they are negative.
 */
export type Distribution = {
  /** Values of exactly zero (or less). */
  zeroCount: number;
  /** Scale-6 bucket → count. */
  exponential: Map<number, number>;
  explicit: ExplicitBuckets[];
};

/** `counts.length === bounds.length + 1`; bounds ascending, in seconds; bucket i is (bounds[i-1], bounds[i]]. */
export type ExplicitBuckets = { bounds: number[]; counts: number[] };

const FLOAT_COUNTS = 1;
const HAS_EXPLICIT = 2;

export const emptyDistribution = (): Distribution => ({
  zeroCount: 0,
  exponential: new Map(),
  explicit: [],
});

/** Whether two parts have the same bounds, so that their counts add up one by one. */
export const sameBounds = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((bound, i) => bound === b[i]));

/** Adds `from`, `factor` times, into `into`. A factor of −1 takes it away again. */
export function addDistribution(into: Distribution, from: Distribution, factor = 1): void {
  into.zeroCount += from.zeroCount * factor;
  for (const [index, count] of from.exponential) addBucket(into, index, count * factor);
  for (const part of from.explicit) addExplicit(into, part, factor);
}

/** Adds `count` values to a scale-6 bucket. */
export function addBucket(into: Distribution, index: number, count: number): void {
  const sum = (into.exponential.get(index) ?? 0) + count;
  if (sum === 0) into.exponential.delete(index);
  else into.exponential.set(index, sum);
}

function addExplicit(into: Distribution, part: ExplicitBuckets, factor: number): void {
  const known = into.explicit.find((other) => sameBounds(other.bounds, part.bounds));
  if (!known) {
    into.explicit.push({ bounds: part.bounds, counts: part.counts.map((count) => count * factor) });
    return;
  }
  for (let i = 0; i < part.counts.length; i++) {
    known.counts[i] = (known.counts[i] ?? 0) + (part.counts[i] ?? 0) * factor;
  }
  if (known.counts.every((count) => count === 0))
    into.explicit.splice(into.explicit.indexOf(known), 1);
}

/** How many values a distribution holds. */
export function countOf(distribution: Distribution): number {
  let count = distribution.zeroCount;
  for (const bucket of distribution.exponential.values()) count += bucket;
  for (const part of distribution.explicit) for (const bucket of part.counts) count += bucket;
  return count;
}

/**
 * Bytes of a distribution: flags, zero count, number of buckets, then (index delta, count) in index order, then the
 * explicit parts. Counts are varints, or float64 when one of them is negative or fractional.
 */
export function encodeDistribution(distribution: Distribution): Buffer {
  const entries = [...distribution.exponential].sort((a, b) => a[0] - b[0]);
  const whole =
    isCount(distribution.zeroCount) &&
    entries.every(([, count]) => isCount(count)) &&
    distribution.explicit.every((part) => part.counts.every(isCount));
  const writer = new ByteWriter(!whole);
  writer.byte((whole ? 0 : FLOAT_COUNTS) | (distribution.explicit.length > 0 ? HAS_EXPLICIT : 0));
  writer.count(distribution.zeroCount);
  writer.varint(entries.length);
  let previous = 0;
  for (const [index, count] of entries) {
    writer.zigzag(index - previous);
    writer.count(count);
    previous = index;
  }
  if (distribution.explicit.length > 0) {
    writer.varint(distribution.explicit.length);
    for (const part of distribution.explicit) {
      writer.varint(part.bounds.length);
      for (const bound of part.bounds) writer.double(bound);
      for (const count of part.counts) writer.count(count);
    }
  }
  return writer.finish();
}

const isCount = (count: number) => Number.isSafeInteger(count) && count >= 0;

/** Reads what `encodeDistribution` wrote. Throws `RangeError` on bytes that it did not write. */
export function decodeDistribution(bytes: Uint8Array): Distribution {
  const distribution = emptyDistribution();
  readDistribution(bytes, {
    zero: (count) => {
      distribution.zeroCount += count;
    },
    bucket: (index, count) => addBucket(distribution, index, count),
    explicit: (part) => addExplicit(distribution, part, 1),
  });
  return distribution;
}

/** Where `readDistribution` puts what it finds, so that a merge need not build objects. */
export type DistributionSink = {
  zero(count: number): void;
  bucket(index: number, count: number): void;
  explicit(part: ExplicitBuckets): void;
  /** Takes whole counts in place of `bucket`, much quicker. */
  readonly dense?: DenseCounts;
};

/** Walks encoded bytes from `start` to `end` without allocating for the exponential part. */
export function readDistribution(
  bytes: Uint8Array,
  sink: DistributionSink,
  start = 0,
  end = bytes.length,
): void {
  if (start === end) return;
  const reader = new ByteReader(bytes, start, end);
  const flags = reader.byte();
  const float = (flags & FLOAT_COUNTS) !== 0;
  const zero = float ? reader.double() : reader.varint();
  if (zero !== 0) sink.zero(zero);
  const buckets = reader.varint();
  if (!float && sink.dense) reader.denseBuckets(buckets, sink.dense);
  else reader.buckets(buckets, float, sink);
  if ((flags & HAS_EXPLICIT) === 0) return;
  for (let left = reader.varint(); left > 0; left--) {
    const size = reader.varint();
    const bounds = reader.bounds(size);
    const counts = new Array<number>(size + 1);
    for (let i = 0; i <= size; i++) counts[i] = float ? reader.double() : reader.varint();
    sink.explicit({ bounds, counts });
  }
}

class ByteWriter {
  private buffer = Buffer.allocUnsafe(256);
  private at = 0;

  constructor(private readonly floatCounts: boolean) {}

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.buffer[this.at++] = value;
  }

  varint(value: number): void {
    this.room(10);
    let rest = value;
    while (rest > 127) {
      this.buffer[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.at++] = rest;
  }

  zigzag(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  double(value: number): void {
    this.room(8);
    this.at = this.buffer.writeDoubleLE(value, this.at);
  }

  count(value: number): void {
    if (this.floatCounts) this.double(value);
    else this.varint(value);
  }

  finish(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.at));
  }
}

let lastBounds: number[] = [];

class ByteReader {
  /** Made when a float is read, which most distributions have none of. */
  private view: DataView | null = null;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly end: number,
  ) {}

  byte(): number {
    const value = this.at < this.end ? this.bytes[this.at++] : undefined;
    if (value === undefined) throw new RangeError("a distribution ends too early");
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  buckets(buckets: number, float: boolean, sink: DistributionSink): void {
    let index = 0;
    for (let left = buckets; left > 0; left--) {
      index += this.zigzag();
      sink.bucket(index, float ? this.double() : this.varint());
    }
  }

  /** Without a call for each number: queries spend most of their time here. */
  denseBuckets(buckets: number, dense: DenseCounts): void {
    const { bytes, end } = this;
    let { at } = this;
    let index = 0;
    for (let left = buckets; left > 0; left--) {
      let byte = bytes[at++] ?? 0;
      let delta = byte & 127;
      for (let scale = 128; byte > 127; scale *= 128) {
        byte = bytes[at++] ?? 0;
        delta += (byte & 127) * scale;
      }
      byte = bytes[at++] ?? 0;
      let count = byte & 127;
      for (let scale = 128; byte > 127; scale *= 128) {
        byte = bytes[at++] ?? 0;
        count += (byte & 127) * scale;
      }
      if (at > end) throw new RangeError("a distribution ends too early");
      index += (delta >>> 1) ^ -(delta & 1);
      dense.add(index, count);
    }
    this.at = at;
  }

  /** Most histograms have the bounds of the one before: they share them. */
  bounds(size: number): number[] {
    const start = this.at;
    let same = lastBounds.length === size;
    for (let i = 0; same && i < size; i++) same = lastBounds[i] === this.double();
    if (same) return lastBounds;
    this.at = start;
    lastBounds = Array.from({ length: size }, () => this.double());
    return lastBounds;
  }

  double(): number {
    const { buffer, byteOffset, byteLength } = this.bytes;
    this.view ??= new DataView(buffer, byteOffset, byteLength);
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }
}
