import fc from "fast-check";
import { expect, test } from "vitest";
import { secondsBetween, wholeSeconds } from "./span-time.ts";

const halves = (ns: bigint): [number, number] => [Number(ns >> 32n), Number(ns & 0xffff_ffffn)];

test("whole seconds are exact, next to a full second too", () => {
  const nearFull = fc
    .tuple(fc.bigInt({ min: 0n, max: 4_000_000_000n }), fc.bigInt({ min: -2_000n, max: 2_000n }))
    .map(([second, off]) => second * 1_000_000_000n + off)
    .filter((ns) => ns >= 0n);
  const any = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(fc.oneof(nearFull, any), (ns) => {
      expect(wholeSeconds(...halves(ns))).toBe(Number(ns / 1_000_000_000n));
    }),
  );
});

test("a duration is told to the nanosecond, and never negative", () => {
  const start = 1_795_521_600_000_000_000n;
  const between = (ns: bigint) => secondsBetween(...halves(start), ...halves(start + ns));
  expect(between(1n)).toBe(1e-9);
  expect(between(123_456_789n)).toBeCloseTo(0.123_456_789, 15);
  expect(between(5_000_000_000n)).toBe(5);
  expect(between(-1n)).toBe(0);
});
