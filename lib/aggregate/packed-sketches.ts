import { type BitReader, type BitWriter, bitLength, riceCost } from "./bit-stream.ts";

/**
 * Sketches of the rows of one series and hour, bucket by bucket instead of row by row: how many values a bucket has in
 * all rows is told once, and then only in which rows they lie. Neighbouring buckets have similar numbers, and where the
 * values of a bucket lie is a matter of chance with a known mean, for which a Rice code comes near what is possible.
 */
const GAP_BITS = 4;
const INDEX_BITS = 20;
const INDEX_ZERO = 2 ** (INDEX_BITS - 1);
const BUCKETS_BITS = 20;
const PARAMETER_BITS = 6;
/** Parameters from here on mean: the distance from the mean, not the number itself. */
const AROUND_MEAN = 32;
const MOST_K = 24;

/** Counts of buckets (ascending) of one row; whole and not negative. */
export type SketchRow = readonly (readonly [index: number, count: number])[];

type Bucket = { index: number; total: number; rows: number[]; counts: number[] };

/** Whether all of these can be written so. */
export const fitsPacked = (row: SketchRow): boolean =>
  row.every(([index]) => index >= -INDEX_ZERO && index < INDEX_ZERO);

/** Writes the sketches of `rows`. */
export function writeSketches(writer: BitWriter, rows: readonly SketchRow[]): void {
  const buckets = bucketsOf(rows);
  writer.bits(buckets.length, BUCKETS_BITS);
  if (buckets.length === 0) return;
  const gaps = buckets.map(({ index }, i) =>
    i === 0 ? 0 : index - (buckets[i - 1]?.index ?? 0) - 1,
  );
  const gapK = bestK(gaps, 2 ** GAP_BITS - 1);
  writer.bits(gapK, GAP_BITS);
  writer.bits((buckets[0]?.index ?? 0) + INDEX_ZERO, INDEX_BITS);
  let [before, last] = [0, 0];
  for (const [i, bucket] of buckets.entries()) {
    if (i > 0) writer.rice(gaps[i] ?? 0, gapK);
    const expected = (before + last) >>> 1;
    writer.rice(zigzag(bucket.total - expected), totalK(expected));
    writeBucket(writer, bucket, rows.length);
    [before, last] = [i === 0 ? bucket.total : last, bucket.total];
  }
}

function bucketsOf(rows: readonly SketchRow[]): Bucket[] {
  const found = new Map<number, Bucket>();
  for (const [row, buckets] of rows.entries()) {
    for (const [index, count] of buckets) {
      let bucket = found.get(index);
      if (!bucket) {
        bucket = { index, total: 0, rows: [], counts: [] };
        found.set(index, bucket);
      }
      bucket.total += count;
      bucket.rows.push(row);
      bucket.counts.push(count);
    }
  }
  return [...found.values()].sort((a, b) => a.index - b.index);
}

const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/** A number scatters around what is expected by about its square root. */
const totalK = (expected: number): number =>
  expected < 4 ? expected >>> 1 : (bitLength(expected) + 1) >>> 1;

/** The best parameter for the distances between `total` values in `rows` rows: bounds by the golden ratio. */
function distanceK(total: number, rows: number): number {
  const mean = rows / (total + 1);
  return mean < 1.618 ? 0 : mean < 3.67 ? 1 : mean < 7.8 ? 2 : mean < 16.1 ? 3 : 4;
}

/** Few values: the distances from row to row. Many: the number in each row. */
const isSparse = (total: number, rows: number): boolean => total < rows;

function writeBucket(writer: BitWriter, bucket: Bucket, rows: number): void {
  if (isSparse(bucket.total, rows)) {
    const k = distanceK(bucket.total, rows);
    let previous = 0;
    for (const [i, row] of bucket.rows.entries()) {
      for (let n = bucket.counts[i] ?? 0; n > 0; n--) {
        writer.rice(row - previous, k);
        previous = row;
      }
    }
    return;
  }
  const counts = new Array<number>(rows).fill(0);
  for (const [i, row] of bucket.rows.entries()) counts[row] = bucket.counts[i] ?? 0;
  const mean = Math.round(bucket.total / rows);
  const around = counts.map((count) => zigzag(count - mean));
  const [plainK, aroundK] = [bestK(counts, MOST_K), bestK(around, MOST_K)];
  const isAround = costOf(around, aroundK) < costOf(counts, plainK);
  writer.bits(isAround ? AROUND_MEAN + aroundK : plainK, PARAMETER_BITS);
  for (const value of isAround ? around : counts) writer.rice(value, isAround ? aroundK : plainK);
}

