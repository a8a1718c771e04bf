import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forEachIncrease, type SeriesPoints, type SumShape } from "./counter-increase.ts";
import { spreadOver, type TimeGrid } from "./time-grid.ts";

const DAY = 86_400;
/** A whole day that begins a buckets' width after nothing. */
const GRID: TimeGrid = { first: DAY, stepSeconds: 60, points: 1_440, from: DAY, to: 2 * DAY };
const CUMULATIVE: SumShape = { isDelta: false, isMonotonic: true };

type Point = { start: number; time: number; value: number };

const columns = (points: readonly Point[]): SeriesPoints => ({
  starts: points.map(({ start }) => start),
  times: points.map(({ time }) => time),
  values: points.map(({ value }) => value),
});

/** What points add to each minute, and to the whole in the last slot. */
function minutesOf(points: readonly Point[], shape = CUMULATIVE, trustSince = DAY): number[] {
  const sums = new Array<number>(GRID.points + 1).fill(0);
  forEachIncrease(columns(points), { ...shape, trustSince }, (from, to, amount) =>
    spreadOver(GRID, [from, to], (slot, share) => {
      sums[slot] = (sums[slot] ?? 0) + amount * share;
    }),
  );
  return sums;
}

const totalOf = (...given: Parameters<typeof minutesOf>) => minutesOf(...given).at(-1) ?? 0;

const at = (time: number, value: number, start = 0): Point => ({
  start: start === 0 ? 0 : DAY + start,
  time: DAY + time,
  value,
});

describe("a cumulative counter", () => {
  test.each<[string, Point[], number]>([
    ["without a start begins with a base line", [at(60, 100), at(120, 130)], 30],
    ["that falls was reset and counts whole", [at(60, 100), at(120, 130), at(180, 7)], 37],
    ["with a start in the range counts from it", [at(120, 80, 60)], 80],
    ["with an unknown start (its own time) begins with a base line", [at(60, 50, 60)], 0],
    ["that seems to start after its first point counts from it", [at(60, 5, 60.5)], 5],
    [
      "that seems to start after its first point counts once",
      [at(60, 5, 60.5), at(120, 7, 60.5)],
      7,
    ],
    ["goes on from an unknown start", [at(60, 50, 60), at(120, 65, 60)], 15],
    ["with another start is another stream", [at(60, 10, 1), at(120, 4, 61), at(180, 9, 61)], 19],
    ["of two processes adds both", [at(60, 10, 1), at(60, 20, 2), at(120, 11, 1)], 31],
    ["that is told twice counts once", [at(120, 80, 60), at(120, 80, 60), at(180, 81, 60)], 81],
  ])("%s", (_, points, expected) => {
    expect(totalOf(points)).toBeCloseTo(expected, 9);
  });

  test("of an old process is a base line, unless the question begins before its start", () => {
    const old = [{ start: DAY - 7_200, time: DAY + 600, value: 1_000 }];
    expect(totalOf(old)).toBe(0);
    expect(totalOf(old, CUMULATIVE, DAY - 7_300)).toBe(1_000);
  });

  test("that was silent for an hour books what it gained in the last five minutes", () => {
    const minutes = minutesOf([at(60, 0, 1), at(3_660, 100, 1)]);
    expect(minutes.slice(0, 56).every((value) => value === 0)).toBe(true);
    expect(minutes.slice(56, 61).map((value) => Math.round(value * 1e6) / 1e6)).toEqual(
      new Array(5).fill(20),
    );
  });

  test("of which a part lies before the range counts with its share", () => {
    // 30 from half a minute before the range to half a minute in it.
    const points = [
      { start: 1, time: DAY - 30, value: 10 },
      { start: 1, time: DAY + 30, value: 40 },
    ];
    expect(totalOf(points)).toBeCloseTo(15, 9);
  });
});

test("changes that may be negative add up, with their sign", () => {
  const shape = { isDelta: true, isMonotonic: false };
  expect(totalOf([at(60, 5, 1), at(120, -8, 60), at(180, 2)], shape)).toBeCloseTo(-1, 9);
});

/** A process that lives for some whole minutes, with what happened in each of them. */
type Life = { begins: number; events: number[] };

const lives = fc.array(
  fc.record({
    begins: fc.integer({ min: 0, max: 600 }),
    events: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 20 }),
  }),
  { minLength: 1, maxLength: 6 },
);

const minuteAt = (minute: number) => DAY + minute * 60;

/** The truth: what happened in each minute, told by nobody's points. */
function happened(all: readonly Life[]): number[] {
  const truth = new Array<number>(GRID.points + 1).fill(0);
  for (const { begins, events } of all) {
    for (const [i, count] of events.entries()) {
      truth[begins + i] = (truth[begins + i] ?? 0) + count;
      truth[GRID.points] = (truth[GRID.points] ?? 0) + count;
    }
  }
  return truth;
}

/** What a process reports at the end of each of its minutes. */
function reports({ begins, events }: Life, number: number, isDelta: boolean): Point[] {
  let sum = 0;
  return events.map((count, i) => {
    sum += count;
    // Starts differ by a little: no two processes begin at the same nanosecond.
    const start = minuteAt(begins) + number * 1e-3;
    const time = minuteAt(begins + i + 1);
    return isDelta ? { start: time - 60, time, value: count } : { start, time, value: sum };
  });
}

const furthest = (found: number[], expected: number[]): number =>
  Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? Number.NaN))));

describe("against what really happened", () => {
  test.each([
    ["cumulative", false],
    ["delta", true],
  ])("every minute of %s streams that overlap and restart, in any order", (_, isDelta) => {
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat()), (all, random) => {
        const points = all.flatMap((life, number) => reports(life, number, isDelta));
        const shuffled = points
          .map((point) => ({ point, key: random.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ point }) => point);
        // Points that come again are stored once, except in memory: give some of them twice.
        const given = isDelta ? shuffled : [...shuffled, ...shuffled.slice(0, 3)];
        const shape = { isDelta, isMonotonic: true };
        expect(furthest(minutesOf(given, shape), happened(all))).toBeLessThan(1e-3);
      }),
    );
  });

  test("reports that are lost move what happened, and lose nothing while the process lives", () => {
    const isKept = fc.array(fc.boolean(), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(lives, isKept, (all, kept) => {
        const points = all.flatMap((life, number) =>
          reports(life, number, false).filter((_, i, own) => kept[i] || i === own.length - 1),
        );
        expect(totalOf(points)).toBeCloseTo(happened(all).at(-1) ?? 0, 6);
      }),
    );
  });

  test("without start times a process that follows another is told by its fall", () => {
    const events = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(events, { minLength: 1, maxLength: 5 }), (processes) => {
        let minute = 0;
        let lost = 0;
        const points: Point[] = [];
        for (const [number, own] of processes.entries()) {
          let sum = 0;
          // The last of a process is more than the first of any: 10 are in its base from the beginning.
          for (const count of [...own, 10]) {
            sum += count;
            points.push({ start: 0, time: minuteAt(++minute), value: sum });
          }
          if (number === 0) lost = own[0] ?? 0;
        }
        const all = processes.flat().reduce((sum, count) => sum + count, 0) + processes.length * 10;
        // Only what was there before the very first report cannot be known.
        expect(totalOf(points)).toBeCloseTo(all - lost, 6);
      }),
    );
  });
});
