import type { Increase, SeriesPoints } from "./counter-increase.ts";
import { numberColumns } from "./metric-cells.ts";
import { slotOf, spreadOver, type TimeGrid } from "./time-grid.ts";

/** What was added to slots up to some moment, to go on from: column after column. */
export type SlotState = { numbers: Float64Array; newest: number };

const COLUMNS = 6;

/** One series over the buckets of a grid, and over the whole range in the last slot; cleared and used again. */
export class SeriesSlots {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly mins: Float64Array;
  readonly maxs: Float64Array;
  readonly lasts: Float64Array;
  private readonly lastTimes: Float64Array;
  /** All columns, side by side. */
  private readonly numbers: Float64Array;
  /** Unix seconds of the newest that was added. */
  newest = 0;
  /** The grid, with the part of the range that is added to for now. */
  private within: TimeGrid;

  constructor(readonly grid: TimeGrid) {
    this.within = grid;
    const size = grid.points + 1;
    this.numbers = new Float64Array(COLUMNS * size);
    const column = (at: number) => this.numbers.subarray(at * size, (at + 1) * size);
    this.sums = column(0);
    this.counts = column(1);
    this.mins = column(2);
    this.maxs = column(3);
    this.lasts = column(4);
    this.lastTimes = column(5);
    this.clear();
  }

  /** A copy of what was added. */
  state(): SlotState {
    return { numbers: this.numbers.slice(), newest: this.newest };
  }

  /** What was added before, in the place of what is here; its grid has the same buckets. */
  restore({ numbers, newest }: SlotState): void {
    this.numbers.set(numbers);
    this.newest = newest;
  }

  /** Adds the sums, times a factor, to those of a line in which NaN stands for a slot that reported nothing. */
  addCountsTo(line: Float64Array, factor: number): void {
    for (let slot = 0; slot < line.length; slot++) {
      if ((this.counts[slot] ?? 0) === 0) continue;
      const before = line[slot] ?? Number.NaN;
      line[slot] = (Number.isNaN(before) ? 0 : before) + (this.sums[slot] ?? 0) * factor;
    }
  }

  clear(): void {
    this.sums.fill(0);
    this.counts.fill(0);
    this.mins.fill(Number.POSITIVE_INFINITY);
    this.maxs.fill(Number.NEGATIVE_INFINITY);
    this.lastTimes.fill(Number.NEGATIVE_INFINITY);
    this.newest = 0;
  }

  /** From now on only what lies in this part of the range counts (Unix seconds, `to` exclusive). */
  restrict({ from, to }: { from: number; to: number }): void {
    const { grid } = this;
    this.within = { ...grid, from: Math.max(from, grid.from), to: Math.min(to, grid.to) };
  }

  /** Adds an increase; a bucket that it touches has reported, even when it is zero. */
  readonly addIncrease: Increase = (from, to, amount) => {
    spreadOver(this.within, [from, to], (slot, share) => {
      this.sums[slot] = (this.sums[slot] ?? 0) + amount * share;
      this.counts[slot] = 1;
      if (to > this.newest) this.newest = to;
    });
  };

  /**
   * Adds the cells of a row of counters from `start` on, as far as they lie within `from` and `to`. Their width divides
   * the step of the grid.
   */
  addCounterRow({ start, width, from, to, bytes }: CellRow, withReadings: boolean): void {
    const { first, stepSeconds, points } = this.grid;
    const { size, slots, columns } = numberColumns(bytes);
    const [counts, sums, , , lasts] = columns;
    for (let i = 0; i < size; i++) {
      const at = start + (slots[i] ?? 0) * width;
      if (at < from || at >= to) continue;
      if ((counts[i] ?? 0) > 0) {
        const slot = Math.floor((at - first) / stepSeconds);
        const sum = sums[i] ?? 0;
        this.sums[slot] = (this.sums[slot] ?? 0) + sum;
        this.sums[points] = (this.sums[points] ?? 0) + sum;
        this.counts[slot] = 1;
        this.counts[points] = 1;
        if (at + width > this.newest) this.newest = at + width;
      }
      const last = lasts[i] ?? Number.NaN;
      if (withReadings && !Number.isNaN(last)) this.noteReading(at, last);
    }
  }

  /** As `addCounterRow`, of the samples of a state. */
  addGaugeRow({ start, width, from, to, bytes }: CellRow): void {
    const { first, stepSeconds, points } = this.grid;
    const { size, slots, columns } = numberColumns(bytes);
    const [counts, sums, mins, maxs, lasts] = columns;
    for (let i = 0; i < size; i++) {
      const time = start + (slots[i] ?? 0) * width;
      if (time < from || time >= to) continue;
      reused.count = counts[i] ?? 0;
      reused.sum = sums[i] ?? 0;
      reused.min = mins[i] ?? 0;
      reused.max = maxs[i] ?? 0;
      reused.last = lasts[i] ?? 0;
      this.addTo(Math.floor((time - first) / stepSeconds), time, reused);
      this.addTo(points, time, reused);
      if (time > this.newest) this.newest = time;
    }
  }

