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

/** Cells of a row: the place of each and, field by field, its figures (as `NumberCell` has them in order). */
type CellColumns = Pick<CellReader, "size" | "slots" | "columns">;
/** As `CellColumns`; the fields are count, sum, min, max and unplaced. */
export type HistogramColumns = CellColumns;

/** The cells that `encodeNumberCells` wrote: the same object each time, so read it at once. */
export function numberColumns(bytes: Buffer): CellColumns {
  if (isOld(bytes)) return oldNumberColumns(bytes);
  numbers.open(bytes, NUMBERS);
  numbers.readColumns(NUMBER_FIELDS.length);
  return numbers;
}

/** Calls back each cell that `encodeNumberCells` wrote. The cell is the same object each time. */
export function readNumberCells(
  bytes: Buffer,
  found: (slot: number, cell: Readonly<NumberCell>) => void,
): void {
  const { size, slots, columns } = numberColumns(bytes);
  const [counts, sums, mins, maxs, lasts] = columns;
  for (let i = 0; i < size; i++) {
    reused.count = counts[i] ?? 0;
    reused.sum = sums[i] ?? 0;
    reused.min = mins[i] ?? 0;
    reused.max = maxs[i] ?? 0;
    reused.last = lasts[i] ?? 0;
    found(slots[i] ?? 0, reused);
  }
}

/** Where the parts of a row of histograms go: its cells, then the counts of each bucket that has any, or distributions. */
type HistogramSink = {
  cells(columns: HistogramColumns): void;
  /** The counts of all cells in one bucket; the array is the same each time. */
  bucket(bounds: number[], bucket: number, counts: Float64Array): void;
  /** Where the values of a cell lie, by its number in the row. */
  distribution(index: number, distribution: Distribution): void;
};

/** Hands out what `encodeHistogramCells` wrote, without an object for each cell. */
export function readHistogramColumns(bytes: Buffer, sink: HistogramSink): void {
  if (isOld(bytes)) {
    readOldHistogramColumns(bytes, sink);
    return;
  }
  const reader = histograms;
  reader.open(bytes, HISTOGRAMS);
  reader.readColumns(HISTOGRAM_FIELDS.length);
  sink.cells(reader);
  if (reader.byte() === ONE_BY_ONE) {
    for (let i = 0; i < reader.size; i++) sink.distribution(i, decodeDistribution(reader.bytes()));
    return;
  }
  const bounds = reader.bounds(reader.uint32());
  for (let bucket = 0; bucket <= bounds.length; bucket++) {
    if (reader.column(bucketCounts)) sink.bucket(bounds, bucket, bucketCounts);
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
  const bounds = reader.bounds(reader.uint32());
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

function oldNumberColumns(bytes: Buffer): CellColumns {
  numbers.size = 0;
  readOldNumberCells(bytes, (slot, { count, sum, min, max, last }) => {
    numbers.push(slot, [count, sum, min, max, last]);
  });
  return numbers;
}

function readOldHistogramColumns(bytes: Buffer, sink: HistogramSink): void {
  const distributions: Distribution[] = [];
  histograms.size = 0;
  readOldHistogramCells(bytes, (slot, { count, sum, min, max, unplaced, distribution }) => {
    histograms.push(slot, [count, sum, min, max, unplaced]);
    distributions.push(distribution);
  });
  sink.cells(histograms);
  for (const [index, distribution] of distributions.entries()) {
    sink.distribution(index, distribution);
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
