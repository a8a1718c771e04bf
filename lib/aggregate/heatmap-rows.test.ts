import fc from "fast-check";
import { expect, test } from "vitest";
import type { Distribution } from "./distribution.ts";
import { heatmapRows } from "./heatmap-rows.ts";
import { HistogramCell } from "./histogram-cell.ts";
import { sketchIndex } from "./latency-sketch.ts";

function cellOf(distribution: Distribution, count: number): HistogramCell {
  const cell = new HistogramCell();
  cell.add({ count, sum: 0, min: Number.NaN, max: Number.NaN, distribution }, 1);
  return cell;
}

const explicit = (bounds: number[], counts: number[]): Distribution => ({
  zeroCount: 0,
  exponential: new Map(),
  explicit: [{ bounds, counts }],
});

test("bounds of several histograms become rows; a wider bucket is spread over those it covers", () => {
  const fine = cellOf(explicit([1, 2, 4], [1, 2, 3, 0]), 6);
  const coarse = cellOf(explicit([4], [9, 1]), 10);
  const { lowest, bounds, counts } = heatmapRows([fine, undefined, coarse]);
  expect(lowest).toBe(0);
  expect(bounds).toEqual([1, 2, 4, 5.5]);
  expect(counts).toEqual([
    [1, 2, 3, 0],
    [0, 0, 0, 0],
    [3, 3, 3, 1],
  ]);
});

test("each value of an exponential histogram lies in the row that holds it, zeros in the lowest", () => {
  const values = fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.nat(5), (given, zeroCount) => {
      const exponential = new Map<number, number>();
      for (const value of given) {
        exponential.set(sketchIndex(value), (exponential.get(sketchIndex(value)) ?? 0) + 1);
      }
      const cell = cellOf({ zeroCount, exponential, explicit: [] }, given.length + zeroCount);
      const { bounds, counts } = heatmapRows([cell]);
      const expected = bounds.map((bound, row) => {
        const below = row === 0 ? 0 : (bounds[row - 1] ?? 0);
        return given.filter((value) => value > below && value <= bound).length;
      });
      expected[0] = (expected[0] ?? 0) + zeroCount;
      expect(counts[0]).toEqual(expected);
    }),
  );
});
