import { expect, test } from "vitest";
import { addGaugePoints, SeriesSlots } from "./series-slots.ts";

/** Six minutes. */
const GRID = { first: 600, stepSeconds: 60, points: 6, from: 600, to: 960 };

const meansOf = (times: number[], holdSeconds: number) => {
  const slots = new SeriesSlots(GRID);
  const starts = times.map(() => 0);
  addGaugePoints(slots, { starts, times, values: times.map((_, i) => i + 1) }, holdSeconds);
  return Array.from({ length: GRID.points + 1 }, (_, slot) => {
    const count = slots.counts[slot] ?? 0;
    return count === 0 ? null : (slots.sums[slot] ?? 0) / count;
  });
};

test("a state holds until the next sample when that is near, and is a gap when it is not", () => {
  // Samples 1, 2 and 3; the whole range is their mean, whatever is held.
  expect(meansOf([605, 725, 925], 150)).toEqual([1, 1, 2, null, null, 3, 2]);
  expect(meansOf([605, 725, 925], 0)).toEqual([1, null, 2, null, null, 3, 2]);
});

test("the order of samples and those outside of the range change nothing", () => {
  const slots = new SeriesSlots(GRID);
  const points = { starts: [0, 0, 0, 0], times: [725, 605, 599, 960], values: [2, 1, 9, 9] };
  addGaugePoints(slots, points, 150);
  expect([...slots.sums]).toEqual([1, 1, 2, 0, 0, 0, 3]);
  expect(slots.lasts[GRID.points]).toBe(2);
});

test("only the part of the range that is asked for counts", () => {
  const slots = new SeriesSlots(GRID);
  slots.restrict({ from: 660, to: 720 });
  slots.addIncrease(600, 780, 30);
  expect([...slots.sums]).toEqual([0, 10, 0, 0, 0, 0, 10]);
});

test("what was added can be gone on from, and is added to lines in which NaN is nothing", () => {
  const slots = new SeriesSlots(GRID);
  slots.addIncrease(600, 660, 30);
  const state = slots.state();
  slots.addIncrease(660, 720, 5);
  slots.restore(state);
  slots.addIncrease(720, 780, 4);
  expect([...slots.sums]).toEqual([30, 0, 4, 0, 0, 0, 34]);
  expect(slots.newest).toBe(780);
  const line = new Float64Array([1, Number.NaN, Number.NaN, Number.NaN, 2, Number.NaN, 3]);
  slots.addCountsTo(line, 10);
  const nothing = Number.NaN;
  expect([...line]).toEqual([301, nothing, 40, nothing, 2, nothing, 343]);
});
