import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countOf, emptyDistribution } from "./distribution.ts";
import { type Contribution, contributionsOf, type StreamPoint } from "./request-streams.ts";

/** 2026-11-24 12:00:00 UTC. */
const BASE = 1_795_521_600;
const ns = (second: number) => BigInt(Math.round(second * 1000)) * 1_000_000n;

type Given = {
  /** Seconds after `BASE`. */
  start: number;
  time: number;
  count: number;
  stream?: number;
  group?: number;
  isDelta?: boolean;
  isError?: boolean;
  max?: number;
};

/** A point whose requests all took between 0.1 and 0.25 s. */
const point = ({ start, time, count, stream = 1, group = 1, ...given }: Given): StreamPoint => ({
  seriesId: BigInt(stream) + 100n,
  streamId: BigInt(stream),
  groupId: BigInt(group),
  startNs: ns(BASE + start),
  timeNs: ns(BASE + time),
  isDelta: given.isDelta ?? false,
  isError: given.isError ?? false,
  count,
  sumSeconds: count * 0.2,
  maxSeconds: given.max ?? 0,
  distribution: {
    ...emptyDistribution(),
    explicit: [{ bounds: [0.1, 0.25], counts: [0, count, 0] }],
  },
  exemplarTraceId: null,
});

const total = (found: readonly Contribution[], stream?: number) =>
  found
    .filter(({ seriesId }) => stream === undefined || seriesId === BigInt(stream) + 100n)
    .reduce((sum, { count }) => sum + count, 0);

