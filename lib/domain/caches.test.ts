import fc from "fast-check";
import { expect, test } from "vitest";
import { answeredRatioOf, chainOf, compareLayers, flowOf, hitRatioOf } from "./caches.ts";
import { findFall } from "./level-shift.ts";

test("the ratio of hits to hits and misses", () => {
  expect(hitRatioOf({ hits: 80, misses: 20 })).toBe(0.8);
  expect(hitRatioOf({ hits: 0, misses: 0 })).toBeNull();
  expect(hitRatioOf({ hits: null, misses: 3 })).toBeNull();
});

test("levels first, in their order", () => {
  expect(["server", "l3", "L1", "buffer", "l2"].sort(compareLayers)).toEqual([
    ...["L1", "l2", "l3", "buffer", "server"],
  ]);
});

test("shares of a chain add up to one, whatever its layers let through", () => {
  const layer = fc.record({
    hits: fc.nat(1_000),
    misses: fc.nat(1_000),
    meanMs: fc.double({ min: 0.01, max: 100, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.array(layer, { minLength: 1, maxLength: 3 }),
      (entering, given) => {
        let asked = entering;
        const layers = given.map(({ hits, misses, meanMs }, i) => {
          const answered = Math.floor((asked * hits) / Math.max(1, hits + misses));
          const one = {
            layer: `l${i + 1}`,
            hits: answered,
            misses: asked - answered,
            requestCount: asked,
            meanMs,
          };
          asked -= answered;
          return one;
        });
        const chain = chainOf(layers);
        const sum = chain.layers.reduce((all, { share }) => all + (share ?? 0), 0);
        expect(sum + (chain.restShare ?? 0)).toBeCloseTo(1, 9);
        for (const [i, { savedCalls, savedMs }] of chain.layers.entries()) {
          const next = layers[i + 1];
          expect(savedCalls).toBe(next ? (layers[i]?.hits ?? 0) : null);
          if (next) expect(savedMs).toBeCloseTo((layers[i]?.hits ?? 0) * next.meanMs, 6);
        }
      },
    ),
  );
});

const buckets = (...runs: [count: number, ratio: number][]) =>
  runs.flatMap(([count, ratio]) =>
    Array.from({ length: count }, () => ({ part: ratio * 100, whole: 100 })),
  );

test("a fall that lasts, one that is over, and none", () => {
  expect(findFall(buckets([20, 0.94], [10, 0.61]))).toEqual({
    from: 20,
    to: null,
    usual: expect.closeTo(0.94, 9),
    fallen: expect.closeTo(0.61, 9),
  });
  expect(findFall(buckets([20, 0.94], [3, 0.2], [20, 0.94]))).toMatchObject({ from: 20, to: 23 });
  expect(findFall(buckets([40, 0.94]))).toBeNull();
  expect(findFall(buckets([20, 0.5], [20, 0.9]))).toBeNull();
  expect(findFall([])).toBeNull();
});

test("a whole cache: a miss of the first layer that the second answers is one look-up", () => {
  const layer = (name: string, hits: number, misses: number, rest = { passed: 0, errors: 0 }) => ({
    ...{ layer: name, hits, misses, ...rest },
    requestCount: hits + misses + rest.passed + rest.errors,
  });
  const l1 = layer("l1", 600, 400, { passed: 50, errors: 0 });
  const l2 = layer("l2", 300, 80, { passed: 0, errors: 20 });
  const flow = flowOf([l1, l2, layer("l3", 100, 0)]);
  // Of 1,000 that entered, 80 were missed by the last cache and 20 it could not answer.
  expect(flow).toEqual({ entered: 1_000, through: 100 });
  expect(answeredRatioOf(flow ? [flow] : [])).toBeCloseTo(0.9, 9);
  expect(
    answeredRatioOf([
      { entered: 1_000, through: 100 },
      { entered: 3_000, through: 900 },
    ]),
  ).toBe(0.75);
  expect(flowOf([{ ...l1, requestCount: null, misses: null }])).toBeNull();
  expect(flowOf([layer("l3", 5, 0)])).toBeNull();
  expect(answeredRatioOf([])).toBeNull();
});
