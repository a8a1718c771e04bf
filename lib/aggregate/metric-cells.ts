/** Five-minute cells of an hour, or the one cell of the whole hour. */
export type CellWidth = 300 | 3_600;

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

/** What a histogram gained in one cell; `distribution` is encoded. NaN: not known. */
export type HistogramCellRow = Omit<NumberCell, "last"> & {
  distribution: Uint8Array;
  /** Values of which it is not known where they lie. */
  unplaced: number;
};

const DOUBLE = 8;
const NUMBER_BYTES = 1 + 5 * DOUBLE;
const HISTOGRAM_BYTES = 1 + 5 * DOUBLE + 4;

/** Bytes of some cells: the cell's place in the hour, then its figures. */
export function encodeNumberCells(cells: readonly (readonly [number, NumberCell])[]): Buffer {
  const bytes = Buffer.allocUnsafe(cells.length * NUMBER_BYTES);
  let at = 0;
  for (const [slot, { count, sum, min, max, last }] of cells) {
    at = bytes.writeUInt8(slot, at);
    for (const value of [count, sum, min, max, last]) at = bytes.writeDoubleLE(value, at);
  }
  return bytes;
}

/** Calls back each cell that `encodeNumberCells` wrote. */
export function readNumberCells(
  bytes: Buffer,
  found: (slot: number, cell: NumberCell) => void,
): void {
  for (let at = 0; at < bytes.length; at += NUMBER_BYTES) {
    const double = (field: number) => bytes.readDoubleLE(at + 1 + field * DOUBLE);
    found(bytes.readUInt8(at), {
      count: double(0),
      sum: double(1),
      min: double(2),
      max: double(3),
      last: double(4),
    });
  }
}

/** As `encodeNumberCells`, of histograms. */
export function encodeHistogramCells(
  cells: readonly (readonly [number, HistogramCellRow])[],
): Buffer {
  const parts = cells.map(([slot, { count, sum, min, max, unplaced, distribution }]) => {
    const head = Buffer.allocUnsafe(HISTOGRAM_BYTES);
    let at = head.writeUInt8(slot, 0);
    for (const value of [count, sum, min, max, unplaced]) at = head.writeDoubleLE(value, at);
    head.writeUInt32LE(distribution.length, at);
    return Buffer.concat([head, distribution]);
  });
  return Buffer.concat(parts);
}

/** Calls back each cell that `encodeHistogramCells` wrote. */
export function readHistogramCells(
  bytes: Buffer,
  found: (slot: number, cell: HistogramCellRow) => void,
): void {
  for (let at = 0; at < bytes.length; ) {
    const begin = at;
    const double = (field: number) => bytes.readDoubleLE(begin + 1 + field * DOUBLE);
    const start = begin + HISTOGRAM_BYTES;
    at = start + bytes.readUInt32LE(start - 4);
    found(bytes.readUInt8(begin), {
      count: double(0),
      sum: double(1),
      min: double(2),
      max: double(3),
      unplaced: double(4),
      distribution: bytes.subarray(start, at),
    });
  }
}
