import { HistogramCell } from "./histogram-cell.ts";
import {
  type Cells,
  cellKind,
  encodeHistogramCells,
  encodeNumberCells,
  type HistogramCellRow,
  type NumberCell,
  readHistogramCells,
  readNumberCells,
} from "./metric-cells.ts";

/** A cell of either kind of series. */
export type AnyCell =
  | { kind: "number"; cell: NumberCell }
  | { kind: "histogram"; cell: HistogramCellRow };

/** The bytes of a row (null: there was none) with this cell at `slot`. */
export function withCell(row: Buffer | null, slot: number, added: AnyCell): Buffer {
  if (added.kind === "number") {
    return encodeNumberCells(placed(numbersOf(row), slot, added.cell));
  }
  return encodeHistogramCells(placed(histogramsOf(row), slot, added.cell));
}

const placed = <Cell>(cells: Cells<Cell>, slot: number, cell: Cell): Cells<Cell> =>
  [...cells.filter(([other]) => other !== slot), [slot, cell] as const].sort(([a], [b]) => a - b);

/** The bytes of a row of hours or days without the cell at `slot`; null: none is left. */
export function withoutCell(row: Buffer, slot: number): Buffer | null {
  const kind = cellKind(row);
  // Rows of the first version had one cell.
  if (kind === null) return row[0] === slot ? null : row;
  if (kind === "number") {
    const cells = numbersOf(row).filter(([other]) => other !== slot);
    return cells.length === 0 ? null : encodeNumberCells(cells);
  }
  const cells = histogramsOf(row).filter(([other]) => other !== slot);
  return cells.length === 0 ? null : encodeHistogramCells(cells);
}

function numbersOf(row: Buffer | null): [number, NumberCell][] {
  const cells: [number, NumberCell][] = [];
  if (row) readNumberCells(row, (slot, cell) => cells.push([slot, { ...cell }]));
  return cells;
}

function histogramsOf(row: Buffer | null): [number, HistogramCellRow][] {
  const cells: [number, HistogramCellRow][] = [];
  if (row) readHistogramCells(row, (slot, cell) => cells.push([slot, cell]));
  return cells;
}

/** A row of hours and where it begins (Unix seconds). */
export type HourRow = { start: number; bytes: Buffer };

/** All hours of some rows as one cell; null: there are none. */
export function mergeHours(kind: AnyCell["kind"], rows: readonly HourRow[]): AnyCell | null {
  if (kind === "number") {
    const cell = mergeNumbers(inOrder(rows, numbersOf));
    return cell && { kind, cell };
  }
  const cell = mergeHistograms(inOrder(rows, histogramsOf));
  return cell && { kind, cell };
}

const HOUR = 3_600;

/** The cells of all rows by time. */
const inOrder = <Cell>(
  rows: readonly HourRow[],
  read: (bytes: Buffer) => [number, Cell][],
): Cells<Cell> =>
  rows
    .flatMap(({ start, bytes }) =>
      read(bytes).map(([slot, cell]) => [start + slot * HOUR, cell] as const),
    )
    .sort(([a], [b]) => a - b);

function mergeNumbers(cells: Cells<NumberCell>): NumberCell | null {
  const [first, ...others] = cells;
  if (!first) return null;
  const merged = { ...first[1] };
  for (const [, cell] of others) {
    merged.count += cell.count;
    merged.sum += cell.sum;
    merged.min = Math.min(merged.min, cell.min);
    merged.max = Math.max(merged.max, cell.max);
    // A counter may have gained something before it was read again.
    if (!Number.isNaN(cell.last)) merged.last = cell.last;
  }
  return merged;
}

function mergeHistograms(cells: Cells<HistogramCellRow>): HistogramCellRow | null {
  if (cells.length === 0) return null;
  const merged = new HistogramCell();
  for (const [, cell] of cells) merged.add(cell, 1);
  return merged;
}
