import type { OperationSeries } from "./operation-series.ts";
import { RequestCell } from "./request-cell.ts";

/** A cell of an operation series. */
export type OperationCellOf = RequestCell<OperationSeries>;

/** The operation cells of one group commit: bodies that share a transaction share cells. */
export class OperationGroup {
  private readonly cells = new Map<OperationSeries, OperationCellOf[]>();

  /** The cell of a series in a bucket. */
  cell(series: OperationSeries, bucket: number): OperationCellOf {
    let cells = this.cells.get(series);
    if (!cells) {
      cells = [];
      this.cells.set(series, cells);
    }
    for (const cell of cells) if (cell.bucket === bucket) return cell;
    const cell = new RequestCell<OperationSeries>(series, bucket);
    cells.push(cell);
    return cell;
  }

  /** Every cell, in no particular order. */
  *all(): Generator<OperationCellOf> {
    for (const cells of this.cells.values()) yield* cells;
  }

  /** The cells of each target together; each under one of its series. */
  perTarget(): OperationCellOf[] {
    const merged = new Map<bigint, Map<number, OperationCellOf>>();
    for (const cell of this.all()) {
      const { series, bucket } = cell;
      const ofTarget = merged.get(series.tierId) ?? new Map<number, OperationCellOf>();
      merged.set(series.tierId, ofTarget);
      const known = ofTarget.get(bucket) ?? new RequestCell<OperationSeries>(series, bucket);
      ofTarget.set(bucket, known);
      known.addCell(cell);
    }
    return [...merged.values()].flatMap((ofTarget) => [...ofTarget.values()]);
  }
}
