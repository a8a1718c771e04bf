import { CellReader, CellWriter } from "./cell-columns.ts";
import {
  type Distribution,
  decodeDistribution,
  type ExplicitBuckets,
  emptyDistribution,
  encodeDistribution,
  sameBounds,
} from "./distribution.ts";

/** Cells of five minutes, of an hour, or of a day. */
export type CellWidth = 300 | 3_600 | 86_400;

/** How long the cells of one row reach, by their width, in seconds: an hour, a day, 32 days. */
export const BLOCK_SECONDS: Readonly<Record<CellWidth, number>> = {
  300: 3_600,
  3600: 86_400,
  86400: 32 * 86_400,
};

/**
 * What the points of a series come to in one cell. Of a counter `sum` is its increase and `last` its newest reading.
 * NaN: not known.
 */
export type NumberCell = {
  count: number;
  sum: number;
  min: number;
  max: number;
  last: number;
};

/** What a histogram gained in one cell. NaN: not known. */
export type HistogramCellRow = Omit<NumberCell, "last"> & {
  distribution: Distribution;
  /** Values of which it is not known where they lie. */
  unplaced: number;
};

/** Cells of one row with their places in it, which are below 32 and ascend. */
export type Cells<Cell> = readonly (readonly [slot: number, cell: Cell])[];

const NUMBER_FIELDS = ["count", "sum", "min", "max", "last"] as const;
const HISTOGRAM_FIELDS = ["count", "sum", "min", "max", "unplaced"] as const;

/** What rows begin with; the first version began with a place, which is less. */
const NUMBERS = 0x80;
const HISTOGRAMS = 0x81;
/** How distributions are written: by bucket, all with the same bounds; or one after another. */
const BY_BUCKET = 0;
const ONE_BY_ONE = 1;

/** What the cells of a row are of; null: it is of the first version, which does not tell. */
export const cellKind = (row: Buffer): "number" | "histogram" | null =>
  isOld(row) ? null : row[0] === NUMBERS ? "number" : "histogram";

/** Bytes of some cells: which places there are, then field by field. */
export function encodeNumberCells(cells: Cells<NumberCell>): Buffer {
  const writer = new CellWriter(NUMBERS);
  writer.places(cells.map(([slot]) => slot));
  for (const field of NUMBER_FIELDS) writer.column(cells.map(([, cell]) => cell[field]));
  return writer.finish();
}

/** As `encodeNumberCells`, of histograms. */
export function encodeHistogramCells(cells: Cells<HistogramCellRow>): Buffer {
  const writer = new CellWriter(HISTOGRAMS);
  writer.places(cells.map(([slot]) => slot));
  for (const field of HISTOGRAM_FIELDS) writer.column(cells.map(([, cell]) => cell[field]));
  const distributions = cells.map(([, { distribution }]) => distribution);
  const bounds = commonBounds(distributions);
  if (bounds === null) {
    writer.byte(ONE_BY_ONE);
    for (const one of distributions) writer.bytes(encodeDistribution(one));
    return writer.finish();
  }
  writer.byte(BY_BUCKET);
  writer.uint32(bounds.length);
  for (const bound of bounds) writer.double(bound);
  for (let bucket = 0; bucket <= bounds.length; bucket++) {
    writer.column(distributions.map(({ explicit }) => explicit[0]?.counts[bucket] ?? 0));
  }
  return writer.finish();
}

/** The bounds that all have that have any; null: some have others, or buckets of another kind. */
function commonBounds(distributions: readonly Distribution[]): number[] | null {
  let bounds: number[] | null = null;
  for (const { zeroCount, exponential, explicit } of distributions) {
    if (zeroCount !== 0 || exponential.size > 0 || explicit.length > 1) return null;
    const own = explicit[0]?.bounds;
    if (own === undefined) continue;
    if (bounds !== null && !sameBounds(bounds, own)) return null;
    bounds = own;
  }
  return bounds;
}

const numbers = new CellReader();
const histograms = new CellReader();
const reused: NumberCell = { count: 0, sum: 0, min: 0, max: 0, last: 0 };

