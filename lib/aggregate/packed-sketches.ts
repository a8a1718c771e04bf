import { type BitReader, type BitWriter, bitLength, riceCost } from "./bit-stream.ts";
import type { SketchRows } from "./sketch-rows.ts";

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
    const expected = expectedTotal(before, last);
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

/** Neighbouring buckets have similar numbers. */
const expectedTotal = (before: number, last: number): number => Math.floor((before + last) / 2);

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

/** Reads the sketches of `rows` rows, bucket by bucket. */
export function readSketches(reader: BitReader, rows: number, into: SketchRows): void {
  into.clear(rows);
  const buckets = reader.bits(BUCKETS_BITS);
  if (buckets === 0) return;
  const gapK = reader.bits(GAP_BITS);
  let index = reader.bits(INDEX_BITS) - INDEX_ZERO;
  let [before, last] = [0, 0];
  for (let i = 0; i < buckets; i++) {
    if (i > 0) index += reader.rice(gapK) + 1;
    const expected = expectedTotal(before, last);
    const total = expected + unzigzag(reader.rice(totalK(expected)));
    into.begin(index);
    if (isSparse(total, rows)) readSparse(reader, { rows, total }, into);
    else readDense(reader, { rows, total }, into);
    before = i === 0 ? total : last;
    last = total;
  }
}

type BucketHead = { rows: number; total: number };

function readSparse(reader: BitReader, { rows, total }: BucketHead, into: SketchRows): void {
  const { values } = into;
  reader.riceRun(distanceK(total, rows), total, values);
  let row = values[0] ?? 0;
  let count = 1;
  for (let i = 1; i < total; i++) {
    const distance = values[i] ?? 0;
    if (distance > 0) {
      into.add(row, count);
      row += distance;
      count = 0;
    }
    count++;
  }
  into.add(row, count);
}

function readDense(reader: BitReader, { rows, total }: BucketHead, into: SketchRows): void {
  const parameter = reader.bits(PARAMETER_BITS);
  const isAround = parameter >= AROUND_MEAN;
  const k = isAround ? parameter - AROUND_MEAN : parameter;
  const mean = Math.round(total / rows);
  for (let row = 0; row < rows; row++) {
    const value = reader.rice(k);
    const count = isAround ? mean + unzigzag(value) : value;
    if (count > 0) into.add(row, count);
  }
}
