import { expect, test } from "vitest";
import { type Distribution, encodeDistribution } from "./distribution.ts";
import { HistogramCell } from "./histogram-cell.ts";
import { HistogramSlots } from "./histogram-slots.ts";
import { encodeHistogramCells, type HistogramCellRow } from "./metric-cells.ts";

const HOUR = 3_600;
/** Three buckets of two hours. */
const GRID = { first: 0, stepSeconds: 2 * HOUR, points: 3, from: 0, to: 6 * HOUR };
const BOUNDS = [0.1, 1];

const explicit = (...counts: number[]): Distribution => ({
  zeroCount: 0,
  exponential: new Map(),
  explicit: [{ bounds: BOUNDS, counts }],
});

const cell = (count: number, distribution: Distribution): HistogramCellRow => ({
  ...{ count, sum: count * 2, min: Number.NaN, max: Number.NaN, unplaced: 0, distribution },
});

const NOTHING: Distribution = { zeroCount: 0, exponential: new Map(), explicit: [] };
const rowOf = (cells: (readonly [number, HistogramCellRow])[]) => ({
  ...{ start: 0, width: HOUR, from: 0, to: 5 * HOUR },
  bytes: encodeHistogramCells(cells),
});

test("cells of an hour go to their bucket and to the whole; those outside of the part do not count", () => {
  const slots = new HistogramSlots(GRID);
  slots.addRow(
    rowOf([
      [0, cell(6, explicit(1, 2, 3))],
      [1, cell(4, explicit(4, 0, 0))],
      [2, cell(0, NOTHING)],
      [5, cell(9, explicit(9, 0, 0))],
    ]),
  );
  expect(slots.get(0)).toMatchObject({ count: 10, sum: 20, unplaced: 0 });
  expect(slots.get(0)?.distribution.explicit).toEqual([{ bounds: BOUNDS, counts: [5, 2, 3] }]);
  // It reported, and nothing happened.
  expect(slots.get(1)).toMatchObject({ count: 0, sum: 0 });
  expect(slots.get(1)?.distribution.explicit).toEqual([]);
  expect(slots.get(2)).toBeUndefined();
  expect(slots.get(3)?.count).toBe(10);
  expect(slots.newest).toBe(3 * HOUR);
});

test("rows of the first version, other bounds and sketches are added as they are", () => {
  const sketch: Distribution = { zeroCount: 1, exponential: new Map([[7, 2]]), explicit: [] };
  const other: Distribution = {
    ...NOTHING,
    explicit: [{ bounds: [5], counts: [1, 1] }],
  };
  const encoded = encodeDistribution(sketch);
  const old = Buffer.alloc(1 + 5 * 8 + 4);
  old.writeUInt8(3, 0);
  for (const [i, value] of [3, 6, 0, 2, 0].entries()) old.writeDoubleLE(value, 1 + i * 8);
  old.writeUInt32LE(encoded.length, 41);
  const slots = new HistogramSlots(GRID);
  slots.addRow(rowOf([[2, cell(2, other)]]));
  slots.addRow({ ...rowOf([]), bytes: Buffer.concat([old, encoded]) });
  slots.addRow(rowOf([[3, cell(1, explicit(0, 1, 0))]]));
  expect(slots.get(1)?.distribution).toEqual({
    zeroCount: 1,
    exponential: new Map([[7, 2]]),
    explicit: [
      { bounds: [5], counts: [1, 1] },
      { bounds: BOUNDS, counts: [0, 1, 0] },
    ],
  });
  expect(slots.get(1)?.count).toBe(6);
});

test("gains are dealt out by time as cells are added up", () => {
  const slots = new HistogramSlots(GRID);
  const gain = { count: 8, sum: 4, min: 0.2, max: 3, distribution: explicit(2, 4, 2) };
  const add = slots.adderWithin({ from: 0, to: 6 * HOUR });
  add(1.5 * HOUR, 2.5 * HOUR, gain);
  add(2 * HOUR, 3 * HOUR, { ...gain, distribution: null });
  const [first, second] = [new HistogramCell(), new HistogramCell()];
  first.add(gain, 0.5);
  second.add(gain, 0.5);
  second.add({ ...gain, distribution: null }, 1);
  expect(slots.get(0)).toMatchObject({ ...first });
  expect(slots.get(1)).toMatchObject({ ...second });
});

test("what is added to a copy, or after a quantile was asked for, counts from then on and only there", () => {
  const slots = new HistogramSlots(GRID);
  const sketch: Distribution = { ...NOTHING, exponential: new Map([[64, 10]]) };
  slots.addRow(rowOf([[0, cell(10, explicit(10, 0, 0))]]));
  slots.addRow(rowOf([[2, cell(10, sketch)]]));
  expect(slots.get(0)?.quantile(0.9)?.high).toBe(0.1);
  expect(slots.get(0)?.quantile(0.9)?.high).toBe(0.1);

  const copied = slots.copy();
  expect(copied.get(0)).toBe(slots.get(0));
  copied.addRow(rowOf([[1, cell(90, explicit(0, 90, 0))]]));
  const more: Distribution = { ...NOTHING, exponential: new Map([[128, 90]]) };
  copied.addRow(rowOf([[3, cell(90, more)]]));
  expect(copied.get(0)).toMatchObject({ count: 100, sum: 200 });
  expect(copied.get(0)?.quantile(0.9)?.high).toBe(1);
  expect([...(copied.get(1)?.distribution.exponential ?? [])]).toEqual([
    [64, 10],
    [128, 90],
  ]);
  expect(copied.get(3)?.count).toBe(200);

  expect(slots.get(0)).toMatchObject({ count: 10, sum: 20 });
  expect(slots.get(0)?.quantile(0.9)?.high).toBe(0.1);
  expect([...(slots.get(1)?.distribution.exponential ?? [])]).toEqual([[64, 10]]);
  expect(slots.get(3)?.count).toBe(20);
  expect(slots.bytes).toBeGreaterThan(5 * 4 * 8);
});
