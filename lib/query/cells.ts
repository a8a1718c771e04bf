import { readDistribution } from "@/lib/aggregate/distribution.ts";
import { DistributionMerger, type QuantileBand } from "@/lib/aggregate/quantile.ts";
import type { AnswerSource, RequestSource } from "@/lib/domain/requests.ts";

/** What a row adds to a cell. `exemplar`: 16 bytes of a trace id begin at `exemplarAt`; null: none is known. */
export type CellPart = {
  count: number;
  errors: number;
  sumSeconds: number;
  maxSeconds: number;
  exemplar: Uint8Array | null;
  exemplarAt: number;
  source: RequestSource;
};

/** What one group did in one bucket, before quantiles are worked out. */
export class Cell {
  count = 0;
  errors = 0;
  sumSeconds = 0;
  maxSeconds = 0;
  source: AnswerSource | null = null;
  /** Where encoded distributions begin and end in the answer's bytes. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** Encoded distributions of their own. */
  readonly encoded: Buffer[] = [];
  private exemplarBytes: Uint8Array | null = null;
  private exemplarAt = 0;

  add(part: CellPart): void {
    this.count += part.count;
    this.errors += part.errors;
    this.sumSeconds += part.sumSeconds;
    this.take(part.exemplar, part.exemplarAt, part.maxSeconds);
    if (part.count !== 0) this.mixIn(part.source);
  }

  /** Adds the figures of another cell, without its distributions. */
  addFigures(cell: Cell): void {
    this.count += cell.count;
    this.errors += cell.errors;
    this.sumSeconds += cell.sumSeconds;
    this.take(cell.exemplarBytes, cell.exemplarAt, cell.maxSeconds);
    if (cell.source !== null) this.mixIn(cell.source);
  }

  /** Adds another cell of the same answer as a whole. */
  addCell(cell: Cell): void {
    this.addFigures(cell);
    for (const start of cell.starts) this.starts.push(start);
    for (const end of cell.ends) this.ends.push(end);
    for (const encoded of cell.encoded) this.encoded.push(encoded);
  }

  /** The trace id of the slowest request that is known, 16 bytes; null: none is known. */
  get exemplar(): Buffer | null {
    const { exemplarBytes: bytes, exemplarAt: at } = this;
    return bytes === null ? null : Buffer.from(bytes.subarray(at, at + 16));
  }

  /** The exemplar of what took longest, and how long that was. */
  private take(bytes: Uint8Array | null, at: number, maxSeconds: number): void {
    if (bytes !== null && (this.exemplarBytes === null || maxSeconds >= this.maxSeconds)) {
      this.exemplarBytes = bytes;
      this.exemplarAt = at;
    }
    if (maxSeconds > this.maxSeconds) this.maxSeconds = maxSeconds;
  }

  private mixIn(source: AnswerSource): void {
    this.source = this.source === null || this.source === source ? source : "mixed";
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
    this.all.merge(this.one);
    return toFigures(cell, this.one);
  }

  /** How many values of the cell whose figures were worked out last are at most so large. */
  countAtMost(seconds: number): number {
    return this.one.countAtMost(seconds);
  }

  /** Puts a cell's distribution into a merger. */
  fill(merger: DistributionMerger, cell: Cell): void {
    for (const [i, start] of cell.starts.entries()) {
      readDistribution(this.bytes, merger, start, cell.ends[i]);
    }
    for (const encoded of cell.encoded) readDistribution(encoded, merger);
  }

  /** Figures of all cells since the last call. */
  total(cells: Iterable<Cell>): CellFigures {
    const sum = new Cell();
    for (const cell of cells) sum.addFigures(cell);
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
