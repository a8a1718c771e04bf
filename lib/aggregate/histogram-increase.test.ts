import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeDistribution } from "./distribution.ts";
import { HistogramCell } from "./histogram-cell.ts";
import { forEachGain, type HistogramPoints } from "./histogram-increase.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { RankedValues } from "./metric-quantile.ts";

const BOUNDS = [0, 5, 10, 25, 50, 75, 100, 250, 500];
const MINUTE = 60;
const BEGIN = 86_400;

/** Points of a stream that is told the values of each minute. */
function pointsOf(
  minutes: readonly number[][],
  { isDelta, isExponential }: { isDelta: boolean; isExponential: boolean },
): HistogramPoints {
  const points: HistogramPoints = {
    ...{ starts: [], times: [], counts: [], sums: [], mins: [], maxs: [], encoded: [] },
  };
  for (const [i] of minutes.entries()) {
    const values = isDelta ? (minutes[i] ?? []) : minutes.slice(0, i + 1).flat();
    points.starts.push(isDelta ? BEGIN + i * MINUTE : BEGIN);
    points.times.push(BEGIN + (i + 1) * MINUTE);
    points.counts.push(values.length);
    points.sums.push(values.reduce((sum, value) => sum + value, 0));
    points.mins.push(values.length === 0 ? Number.NaN : Math.min(...values));
    points.maxs.push(values.length === 0 ? Number.NaN : Math.max(...values));
    points.encoded.push(isExponential ? sketched(values) : bucketed(values));
  }
  return points;
}

function bucketed(values: readonly number[]): Buffer {
  const counts = new Array<number>(BOUNDS.length + 1).fill(0);
  for (const value of values) {
    const found = BOUNDS.findIndex((bound) => value <= bound);
    const at = found === -1 ? BOUNDS.length : found;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const explicit = [{ bounds: BOUNDS, counts }];
  return encodeDistribution({ zeroCount: 0, exponential: new Map(), explicit });
}

function sketched(values: readonly number[]): Buffer {
  const exponential = new Map<number, number>();
  for (const value of values.filter((one) => one > 0)) {
    exponential.set(sketchIndex(value), (exponential.get(sketchIndex(value)) ?? 0) + 1);
  }
  const zeroCount = values.filter((value) => value <= 0).length;
  return encodeDistribution({ zeroCount, exponential, explicit: [] });
}

function gather(points: HistogramPoints, isDelta: boolean): HistogramCell {
  const cell = new HistogramCell();
  forEachGain(points, { isDelta, trustSince: BEGIN }, (_from, _to, gain) => cell.add(gain, 1));
  return cell;
}

const nearestRank = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil(q * values.length - 1e-9) - 1, 0)] ?? Number.NaN;
};

const minutes = fc.array(
  fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { maxLength: 30 }),
  { minLength: 1, maxLength: 8 },
);

describe.each([
  ["cumulative", false],
  ["delta", true],
])("%s points", (_, isDelta) => {
  test("lose no value, and the true quantile lies within the band", () => {
    fc.assert(
      fc.property(minutes, fc.boolean(), (given, isExponential) => {
        const all = given.flat();
        const cell = gather(pointsOf(given, { isDelta, isExponential }), isDelta);
        expect(cell.count).toBe(all.length);
        const ranked = new RankedValues(cell.distribution, cell);
        if (all.length === 0) {
          expect(ranked.quantile(0.5)).toBeNull();
          return;
        }
        expect(cell.sum).toBeCloseTo(
          all.reduce((sum, value) => sum + value, 0),
          6,
        );
        for (const q of [0.5, 0.75, 0.9, 0.95, 0.99]) {
          const band = ranked.quantile(q);
          const truth = nearestRank(all, q);
          expect(band?.low).toBeLessThanOrEqual(truth * (1 + 1e-9));
          expect(band?.high).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
          if (isExponential) {
            expect(Math.abs((band?.estimate ?? -1) - truth)).toBeLessThanOrEqual(truth * 0.0055);
          }
        }
      }),
    );
  });
});

test("the greatest value of a delta point is exact, that of a bucket its bound", () => {
  const known = gather(pointsOf([[3, 60, 320]], { isDelta: true, isExponential: false }), true);
  expect(new RankedValues(known.distribution, known).extreme("max")?.estimate).toBe(320);
  expect(new RankedValues(known.distribution, known).extreme("min")?.estimate).toBe(3);
});

test("a quantile beyond the last bound has no upper end when the greatest value is not known", () => {
  const explicit = [{ bounds: [10, 20], counts: [1, 0, 9] }];
  const distribution = { zeroCount: 0, exponential: new Map(), explicit };
  const band = new RankedValues(distribution, { min: Number.NaN, max: Number.NaN }).quantile(0.95);
  expect(band).toMatchObject({ low: 20, estimate: 20, high: Number.POSITIVE_INFINITY });
});

test("bounds below zero are ranked below zero", () => {
  const explicit = [{ bounds: [-10, 0, 10], counts: [1, 2, 1, 0] }];
  const distribution = { zeroCount: 0, exponential: new Map(), explicit };
  const band = new RankedValues(distribution, { min: -12, max: 4 }).quantile(0.5);
  expect(band).toMatchObject({ low: -10, high: 0 });
  expect(new RankedValues(distribution, { min: -12, max: 4 }).extreme("max")?.high).toBe(4);
});

test("a count that falls was reset; buckets that do not fit are left out, not their count", () => {
  const first = pointsOf([[1, 2, 3]], { isDelta: false, isExponential: false });
  const second = pointsOf([[7]], { isDelta: false, isExponential: false });
  const points = {
    ...first,
    starts: [BEGIN, BEGIN],
    times: [BEGIN + 60, BEGIN + 120],
    counts: [3, 1],
    sums: [6, 7],
    mins: [1, 7],
    maxs: [3, 7],
    encoded: [first.encoded[0] ?? null, second.encoded[0] ?? null],
  };
  expect(gather(points, false)).toMatchObject({ count: 4, sum: 13, unplaced: 0 });
  const other = {
    zeroCount: 0,
    exponential: new Map(),
    explicit: [{ bounds: [4], counts: [2, 2] }],
  };
  const changed = {
    ...points,
    counts: [3, 4],
    encoded: [first.encoded[0] ?? null, encodeDistribution(other)],
  };
  expect(gather(changed, false)).toMatchObject({ count: 4, unplaced: 1 });
});
