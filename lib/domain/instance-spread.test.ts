import { describe, expect, test } from "vitest";
import { type SpreadMember, spreadOf } from "./instance-spread.ts";

const BUCKETS = 10;
const MINUTE = 60;

const steady = (count: number, weight: number | null, mean = 10): SpreadMember => ({
  weight,
  counts: new Array<number>(BUCKETS).fill(count),
  means: new Array<number>(BUCKETS).fill(mean),
});
const during = <T>(values: readonly T[], from: number, to: number, value: T): T[] =>
  values.map((usual, i) => (i >= from && i < to ? value : usual));

describe("shares by weight", () => {
  test("3/2/1 served as 3/2/1: everybody got its share", () => {
    const spread = spreadOf([steady(300, 3), steady(200, 2), steady(100, 1)], MINUTE);
    expect(spread.map(({ share }) => share)).toEqual([1 / 2, 1 / 3, 1 / 6]);
    expect(spread.map(({ expectedShare }) => expectedShare)).toEqual([1 / 2, 1 / 3, 1 / 6]);
    for (const { skewRatio, ratios, uneven, slow } of spread) {
      expect(skewRatio).toBeCloseTo(0, 12);
      expect(ratios).toEqual(new Array(BUCKETS).fill(1));
      expect([uneven, slow]).toEqual([[], []]);
    }
  });

  test("served equally under 3/2/1: 600 a minute where 300, 200 and 100 were due", () => {
    const spread = spreadOf([steady(200, 3), steady(200, 2), steady(200, 1)], MINUTE);
    expect(spread.map(({ skewRatio }) => skewRatio)).toEqual([
      expect.closeTo(200 / 300 - 1, 12),
      expect.closeTo(0, 12),
      expect.closeTo(1, 12),
    ]);
    expect(spread.map(({ uneven }) => uneven)).toEqual([
      [{ from: 0, to: BUCKETS }],
      [],
      [{ from: 0, to: BUCKETS }],
    ]);
  });

  test("weights that are not told are equal", () => {
    const [one] = spreadOf([steady(100, null), steady(300, null)], MINUTE);
    expect(one).toMatchObject({ share: 0.25, expectedShare: 0.5, skewRatio: -0.5 });
  });

  test("an instance that came late owes nothing for the time before", () => {
    const late = steady(100, 1);
    const [first, second] = spreadOf(
      [
        { ...late, counts: during(late.counts, 0, 5, 200) },
        { ...late, counts: during(late.counts, 0, 5, null) },
      ],
      MINUTE,
    );
    expect(second).toMatchObject({ share: 0.5, expectedShare: 0.5, skewRatio: 0 });
    // 5 × 200 alone and 5 × 100 of 200: 1,500 of 2,000, as was due.
    expect(first).toMatchObject({ share: 0.75, expectedShare: 0.75, skewRatio: 0 });
    expect(second?.ratios.slice(0, 5)).toEqual(new Array(5).fill(null));
  });

  test("an instance alone has no share to keep", () => {
    const [alone] = spreadOf([steady(100, 3)], MINUTE);
    expect(alone).toMatchObject({ share: 1, expectedShare: null, skewRatio: null });
  });
});

describe("stretches in which an instance stands out", () => {
  test("slow for three minutes of ten", () => {
    const usual = steady(100, 1);
    const ill = { ...usual, means: during(usual.means, 4, 7, 40) };
    const spread = spreadOf([ill, usual, usual], MINUTE);
    expect(spread.map(({ slow }) => slow)).toEqual([[{ from: 4, to: 7 }], [], []]);
  });

  test("one slow minute is none", () => {
    const usual = steady(100, 1);
    const spread = spreadOf([{ ...usual, means: during(usual.means, 4, 5, 40) }, usual], MINUTE);
    expect(spread.map(({ slow }) => slow)).toEqual([[], []]);
  });

  test("few requests tell nothing", () => {
    const spread = spreadOf([steady(9, 1, 90), steady(9, 1), steady(2, 1)], MINUTE);
    expect(spread.map(({ slow, uneven }) => [slow, uneven])).toEqual(new Array(3).fill([[], []]));
  });

  test("buckets shorter than a minute are looked at by the minute", () => {
    const usual = steady(10, 1);
    const counts = new Array<number>(24).fill(10);
    const means = during(new Array<number>(24).fill(10), 6, 18, 100);
    const [ill] = spreadOf(
      [
        { weight: 1, counts, means },
        { ...usual, counts, means: new Array<number>(24).fill(10) },
      ],
      10,
    );
    expect(ill?.slow).toEqual([{ from: 6, to: 18 }]);
  });
});