  /** As `addSamples`, of one. */
  addSample(time: number, value: number): void {
    const slot = slotOf(this.within, time);
    if (slot === null) return;
    this.addValue(slot, time, value);
    this.addValue(this.grid.points, time, value);
    if (time > this.newest) this.newest = time;
  }

  /** Adds samples of a state, to their bucket and to the whole. */
  addSamples(time: number, samples: Samples): void {
    const slot = slotOf(this.within, time);
    if (slot === null) return;
    this.addTo(slot, time, samples);
    this.addTo(this.grid.points, time, samples);
    if (time > this.newest) this.newest = time;
  }

  /** Notes a reading of a counter, without adding it up. */
  noteReading(time: number, value: number): void {
    const slot = slotOf(this.within, time);
    if (slot === null) return;
    this.noteLast(slot, time, value);
    this.noteLast(this.grid.points, time, value);
  }

  /** Whether the bucket has a reading of its own. */
  hasReading(slot: number): boolean {
    return (this.lastTimes[slot] ?? Number.NEGATIVE_INFINITY) > Number.NEGATIVE_INFINITY;
  }

  /** A state holds until the next sample: an empty bucket before it takes the value, without counting in the whole. */
  hold(slot: number, value: number): void {
    if (this.counts[slot] !== 0) return;
    this.sums[slot] = value;
    this.counts[slot] = 1;
    this.mins[slot] = value;
    this.maxs[slot] = value;
    this.lasts[slot] = value;
  }

  private addValue(slot: number, time: number, value: number): void {
    this.sums[slot] = (this.sums[slot] ?? 0) + value;
    this.counts[slot] = (this.counts[slot] ?? 0) + 1;
    if (value < (this.mins[slot] ?? 0)) this.mins[slot] = value;
    if (value > (this.maxs[slot] ?? 0)) this.maxs[slot] = value;
    this.noteLast(slot, time, value);
  }

  private addTo(slot: number, time: number, { count, sum, min, max, last }: Samples): void {
    this.sums[slot] = (this.sums[slot] ?? 0) + sum;
    this.counts[slot] = (this.counts[slot] ?? 0) + count;
    if (min < (this.mins[slot] ?? 0)) this.mins[slot] = min;
    if (max > (this.maxs[slot] ?? 0)) this.maxs[slot] = max;
    this.noteLast(slot, time, last);
  }

  private noteLast(slot: number, time: number, value: number): void {
    if (time < (this.lastTimes[slot] ?? 0)) return;
    this.lastTimes[slot] = time;
    this.lasts[slot] = value;
  }
}

/** A row of cells from `start` on, each `width` seconds, of which those within `from` and `to` count. */
type CellRow = { start: number; width: number; from: number; to: number; bytes: Buffer };

/** Some samples of a state together; `last` is the newest of them. */
export type Samples = { count: number; sum: number; min: number; max: number; last: number };

const reused: Samples = { count: 0, sum: 0, min: 0, max: 0, last: 0 };

/**
 * Adds the samples of a gauge. Buckets between two samples that are at most `holdSeconds` apart take the value of the
 * earlier one, so that a bucket that is finer than the sender reports is no gap.
 */
export function addGaugePoints(
  slots: SeriesSlots,
  { times, values }: SeriesPoints,
  holdSeconds: number,
): void {
  const { first, stepSeconds, points } = slots.grid;
  let before = Number.NEGATIVE_INFINITY;
  let slotBefore = 0;
  let valueBefore = 0;
  for (const at of timeOrder(times)) {
    const time = times[at] ?? 0;
    const value = values[at] ?? 0;
    slots.addSample(time, value);
    const slot = Math.floor((time - first) / stepSeconds);
    if (time - before <= holdSeconds) {
      const end = Math.min(slot, points);
      for (let between = Math.max(slotBefore + 1, 0); between < end; between++) {
        slots.hold(between, valueBefore);
      }
    }
    before = time;
    slotBefore = slot;
    valueBefore = value;
  }
}

/** Positions of the samples, oldest first: their start says nothing. */
function timeOrder(times: readonly number[]): Iterable<number> {
  for (let i = 1; i < times.length; i++) {
    if ((times[i] ?? 0) < (times[i - 1] ?? 0)) {
      return [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
    }
  }
  return times.keys();
}
