import { readDistribution } from "@/lib/aggregate/distribution.ts";
import { DistributionMerger, type QuantileBand } from "@/lib/aggregate/quantile.ts";
import type { AnswerSource, RequestSource } from "@/lib/domain/requests.ts";

/** What one group did in one bucket, before quantiles are worked out. */
export class Cell {
  count = 0;
  errors = 0;
  sumSeconds = 0;
  maxSeconds = 0;
  exemplar: Buffer | null = null;
  source: AnswerSource | null = null;
  /** Start and end of encoded distributions in the answer's bytes, or encoded ones of their own. */
  readonly sketches: (Buffer | [start: number, end: number])[] = [];

  add(figures: {
    count: number;
    errors: number;
    sumSeconds: number;
    maxSeconds: number;
    exemplar: Buffer | null;
    source: RequestSource;
  }): void {
    this.count += figures.count;
    this.errors += figures.errors;
    this.sumSeconds += figures.sumSeconds;
    if (figures.exemplar && (this.exemplar === null || figures.maxSeconds >= this.maxSeconds)) {
      this.exemplar = figures.exemplar;
    }
    this.maxSeconds = Math.max(this.maxSeconds, figures.maxSeconds);
    if (figures.count === 0) return;
    this.source = this.source === null || this.source === figures.source ? figures.source : "mixed";
  }
}

/** Figures of a cell, with its quantiles; null quantiles: no values. */
export type CellFigures = {
  count: number;
  errors: number;
  sumSeconds: number;
  maxSeconds: number;
  quantiles: (QuantileBand | null)[];
  exact: boolean;
  source: AnswerSource | null;
  exemplar: Buffer | null;
};

export const QUANTILES = [0.5, 0.95, 0.99] as const;

/** Works out quantiles of cells one after another, and of all of them together. */
export class CellMerger {
  private readonly one = new DistributionMerger();
  private readonly all = new DistributionMerger();

  constructor(private readonly bytes: Buffer) {}

  /** Figures of one cell; it also counts towards `total`. */
  figures(cell: Cell): CellFigures {
    this.one.clear();
    this.fill(this.one, cell);
    this.one.forEachBucket((index, count) => this.all.bucket(index, count));
    this.all.zero(this.one.zeroCount);
    for (const part of this.one.explicitParts) this.all.explicit(part);
    return toFigures(cell, this.one);
  }

  /** Puts a cell's distribution into a merger. */
  fill(merger: DistributionMerger, cell: Cell): void {
    for (const sketch of cell.sketches) {
      if (Buffer.isBuffer(sketch)) readDistribution(sketch, merger);
      else readDistribution(this.bytes, merger, sketch[0], sketch[1]);
    }
  }

  /** Figures of all cells since the last call. */
  total(cells: Iterable<Cell>): CellFigures {
    const sum = new Cell();
    for (const cell of cells) {
      sum.count += cell.count;
      sum.errors += cell.errors;
      sum.sumSeconds += cell.sumSeconds;
      if (cell.exemplar && (sum.exemplar === null || cell.maxSeconds >= sum.maxSeconds)) {
        sum.exemplar = cell.exemplar;
      }
      sum.maxSeconds = Math.max(sum.maxSeconds, cell.maxSeconds);
      if (cell.source === null) continue;
      sum.source = sum.source === null || sum.source === cell.source ? cell.source : "mixed";
    }
    const figures = toFigures(sum, this.all);
    this.all.clear();
    return figures;
  }
}

const toFigures = (cell: Cell, merger: DistributionMerger): CellFigures => ({
  count: cell.count,
  errors: cell.errors,
  sumSeconds: cell.sumSeconds,
  maxSeconds: cell.maxSeconds,
  quantiles: merger.quantiles(QUANTILES, cell.maxSeconds),
  exact: merger.isExact,
  source: cell.source,
  exemplar: cell.exemplar,
});
