import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addBucket,
  addDistribution,
  countOf,
  type Distribution,
  decodeDistribution,
  emptyDistribution,
  encodeDistribution,
} from "./distribution.ts";
import { sketchIndex } from "./latency-sketch.ts";

const count = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }),
  fc.integer({ min: -50, max: -1 }),
  fc.double({ min: 0.1, max: 1_000, noNaN: true }),
);

const bounds = fc
  .uniqueArray(fc.double({ min: 0.001, max: 100, noNaN: true }), { minLength: 1, maxLength: 6 })
  .map((list) => list.sort((a, b) => a - b));

const explicitPart = bounds.chain((list) =>
  fc
    .array(count, { minLength: list.length + 1, maxLength: list.length + 1 })
    .map((counts) => ({ bounds: list, counts })),
);

const distribution: fc.Arbitrary<Distribution> = fc.record({
  zeroCount: fc.oneof(fc.constant(0), count),
  exponential: fc
    .uniqueArray(fc.tuple(fc.integer({ min: -2_000, max: 2_000 }), count), {
      selector: ([index]) => index,
      maxLength: 20,
    })
    .map((entries) => new Map(entries)),
  explicit: fc.uniqueArray(explicitPart, {
    selector: (part) => JSON.stringify(part.bounds),
    maxLength: 2,
  }),
});

const sortedEntries = (map: Map<number, number>) => [...map].sort((a, b) => a[0] - b[0]);
const comparable = ({ zeroCount, exponential, explicit }: Distribution) => ({
  zeroCount,
  exponential: sortedEntries(exponential),
  explicit,
});

/** As one would write it down: how often each value's bucket occurs. */
function ofValues(values: readonly number[]): Distribution {
  const made = emptyDistribution();
  for (const value of values) {
    if (value === 0) made.zeroCount++;
    else addBucket(made, sketchIndex(value), 1);
  }
  return made;
}

const values = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 50, noNaN: true })), {
  maxLength: 60,
});

describe("distributions", () => {
  test("decode gives back what encode wrote, weights and corrections included", () => {
    fc.assert(
      fc.property(distribution, (given) => {
        expect(comparable(decodeDistribution(encodeDistribution(given)))).toEqual(
          comparable(given),
        );
      }),
    );
  });

  test("a merge equals the distribution of all values together", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = ofValues(a);
        addDistribution(merged, ofValues(b));
        expect(comparable(merged)).toEqual(comparable(ofValues([...a, ...b])));
        expect(countOf(merged)).toBe(a.length + b.length);
      }),
    );
  });

  test("taking away what was added leaves nothing", () => {
    fc.assert(
      fc.property(values, explicitPart, (list, part) => {
        const made = ofValues(list);
        made.explicit.push(part);
        const copy = emptyDistribution();
        addDistribution(copy, made);
        addDistribution(copy, made, -1);
        expect(comparable(copy)).toEqual(comparable(emptyDistribution()));
        expect(countOf(made)).toBeCloseTo(
          list.length + part.counts.reduce((sum, one) => sum + one, 0),
          6,
        );
      }),
    );
  });

  test("adding leaves what is added as it was", () => {
    const from = { ...emptyDistribution(), explicit: [{ bounds: [1], counts: [2, 3] }] };
    const into = emptyDistribution();
    addDistribution(into, from);
    addDistribution(into, from);
    expect(into.explicit).toEqual([{ bounds: [1], counts: [4, 6] }]);
    expect(from.explicit).toEqual([{ bounds: [1], counts: [2, 3] }]);
  });

  test("60 latencies around 100 ms take about 60 bytes", () => {
    const latencies = Array.from({ length: 60 }, (_, i) => 0.05 * 1.02 ** i);
    expect(encodeDistribution(ofValues(latencies)).length).toBeLessThan(140);
  });

  test("bytes that end early are an error", () => {
    const bytes = encodeDistribution(ofValues([0.1, 0.2, 3]));
    for (let end = 1; end < bytes.length; end++) {
      expect(() => decodeDistribution(bytes.subarray(0, end))).toThrow(RangeError);
    }
    expect(comparable(decodeDistribution(Buffer.alloc(0)))).toEqual(
      comparable(emptyDistribution()),
    );
  });
});
