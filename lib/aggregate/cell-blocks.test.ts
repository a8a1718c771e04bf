import fc from "fast-check";
import { expect, test } from "vitest";
import { type AnyCell, mergeHours, withCell, withoutCell } from "./cell-blocks.ts";
import { type ExplicitBuckets, encodeDistribution } from "./distribution.ts";
import {
  encodeHistogramCells,
  encodeNumberCells,
  type HistogramCellRow,
  type NumberCell,
  readHistogramCells,
  readNumberCells,
} from "./metric-cells.ts";

const figure = fc.oneof(
  fc.double(),
  fc.nat(),
  fc.constantFrom(0, -0, 1, 65_536, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY),
);
const numberCell: fc.Arbitrary<NumberCell> = fc.record({
  count: figure,
  sum: figure,
  min: figure,
  max: figure,
  last: figure,
});
const BOUNDS = [0.1, 0.5, 2];
const bucketCount = fc.oneof(fc.nat(1_000), fc.double({ min: 0, max: 9, noNaN: true }));
const explicit = fc.record({
  bounds: fc.constantFrom(BOUNDS, [1, 2, 3]),
  counts: fc.array(bucketCount, { minLength: 4, maxLength: 4 }),
});
const histogramCell: fc.Arbitrary<HistogramCellRow> = fc.record({
  ...{ count: figure, sum: figure, min: figure, max: figure, unplaced: figure },
  distribution: fc.record({
    zeroCount: fc.constantFrom(0, 0, 3),
    exponential: fc.constantFrom<[number, number][]>([], [], [[-5, 3]]).map((all) => new Map(all)),
    explicit: fc.oneof(
      fc.constant<ExplicitBuckets[]>([]),
      explicit.map((one) => [one]),
    ),
  }),
});
const cellsOf = <Cell>(cell: fc.Arbitrary<Cell>) =>
  fc
    .uniqueArray(fc.tuple(fc.nat(31), cell), { selector: ([slot]) => slot, maxLength: 32 })
    .map((cells) => cells.sort(([a], [b]) => a - b));

const numbersIn = (bytes: Buffer) => {
  const found: [number, NumberCell][] = [];
  readNumberCells(bytes, (slot, cell) => found.push([slot, { ...cell }]));
  return found;
};
const histogramsIn = (bytes: Buffer) => {
  const found: [number, HistogramCellRow][] = [];
  readHistogramCells(bytes, (slot, cell) => found.push([slot, cell]));
  return found;
};

/** A part whose every bucket is empty says as much as none. */
const withoutEmpty = ([slot, cell]: readonly [number, HistogramCellRow]) => {
  const { distribution } = cell;
  const full = distribution.explicit.filter(({ counts }) => counts.some((count) => count !== 0));
  return [slot, { ...cell, distribution: { ...distribution, explicit: full } }];
};

test("cells come back to the bit", () => {
  fc.assert(
    fc.property(cellsOf(numberCell), (cells) => {
      expect(numbersIn(encodeNumberCells(cells))).toEqual(cells);
    }),
  );
  fc.assert(
    fc.property(cellsOf(histogramCell), (cells) => {
      const read = histogramsIn(encodeHistogramCells(cells));
      expect(read.map(withoutEmpty)).toEqual(cells.map(withoutEmpty));
    }),
  );
});

test("a cell is put in its place, replaced and taken out", () => {
  fc.assert(
    fc.property(cellsOf(numberCell), fc.nat(31), numberCell, (cells, slot, cell) => {
      const row = cells.length === 0 ? null : encodeNumberCells(cells);
      const added = withCell(row, slot, { kind: "number", cell });
      expect(new Map(numbersIn(added))).toEqual(new Map([...cells, [slot, cell]]));
      const rest = cells.filter(([other]) => other !== slot);
      const left = withoutCell(added, slot);
      expect(left === null ? [] : numbersIn(left)).toEqual(rest);
    }),
  );
});

/** A row of the first version: a place, five doubles, and of histograms a length and a distribution. */
function oldRow(slot: number, figures: readonly number[], distribution?: Buffer): Buffer {
  const bytes = Buffer.alloc(41 + (distribution ? 4 : 0));
  bytes.writeUInt8(slot, 0);
  for (const [i, value] of figures.entries()) bytes.writeDoubleLE(value, 1 + 8 * i);
  if (!distribution) return bytes;
  bytes.writeUInt32LE(distribution.length, 41);
  return Buffer.concat([bytes, distribution]);
}

test("rows of the first version are read", () => {
  const cells = [oldRow(3, [2, 7, 1, 6, 6]), oldRow(4, [1, 9, 9, 9, 9])];
  expect(numbersIn(Buffer.concat(cells))).toEqual([
    [3, { count: 2, sum: 7, min: 1, max: 6, last: 6 }],
    [4, { count: 1, sum: 9, min: 9, max: 9, last: 9 }],
  ]);
  const part = { bounds: BOUNDS, counts: [1, 2, 3, 4] };
  const distribution = { zeroCount: 0, exponential: new Map(), explicit: [part] };
  const bytes = encodeDistribution(distribution);
  expect(histogramsIn(oldRow(0, [10, 5, 0.1, 3, 0], bytes))).toEqual([
    [0, { count: 10, sum: 5, min: 0.1, max: 3, unplaced: 0, distribution }],
  ]);
});

test("the hours of a day become one cell, whatever rows they lie in", () => {
  const hour = (sum: number, last: number): NumberCell => ({
    ...{ count: 60, sum, last },
    min: last - 1,
    max: last + 1,
  });
  const merged = mergeHours("number", [
    {
      start: 0,
      bytes: encodeNumberCells([
        [0, hour(1, 10)],
        [23, hour(4, 40)],
      ]),
    },
    { start: 3_600, bytes: oldRow(0, [60, 2, 29, 31, 30]) },
    { start: 7_200, bytes: encodeNumberCells([[0, hour(8, Number.NaN)]]) },
  ]);
  expect(merged).toEqual({
    kind: "number",
    cell: { count: 240, sum: 15, min: Number.NaN, max: Number.NaN, last: 40 },
  } satisfies AnyCell);
  const cell = (counts: number[]): HistogramCellRow => ({
    ...{ count: 10, sum: 5, min: 0.1, max: 3, unplaced: 1 },
    distribution: {
      zeroCount: 0,
      exponential: new Map(),
      explicit: [{ bounds: BOUNDS, counts }],
    },
  });
  const hours = encodeHistogramCells([
    [2, cell([1, 2, 3, 4])],
    [5, cell([4, 0, 0, 6])],
  ]);
  expect(mergeHours("histogram", [{ start: 0, bytes: hours }])).toMatchObject({
    kind: "histogram",
    cell: {
      ...{ count: 20, sum: 10, min: 0.1, max: 3, unplaced: 2 },
      distribution: { explicit: [{ bounds: BOUNDS, counts: [5, 2, 3, 10] }] },
    },
  });
  expect(mergeHours("number", [])).toBeNull();
});
