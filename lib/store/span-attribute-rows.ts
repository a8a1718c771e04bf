import { CopyEncoder } from "./copy-binary.ts";

/** Width in seconds of the spans' starts that one row of `span_attributes` tells about. */
export const ATTRIBUTE_BUCKET_SECONDS = 10;

/** The distinct hashes of one bucket. Open addressing over integers: a Set costs five times as much. */
class HashSet {
  private slots = new Int32Array(512);
  count = 0;

  add(given: number): void {
    // 0 marks an empty slot; a hash of 0 is stored as 1, and asked for as 1.
    const hash = given === 0 ? 1 : given;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const there = this.slots[slot];
      if (there === hash) return;
      if (there === 0) {
        this.slots[slot] = hash;
        break;
      }
    }
    this.count++;
    if (this.count * 2 > this.slots.length) this.grow();
  }

  values(): Int32Array {
    const values = new Int32Array(this.count);
    let at = 0;
    for (let slot = 0; slot < this.slots.length; slot++) {
      const hash = this.slots[slot] ?? 0;
      if (hash !== 0) values[at++] = hash;
    }
    return values;
  }

  private grow(): void {
    const held = this.values();
    this.slots = new Int32Array(this.slots.length * 4);
    this.count = 0;
    for (const hash of held) this.add(hash);
  }
}

/** What the kept spans of one transaction carry: the rows of `span_attributes`. */
export class SpanAttributeRows {
  private readonly buckets = new Map<number, HashSet>();
  private lastBucket = -1;
  private last = new HashSet();

  /** Adds `hashes[0 … count)` of a span that started in this second. */
  add(startSeconds: number, hashes: Int32Array, count: number): void {
    const bucket = startSeconds - (startSeconds % ATTRIBUTE_BUCKET_SECONDS);
    if (bucket !== this.lastBucket) this.choose(bucket);
    for (let n = 0; n < count; n++) this.last.add(hashes[n] ?? 0);
  }

  /** Starts of the buckets in Unix seconds: the partitions that must exist. */
  seconds(): Iterable<number> {
    return this.buckets.keys();
  }

  encode(): CopyEncoder {
    const rows = new CopyEncoder();
    for (const [bucket, set] of this.buckets) {
      if (set.count === 0) continue;
      rows.row(2);
      rows.integer(bucket);
      rows.int32Array(set.values());
    }
    return rows;
  }

  private choose(bucket: number): void {
    this.last = this.buckets.get(bucket) ?? new HashSet();
    this.buckets.set(bucket, this.last);
    this.lastBucket = bucket;
  }
}