/** Counts by seconds after `BASE`. */
const byBucket = (found: readonly Contribution[]) => {
  const sums = new Map<number, number>();
  for (const { bucket, count } of found) {
    sums.set(bucket - BASE, (sums.get(bucket - BASE) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort((a, b) => a[0] - b[0]));
};

describe("cumulative streams", () => {
  test("points become increases, spread over the time between them as whole numbers", () => {
    const found = contributionsOf([
      point({ start: 0, time: 60, count: 6 }),
      point({ start: 0, time: 120, count: 18 }),
    ]);
    expect(byBucket(found)).toEqual({
      0: 1,
      10: 1,
      20: 1,
      30: 1,
      40: 1,
      50: 1,
      60: 2,
      70: 2,
      80: 2,
      90: 2,
      100: 2,
      110: 2,
    });
  });

  test("a point at a bucket's edge adds nothing to the bucket that begins there", () => {
    const found = contributionsOf([point({ start: 0, time: 10, count: 3 })]);
    expect(byBucket(found)).toEqual({ 0: 3 });
  });

  test("a duplicate adds nothing", () => {
    const one = point({ start: 0, time: 60, count: 6 });
    expect(total(contributionsOf([one, { ...one }]))).toBe(6);
  });

  test("a gap is bridged: what was counted meanwhile is spread over it", () => {
    const found = contributionsOf([
      point({ start: 0, time: 60, count: 6 }),
      point({ start: 0, time: 660, count: 66 }),
    ]);
    expect(total(found)).toBe(66);
    expect(byBucket(found)[600]).toBe(1);
  });

  test("a restart under a new start is a stream of its own and loses nothing", () => {
    const found = contributionsOf([
      point({ start: 0, time: 60, count: 50 }),
      point({ start: 70, time: 120, count: 8 }),
    ]);
    expect(total(found)).toBe(58);
    expect(
      Object.keys(byBucket(found))
        .map(Number)
        .filter((at) => at >= 60),
    ).toEqual([70, 80, 90, 100, 110]);
  });

  test("a count that falls without a new start is a reset: all of it is new", () => {
    const found = contributionsOf([
      point({ start: 0, time: 60, count: 50 }),
      point({ start: 0, time: 120, count: 8 }),
    ]);
    expect(total(found)).toBe(58);
  });

  test("processes that share one identity do not disturb each other", () => {
    const found = contributionsOf([
      point({ start: 0, time: 60, count: 60 }),
      point({ start: 5, time: 65, count: 6 }),
      point({ start: 0, time: 120, count: 120 }),
      point({ start: 5, time: 125, count: 12 }),
    ]);
    expect(total(found)).toBe(132);
  });

  test("an old process gives a base line, though another under its identity reported before", () => {
    const tenHoursAgo = -36_000;
    const found = contributionsOf([
      point({ start: tenHoursAgo, time: 0, count: 500_000 }),
      point({ start: tenHoursAgo - 7, time: 30, count: 900_000 }),
      point({ start: tenHoursAgo, time: 60, count: 500_006 }),
      point({ start: tenHoursAgo - 7, time: 90, count: 900_012 }),
    ]);
    expect(total(found)).toBe(18);
  });

  test("a route first used after an old process was heard counts from that report on", () => {
    const found = contributionsOf([
      point({ start: -36_000, time: 0, count: 500_000 }),
      point({ start: -36_000, time: 60, count: 4, stream: 2 }),
    ]);
    expect(total(found, 2)).toBe(4);
    expect(Math.min(...found.map(({ bucket }) => bucket - BASE))).toBe(0);
  });

  test("a young stream's first point is taken whole, an old one's not", () => {
    expect(total(contributionsOf([point({ start: -3_600, time: 0, count: 7 })]))).toBe(7);
    expect(total(contributionsOf([point({ start: -3_601, time: 0, count: 7 })]))).toBe(0);
  });

  test("a cumulative maximum says something only where it has grown", () => {
    const found = contributionsOf([
      point({ start: 0, time: 10, count: 1, max: 0.2 }),
      point({ start: 0, time: 20, count: 2, max: 0.2 }),
      point({ start: 0, time: 30, count: 3, max: 0.24 }),
    ]);
    expect(found.map(({ maxSeconds }) => maxSeconds)).toEqual([0.2, 0, 0.24]);
  });

  test("a point without buckets counts, and says nothing of how long", () => {
    const bare = { ...point({ start: 0, time: 60, count: 7 }), distribution: emptyDistribution() };
    const found = contributionsOf([bare]);
    expect(total(found)).toBe(7);
    expect(found.every(({ distribution }) => countOf(distribution) === 0)).toBe(true);
    expect(found.reduce((sum, { sumSeconds }) => sum + sumSeconds, 0)).toBeCloseTo(1.4, 9);
  });
});

describe("delta streams", () => {
  test("each point adds what it has", () => {
    const found = contributionsOf([
      point({ start: 0, time: 60, count: 6, isDelta: true }),
      point({ start: 60, time: 120, count: 12, isDelta: true }),
    ]);
    expect(total(found)).toBe(18);
    expect(byBucket(found)[0]).toBe(1);
    expect(byBucket(found)[60]).toBe(2);
  });

  test("two processes that report at the same moment both count", () => {
    const found = contributionsOf([
      point({ start: 0, time: 60, count: 6, isDelta: true }),
      point({ start: 1, time: 60, count: 5, isDelta: true }),
    ]);
    expect(total(found)).toBe(11);
  });

  test("a start long ago does not fill buckets without end", () => {
    const found = contributionsOf([
      { ...point({ start: 0, time: 60, count: 100_000, isDelta: true }), startNs: 1n },
    ]);
    expect(found.length).toBeLessThanOrEqual(8_641);
    expect(total(found)).toBe(100_000);
  });

  test("without a start it belongs to its own time", () => {
    const one = { ...point({ start: 0, time: 65, count: 9, isDelta: true }), startNs: 0n };
    expect(byBucket(contributionsOf([one]))).toEqual({ 60: 9 });
  });
});

/** Reports of processes: each has a start and counts that grow with time, reported at some of the moments. */
const process = fc.record({
  start: fc.integer({ min: -300, max: 300 }),
  steps: fc.array(fc.record({ wait: fc.integer({ min: 1, max: 90 }), added: fc.nat(50) }), {
    minLength: 1,
    maxLength: 8,
  }),
});

const histories = fc
  .uniqueArray(process, { minLength: 1, maxLength: 4, selector: ({ start }) => start })
  .map((processes) =>
    processes.map(({ start, steps }) => {
      let time = start;
      let count = 0;
      return steps.map(({ wait, added }) => {
        time += wait;
        count += added;
        return point({ start, time, count });
      });
    }),
  );

const figures = (found: readonly Contribution[]) => {
  const sums = new Map<string, number>();
  for (const { seriesId, bucket, count } of found) {
    const key = `${seriesId} ${bucket}`;
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return [...sums].filter(([, count]) => count !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
};

describe("as properties", () => {
  test("what is added in all is what every young process counted last", () => {
    fc.assert(
      fc.property(histories, (processes) => {
        const expected = processes.reduce((sum, points) => sum + (points.at(-1)?.count ?? 0), 0);
        const found = contributionsOf(processes.flat());
        expect(total(found)).toBe(expected);
        const seconds = found.reduce((sum, { sumSeconds }) => sum + sumSeconds, 0);
        expect(seconds).toBeCloseTo(expected * 0.2, 6);
        for (const { count, distribution } of found) expect(countOf(distribution)).toBe(count);
      }),
    );
  });

  test("the order of arrival does not matter", () => {
    const shuffled = histories.chain((processes) => {
      const points = processes.flat();
      return fc.tuple(
        fc.constant(points),
        fc.shuffledSubarray(points, { minLength: points.length }),
      );
    });
    fc.assert(
      fc.property(shuffled, ([points, other]) => {
        expect(figures(contributionsOf(other))).toEqual(figures(contributionsOf(points)));
      }),
    );
  });
});
