import {
  addDistribution,
  type Distribution,
  emptyDistribution,
  sameBounds,
} from "./distribution.ts";
import type { HistogramCell } from "./histogram-cell.ts";
import type { Gain } from "./histogram-increase.ts";
import { type HistogramColumns, readHistogramColumns } from "./metric-cells.ts";
import { RankedValues, type ValueBand } from "./metric-quantile.ts";
import { spreadOver, type TimeGrid } from "./time-grid.ts";

/** A row of cells from `start` on, each `width` seconds, of which those within `from` and `to` count. */
type CellRow = { start: number; width: number; from: number; to: number; bytes: Buffer };

/** Counts of one set of bounds: bucket after bucket of each slot. */
type Part = { bounds: number[]; counts: Float64Array };

/** What a histogram gained, to be read only, and its quantiles: each is worked out once. */
export type HistogramFigures = Omit<HistogramCell, "add"> & {
  quantile: (q: number) => ValueBand | null;
};

const MOST_CELLS = 32;
/** Counts, sums, the least, the greatest, and what lies nowhere. */
const COLUMNS = 5;
/** What a bucket of a sketch takes in memory, about. */
const BUCKET_BYTES = 40;
/** Most histograms have none; nobody adds to what is read. */
const NO_BUCKETS: Distribution["exponential"] = new Map();
/** The slot of each cell of the row that is read; −1: it counts nothing. */
const slotsOfRow = new Int32Array(MOST_CELLS);

/**
 * What histograms gained over the buckets of a grid, and over the whole range in the last slot. Numbers side by side: a
 * cell is made of them only where one is asked for.
 */
export class HistogramSlots {
  /** Unix seconds of the newest that was added. */
  newest = 0;
  private readonly told: Uint8Array;
  /** All columns, side by side. */
  private readonly numbers: Float64Array;
  private readonly figures: Record<"counts" | "sums" | "mins" | "maxs" | "unplaced", Float64Array>;
  private readonly parts: Part[] = [];
  /** What lies in buckets of the sketch. */
  private readonly sketches = new Map<number, Distribution>();
  /** Slots whose sketch is another's, until something is added to it. */
  private readonly borrowed = new Set<number>();

  /** Cells that were asked for since something was added to them. */
  private readonly cells: (HistogramFigures | undefined)[] = [];

  constructor(private readonly grid: TimeGrid) {
    const size = grid.points + 1;
    this.told = new Uint8Array(size);
    // One piece of memory: there is one of these for each of many groups.
    this.numbers = new Float64Array(COLUMNS * size);
    const column = (at: number) => this.numbers.subarray(at * size, (at + 1) * size);
    this.figures = {
      counts: column(0),
      sums: column(1),
      mins: column(2).fill(Number.POSITIVE_INFINITY),
      maxs: column(3).fill(Number.NEGATIVE_INFINITY),
      unplaced: column(4),
    };
  }

  /** The same to go on from: what is added to it is not added here. */
  copy(): HistogramSlots {
    const copied = new HistogramSlots(this.grid);
    copied.newest = this.newest;
    copied.told.set(this.told);
    copied.numbers.set(this.numbers);
    for (const { bounds, counts } of this.parts) {
      copied.parts.push({ bounds, counts: counts.slice() });
    }
    for (const [slot, sketch] of this.sketches) {
      copied.sketches.set(slot, sketch);
      copied.borrowed.add(slot);
    }
    for (const [slot, cell] of this.cells.entries()) copied.cells[slot] = cell;
    return copied;
  }

  /** What its numbers take in memory. */
  get bytes(): number {
    let bytes = this.numbers.byteLength;
    for (const { counts } of this.parts) bytes += counts.byteLength;
    for (const { exponential } of this.sketches.values()) bytes += BUCKET_BYTES * exponential.size;
    return bytes;
  }

  /** Whether anything was reported. */
  get isTold(): boolean {
    return this.told[this.grid.points] === 1;
  }

  /** What was gained in a slot; undefined: nothing was reported. */
  get(slot: number): HistogramFigures | undefined {
    if (this.told[slot] !== 1) return undefined;
    const known = this.cells[slot] ?? this.cellOf(slot);
    this.cells[slot] = known;
    return known;
  }

  /** Adds gains between two moments, as far as they lie within a part of the range. */
  adderWithin({ from, to }: { from: number; to: number }) {
    const { grid } = this;
    const part = { ...grid, from: Math.max(from, grid.from), to: Math.min(to, grid.to) };
    return (from: number, to: number, gain: Gain): void =>
      spreadOver(part, [from, to], (slot, share) => {
        this.addShare(slot, gain, share);
        if (to > this.newest) this.newest = to;
      });
  }

  /** Adds the cells of a row, whose width divides the step of the grid. */
  addRow(row: CellRow): void {
    let columns: HistogramColumns | null = null;
    readHistogramColumns(row.bytes, {
      cells: (read) => {
        columns = read;
        this.place(row, read);
      },
      bucket: (bounds, bucket, counts) => {
        if (columns) this.addBucket(columns.size, this.countsOf(bounds), { bucket, counts });
      },
      distribution: (index, distribution) => {
        const slot = slotsOfRow[index] ?? -1;
        if (slot < 0) return;
        this.addDistribution(slot, distribution, 1);
        this.addDistribution(this.grid.points, distribution, 1);
      },
    });
  }