function costOf(values: readonly number[], k: number): number {
  let cost = 0;
  for (const value of values) cost += riceCost(value, k);
  return cost;
}

/** The parameter that takes the fewest bits, among those near the logarithm of the mean. */
export function bestK(values: readonly number[], most: number): number {
  let sum = 0;
  for (const value of values) sum += value;
  const middle = bitLength(Math.round(sum / Math.max(values.length, 1)));
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = Math.max(middle - 3, 0); k <= Math.min(middle + 1, most); k++) {
    const cost = costOf(values, k);
    if (cost >= least) continue;
    least = cost;
    best = k;
  }
  return best;
}

/** What `readSketches` found: for each row a chain of buckets in ascending order; −1 ends it. Meant to be used again. */
export class SketchChains {
  readonly first = new Int32Array(64);
  readonly entries = new Int32Array(64);
  index = new Int32Array(4_096);
  count = new Float64Array(4_096);
  next = new Int32Array(4_096);
  /** Room for the numbers of one bucket. */
  readonly values = new Int32Array(64);
  private readonly last = new Int32Array(64);
  private used = 0;

  clear(): void {
    this.first.fill(-1);
    this.last.fill(-1);
    this.entries.fill(0);
    this.used = 0;
  }

  add(row: number, index: number, count: number): void {
    const at = this.used++;
    if (at >= this.index.length) this.grow();
    this.index[at] = index;
    this.count[at] = count;
    this.next[at] = -1;
    const before = this.last[row] ?? -1;
    if (before < 0) this.first[row] = at;
    else this.next[before] = at;
    this.last[row] = at;
    this.entries[row] = (this.entries[row] ?? 0) + 1;
  }

  private grow(): void {
    const size = this.index.length * 2;
    const [index, count, next] = [this.index, this.count, this.next];
    this.index = new Int32Array(size);
    this.count = new Float64Array(size);
    this.next = new Int32Array(size);
    this.index.set(index);
    this.count.set(count);
    this.next.set(next);
  }
}

/** Reads the sketches of `rows` rows. */
export function readSketches(reader: BitReader, rows: number, into: SketchChains): void {
  into.clear();
  const buckets = reader.bits(BUCKETS_BITS);
  if (buckets === 0) return;
  const gapK = reader.bits(GAP_BITS);
  let index = reader.bits(INDEX_BITS) - INDEX_ZERO;
  let [before, last] = [0, 0];
  for (let i = 0; i < buckets; i++) {
    if (i > 0) index += reader.rice(gapK) + 1;
    const expected = (before + last) >>> 1;
    const total = expected + unzigzag(reader.rice(totalK(expected)));
    if (isSparse(total, rows)) readSparse(reader, { rows, index, total }, into);
    else readDense(reader, { rows, index, total }, into);
    before = i === 0 ? total : last;
    last = total;
  }
}

type BucketHead = { rows: number; index: number; total: number };

function readSparse(reader: BitReader, head: BucketHead, into: SketchChains): void {
  const { index, total } = head;
  const { values } = into;
  reader.riceRun(distanceK(total, head.rows), total, values);
  let row = values[0] ?? 0;
  let count = 1;
  for (let i = 1; i < total; i++) {
    const distance = values[i] ?? 0;
    if (distance > 0) {
      into.add(row, index, count);
      row += distance;
      count = 0;
    }
    count++;
  }
  into.add(row, index, count);
}

function readDense(reader: BitReader, { rows, index, total }: BucketHead, into: SketchChains) {
  const parameter = reader.bits(PARAMETER_BITS);
  const isAround = parameter >= AROUND_MEAN;
  const k = isAround ? parameter - AROUND_MEAN : parameter;
  const mean = Math.round(total / rows);
  for (let row = 0; row < rows; row++) {
    const value = reader.rice(k);
    const count = isAround ? mean + unzigzag(value) : value;
    if (count > 0) into.add(row, index, count);
  }
}
