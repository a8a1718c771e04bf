import type { AnyCell } from "./cell-blocks.ts";
import { forEachIncrease, type SeriesPoints, type SumShape } from "./counter-increase.ts";
import { HistogramCell } from "./histogram-cell.ts";
import { forEachGain, type HistogramPoints } from "./histogram-increase.ts";
import { encodeHistogramCells, encodeNumberCells, type NumberCell } from "./metric-cells.ts";
import { addGaugePoints, SeriesSlots } from "./series-slots.ts";
import { spreadOver, type TimeGrid } from "./time-grid.ts";

const CELL_SECONDS = 300;
const CELLS = 12;
const HOUR_SECONDS = 3_600;

/** The row of a series' five-minute cells in an hour, and the hour's cell; null: it reported nothing. */
export type Rollup = { fiveMinutes: Buffer; hour: AnyCell } | null;

/** Whatever the question, rows must be the same: only young streams count from their start. */
const TRUST_NOTHING = Number.POSITIVE_INFINITY;

/** The five-minute buckets of the hour that begins at `hour`, as far as they lie before `until` (Unix seconds). */
export const gridOfHour = (hour: number, until = hour + HOUR_SECONDS): TimeGrid => ({
  first: hour,
  stepSeconds: CELL_SECONDS,
  points: CELLS,
  from: hour,
  to: until,
});

/** Rolls up series of numbers, one after another. */
export class NumberRollup {
  private readonly slots: SeriesSlots;

  constructor(grid: TimeGrid) {
    this.slots = new SeriesSlots(grid);
  }

  gauge(points: SeriesPoints): Rollup {
    this.slots.clear();
    addGaugePoints(this.slots, points, 0);
    return this.finish((slot) => this.slots.lasts[slot] ?? 0);
  }

  counter(points: SeriesPoints, shape: SumShape): Rollup {
    const { slots } = this;
    slots.clear();
    forEachIncrease(points, { ...shape, trustSince: TRUST_NOTHING }, slots.addIncrease);
    for (const [i, time] of points.times.entries()) slots.noteReading(time, points.values[i] ?? 0);
    return this.finish((slot) => (slots.hasReading(slot) ? (slots.lasts[slot] ?? 0) : Number.NaN));
  }

  private finish(lastOf: (slot: number) => number): Rollup {
    const { slots } = this;
    const cells: [number, NumberCell][] = [];
    for (let slot = 0; slot <= CELLS; slot++) {
      const last = lastOf(slot);
      const count = slots.counts[slot] ?? 0;
      if (count === 0 && (Number.isNaN(last) || !slots.hasReading(slot))) continue;
      const [min, max] = [slots.mins[slot] ?? 0, slots.maxs[slot] ?? 0];
      cells.push([slot, { count, sum: slots.sums[slot] ?? 0, min, max, last }]);
    }
    const [fives, cell] = split(cells);
    return cell && { fiveMinutes: encodeNumberCells(fives), hour: { kind: "number", cell } };
  }
}

/** Rolls up one histogram series. */
export function rollupHistogram(grid: TimeGrid, points: HistogramPoints, isDelta: boolean): Rollup {
  const found = new Map<number, HistogramCell>();
  forEachGain(points, { isDelta, trustSince: TRUST_NOTHING }, (from, to, gain) =>
    spreadOver(grid, [from, to], (slot, share) => {
      const cell = found.get(slot) ?? new HistogramCell();
      found.set(slot, cell);
      cell.add(gain, share);
    }),
  );
  const [fives, cell] = split([...found].sort(([a], [b]) => a - b));
  return cell && { fiveMinutes: encodeHistogramCells(fives), hour: { kind: "histogram", cell } };
}

/** The last slot of the grid is the whole hour. */
function split<Cell>(
  cells: readonly (readonly [number, Cell])[],
): [(readonly [number, Cell])[], Cell | null] {
  const whole = cells.find(([slot]) => slot === CELLS);
  return [cells.filter(([slot]) => slot < CELLS), whole?.[1] ?? null];
}