  /** Finds the slots of a row's cells and adds all but their buckets. */
  private place({ start, width, from, to }: CellRow, { size, slots, columns }: HistogramColumns) {
    const { first, stepSeconds, points } = this.grid;
    const [counts, sums, mins, maxs, unplaced] = columns;
    for (let i = 0; i < size; i++) {
      const at = start + (slots[i] ?? 0) * width;
      slotsOfRow[i] = -1;
      if (at < from || at >= to) continue;
      const slot = Math.floor((at - first) / stepSeconds);
      if (at + width > this.newest) this.newest = at + width;
      this.told[slot] = 1;
      this.told[points] = 1;
      this.cells[slot] = undefined;
      this.cells[points] = undefined;
      if (counts[i] === 0) continue;
      slotsOfRow[i] = slot;
      for (const place of [slot, points]) {
        const { figures } = this;
        add(figures.counts, place, counts[i]);
        add(figures.sums, place, sums[i]);
        add(figures.unplaced, place, unplaced[i]);
        figures.mins[place] = Math.min(figures.mins[place] ?? 0, mins[i] ?? 0);
        figures.maxs[place] = Math.max(figures.maxs[place] ?? 0, maxs[i] ?? 0);
      }
    }
  }

  private addBucket(
    size: number,
    part: Part,
    { bucket, counts }: { bucket: number; counts: Float64Array },
  ): void {
    const into = part.counts;
    const buckets = part.bounds.length + 1;
    const whole = this.grid.points * buckets + bucket;
    for (let i = 0; i < size; i++) {
      const slot = slotsOfRow[i] ?? -1;
      if (slot < 0) continue;
      const count = counts[i] ?? 0;
      const at = slot * buckets + bucket;
      into[at] = (into[at] ?? 0) + count;
      into[whole] = (into[whole] ?? 0) + count;
    }
  }

  private countsOf(bounds: number[]): Part {
    for (const part of this.parts) if (sameBounds(part.bounds, bounds)) return part;
    const counts = new Float64Array((bounds.length + 1) * (this.grid.points + 1));
    const part = { bounds, counts };
    this.parts.push(part);
    return part;
  }

  private addShare(slot: number, gain: Gain, share: number): void {
    const { figures } = this;
    this.told[slot] = 1;
    this.cells[slot] = undefined;
    const { count, sum, min, max, distribution, unplaced = 0 } = gain;
    add(figures.counts, slot, count * share);
    if (count === 0) return;
    add(figures.sums, slot, sum * share);
    add(figures.unplaced, slot, (distribution === null ? unplaced + count : unplaced) * share);
    figures.mins[slot] = Math.min(figures.mins[slot] ?? 0, min);
    figures.maxs[slot] = Math.max(figures.maxs[slot] ?? 0, max);
    if (distribution !== null) this.addDistribution(slot, distribution, share);
  }

  private addDistribution(slot: number, from: Distribution, share: number): void {
    for (const { bounds, counts } of from.explicit) {
      const into = this.countsOf(bounds).counts;
      const at = slot * counts.length;
      for (let i = 0; i < counts.length; i++) add(into, at + i, (counts[i] ?? 0) * share);
    }
    if (from.zeroCount === 0 && from.exponential.size === 0) return;
    addDistribution(this.sketchOf(slot), { ...from, explicit: [] }, share);
  }

  /** To be added to. */
  private sketchOf(slot: number): Distribution {
    const known = this.sketches.get(slot);
    if (known && !this.borrowed.delete(slot)) return known;
    const own = emptyDistribution();
    if (known) {
      own.zeroCount = known.zeroCount;
      own.exponential = new Map(known.exponential);
    }
    this.sketches.set(slot, own);
    return own;
  }

  private cellOf(slot: number): HistogramFigures {
    const { counts, sums, mins, maxs, unplaced } = this.figures;
    const [min, max] = [mins[slot] ?? Number.NaN, maxs[slot] ?? Number.NaN];
    const distributionOf = () => this.distributionOf(slot);
    const quantiles: (readonly [q: number, band: ValueBand | null])[] = [];
    return {
      count: counts[slot] ?? 0,
      sum: sums[slot] ?? 0,
      min,
      max,
      unplaced: unplaced[slot] ?? 0,
      // Many ask only how many there were, or how long they took together.
      get distribution() {
        return distributionOf();
      },
      quantile: (q) => {
        const known = quantiles.find(([one]) => one === q);
        if (known) return known[1];
        const band = rankedOf(quantiles, () => new RankedValues(distributionOf(), { min, max }));
        const value = band.quantile(q);
        quantiles.push([q, value]);
        return value;
      },
    };
  }

  private distributionOf(slot: number): Distribution {
    const sketch = this.sketches.get(slot);
    const explicit: Distribution["explicit"] = [];
    for (const part of this.parts) {
      const own = countsIn(part, slot);
      if (own !== null) explicit.push({ bounds: part.bounds, counts: own });
    }
    return {
      zeroCount: sketch?.zeroCount ?? 0,
      exponential: sketch?.exponential ?? NO_BUCKETS,
      explicit,
    };
  }
}

/** The values that were ranked last, and for whom: several quantiles of one cell are asked for one after another. */
let last: { owner: object; ranked: RankedValues } | null = null;

function rankedOf(owner: object, make: () => RankedValues): RankedValues {
  if (last?.owner !== owner) last = { owner, ranked: make() };
  return last.ranked;
}

/** Counts of a slot, bucket after bucket; null: all are zero. */
function countsIn({ bounds, counts }: Part, slot: number): number[] | null {
  const own = new Array<number>(bounds.length + 1);
  const first = slot * own.length;
  let isEmpty = true;
  for (let i = 0; i < own.length; i++) {
    const count = counts[first + i] ?? 0;
    own[i] = count;
    if (count !== 0) isEmpty = false;
  }
  return isEmpty ? null : own;
}

function add(into: Float64Array, at: number, value: number | undefined): void {
  into[at] = (into[at] ?? 0) + (value ?? 0);
}