/** Calls back each cell that `encodeNumberCells` wrote. The cell is the same object each time. */
export function readNumberCells(
  bytes: Buffer,
  found: (slot: number, cell: Readonly<NumberCell>) => void,
): void {
  if (isOld(bytes)) {
    readOldNumberCells(bytes, found);
    return;
  }
  numbers.open(bytes, NUMBERS);
  const [counts, sums, mins, maxs, lasts] = numbers.columns;
  numbers.readColumns(NUMBER_FIELDS.length);
  for (let i = 0; i < numbers.size; i++) {
    reused.count = counts[i] ?? 0;
    reused.sum = sums[i] ?? 0;
    reused.min = mins[i] ?? 0;
    reused.max = maxs[i] ?? 0;
    reused.last = lasts[i] ?? 0;
    found(numbers.slots[i] ?? 0, reused);
  }
}

/** Calls back each cell that `encodeHistogramCells` wrote. */
export function readHistogramCells(
  bytes: Buffer,
  found: (slot: number, cell: HistogramCellRow) => void,
): void {
  if (isOld(bytes)) {
    readOldHistogramCells(bytes, found);
    return;
  }
  const reader = histograms;
  reader.open(bytes, HISTOGRAMS);
  const [counts, sums, mins, maxs, unplaced] = reader.columns;
  reader.readColumns(HISTOGRAM_FIELDS.length);
  const distributions = readDistributions(reader);
  for (let i = 0; i < reader.size; i++) {
    const distribution = distributions[i];
    if (!distribution) continue;
    // One literal: objects that are spread together take several times as long.
    found(reader.slots[i] ?? 0, {
      count: counts[i] ?? 0,
      sum: sums[i] ?? 0,
      min: mins[i] ?? 0,
      max: maxs[i] ?? 0,
      unplaced: unplaced[i] ?? 0,
      distribution,
    });
  }
}

function readDistributions(reader: CellReader): Distribution[] {
  if (reader.byte() === ONE_BY_ONE) {
    return Array.from({ length: reader.size }, () => decodeDistribution(reader.bytes()));
  }
  const bounds = Array.from({ length: reader.uint32() }, () => reader.double());
  const found = Array.from({ length: reader.size }, emptyDistribution);
  for (let bucket = 0; bucket <= bounds.length; bucket++) {
    if (!reader.column(bucketCounts)) continue;
    for (let i = 0; i < reader.size; i++) {
      const count = bucketCounts[i] ?? 0;
      const part = found[i]?.explicit[0];
      if (part) part.counts[bucket] = count;
      else if (count !== 0) found[i]?.explicit.push(partWith(bounds, bucket, count));
    }
  }
  return found;
}

/** What a column of one bucket is read into. */
const bucketCounts = new Float64Array(32);

function partWith(bounds: number[], bucket: number, count: number): ExplicitBuckets {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  counts[bucket] = count;
  return { bounds, counts };
}

const isOld = (bytes: Buffer): boolean => (bytes[0] ?? 0) < NUMBERS;

const DOUBLE = 8;
const OLD_NUMBER_BYTES = 1 + 5 * DOUBLE;
const OLD_HISTOGRAM_BYTES = 1 + 5 * DOUBLE + 4;

/** Rows of the first version: cell after cell. */
function readOldNumberCells(
  bytes: Buffer,
  found: (slot: number, cell: Readonly<NumberCell>) => void,
): void {
  for (let at = 0; at < bytes.length; at += OLD_NUMBER_BYTES) {
    const double = (field: number) => bytes.readDoubleLE(at + 1 + field * DOUBLE);
    const figures = { count: double(0), sum: double(1), min: double(2) };
    found(bytes.readUInt8(at), { ...figures, max: double(3), last: double(4) });
  }
}

function readOldHistogramCells(
  bytes: Buffer,
  found: (slot: number, cell: HistogramCellRow) => void,
): void {
  for (let at = 0; at < bytes.length; ) {
    const begin = at;
    const double = (field: number) => bytes.readDoubleLE(begin + 1 + field * DOUBLE);
    const start = begin + OLD_HISTOGRAM_BYTES;
    at = start + bytes.readUInt32LE(start - 4);
    const figures = { count: double(0), sum: double(1), min: double(2), max: double(3) };
    const distribution = decodeDistribution(bytes.subarray(start, at));
    found(bytes.readUInt8(begin), { ...figures, unplaced: double(4), distribution });
  }
}
