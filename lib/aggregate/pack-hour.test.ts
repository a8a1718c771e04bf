import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Distribution, emptyDistribution, encodeDistribution } from "./distribution.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { HOUR_SECONDS, packHour } from "./pack-hour.ts";
import type { TierRow } from "./request-tiers.ts";
import { unpackHour } from "./unpack-hour.ts";

const HOUR = 490_000 * HOUR_SECONDS;

const counts = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) },
  fc.integer({ min: 1, max: 100_000 }),
  fc.integer({ min: 2 ** 39, max: 2 ** 41 }),
);
const index = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -400, max: -100 }) },
  fc.integer({ min: -4_096, max: 4_095 }),
  fc.integer({ min: -(2 ** 21), max: 2 ** 21 }),
);
/** Zeros of either sign are left out: distributions have none. */
const anyCount = fc
  .oneof(counts, fc.integer({ min: -50, max: -1 }), fc.double({ noNaN: true }))
  .filter((count) => count !== 0);

const explicit = fc
  .uniqueArray(fc.double({ min: 0.001, max: 100, noNaN: true }), { minLength: 1, maxLength: 14 })
  .map((bounds) => bounds.sort((a, b) => a - b))
  .chain((bounds) =>
    fc.record({
      bounds: fc.constant(bounds),
      counts: fc.array(anyCount, { minLength: bounds.length + 1, maxLength: bounds.length + 1 }),
    }),
  );

const distributionOf = (count: fc.Arbitrary<number>, explicits: number) =>
  fc
    .record({
      zeroCount: fc.oneof(fc.constant(0), count),
      buckets: fc.array(fc.tuple(index, count), { maxLength: 40 }),
      explicit: fc.uniqueArray(explicit, {
        maxLength: explicits,
        selector: ({ bounds }) => bounds.join(),
      }),
    })
    .map(
      ({ zeroCount, buckets, explicit }): Distribution => ({
        zeroCount,
        exponential: new Map(buckets),
        explicit,
      }),
    );

const seconds = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 2 ** 40 }).map((ns) => ns / 1e9),
  fc.array(fc.integer({ min: 0, max: 2 ** 33 }), { maxLength: 60 }).map((list) => {
    let sum = 0;
    for (const ns of list) sum += ns / 1e9;
    return sum;
  }),
  fc.double(),
);

const row = fc.record({
  count: fc.oneof(counts, anyCount, fc.constant(0)),
  errors: fc.oneof(fc.constant(0), anyCount),
  sumSeconds: seconds,
  maxSeconds: seconds,
  distribution: fc.oneof(
    { weight: 6, arbitrary: distributionOf(counts, 0) },
    distributionOf(anyCount, 2),
    fc.constant(emptyDistribution()),
  ),
  exemplarTraceId: fc.option(
    fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  ),
});

const rows = fc
  .uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 60 })
  .chain((minutes) =>
    fc.tuple(...minutes.map((minute) => row.map((figures) => rowAt(minute, figures)))),
  );

const rowAt = (minute: number, figures: Omit<TierRow, "id" | "bucket">): TierRow => ({
  id: 7n,
  bucket: HOUR + minute * 60,
  ...figures,
});

/** What must come back to the bit: doubles by their bytes, distributions by their encoding. */
const exactly = ({ id, bucket, distribution, ...figures }: TierRow) => {
  const doubles = Buffer.alloc(32);
  doubles.writeDoubleBE(figures.count, 0);
  doubles.writeDoubleBE(figures.errors, 8);
  doubles.writeDoubleBE(figures.sumSeconds, 16);
  doubles.writeDoubleBE(figures.maxSeconds, 24);
  const encoded = encodeDistribution(distribution).toString("hex");
  return { id, bucket, doubles: doubles.toString("hex"), encoded };
};

describe("a packed hour", () => {
  test("gives back every row to the bit, whatever it holds", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const back = unpackHour(7n, HOUR, packHour(HOUR, given));
        const sorted = [...given].sort((a, b) => a.bucket - b.bucket);
        expect(back.map(exactly)).toEqual(sorted.map(exactly));
      }),
      { numRuns: 400 },
    );
  });

  test("keeps the exemplar of the slowest row that has one, and no other", () => {
    const given = [3, 5, 14, 15, 31, 58].map((minute) =>
      rowAt(minute, {
        count: 1,
        errors: 0,
        sumSeconds: 1,
        maxSeconds: minute === 5 ? 9 : 1 + minute / 100,
        distribution: emptyDistribution(),
        exemplarTraceId: minute === 31 ? null : Buffer.alloc(16, minute),
      }),
    );
    const back = unpackHour(7n, HOUR, packHour(HOUR, given));
    const kept = back.map(({ exemplarTraceId }) => exemplarTraceId?.[0] ?? null);
    expect(kept).toEqual([null, 5, null, null, null, null]);
  });

  test("of sixty samples a minute, whole nanoseconds each, takes less than 34 bytes a row", () => {
    const given = Array.from({ length: 60 }, (_, minute) => minuteOf(minute, 60));
    expect(packHour(HOUR, given).length / 60).toBeLessThan(34);
  });

  test("of one minute, or of presence alone, takes little", () => {
    expect(packHour(HOUR, []).length).toBeLessThan(20);
    const nothing = { count: 0, errors: 0, sumSeconds: 0, maxSeconds: 0, exemplarTraceId: null };
    const present = Array.from({ length: 60 }, (_, minute) =>
      rowAt(minute, { ...nothing, distribution: emptyDistribution() }),
    );
    expect(packHour(HOUR, present).length).toBeLessThan(20);
  });

  test("that was not written by this program is refused", () => {
    expect(() => unpackHour(7n, HOUR, Buffer.from([9, 0, 0]))).toThrow(RangeError);
    const whole = packHour(HOUR, [minuteOf(0, 60)]);
    expect(() => unpackHour(7n, HOUR, whole.subarray(0, 2))).not.toThrow(TypeError);
  });
});

/** A minute of log-normal latencies, from a generator whose numbers are always the same. */
function minuteOf(minute: number, samples: number): TierRow {
  let state = minute * 7_919 + 1;
  const unit = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const distribution = emptyDistribution();
  let [sumSeconds, maxSeconds] = [0, 0];
  for (let n = 0; n < samples; n++) {
    const normal = Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
    const value = Math.round(0.04 * Math.exp(0.5 * normal) * 1e9) / 1e9;
    const bucket = sketchIndex(value);
    distribution.exponential.set(bucket, (distribution.exponential.get(bucket) ?? 0) + 1);
    sumSeconds += value;
    maxSeconds = Math.max(maxSeconds, value);
  }
  const exemplarTraceId = Buffer.alloc(16, minute);
  return rowAt(minute, {
    count: samples,
    errors: 0,
    sumSeconds,
    maxSeconds,
    distribution,
    exemplarTraceId,
  });
}
