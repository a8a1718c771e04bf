import { SKETCH_SCALE } from "./latency-sketch.ts";

const PER_DOUBLING = 2 ** SKETCH_SCALE;
const FRACTION_BITS = 96n;
const NS_PER_SECOND = 1e9;

/**
 * 2^(step/128) seconds in nanoseconds, for each half bucket of a doubling. Worked out in whole numbers: what is packed
 * with these must be unpacked with the very same on another machine, and `Math.pow` promises no such thing.
 */
const HALF_STEPS = halfSteps();

function halfSteps(): Float64Array {
  let root = 2n << FRACTION_BITS;
  for (let half = 2 * PER_DOUBLING; half > 1; half /= 2) root = wholeRoot(root << FRACTION_BITS);
  let power = 1n << FRACTION_BITS;
  return Float64Array.from({ length: 2 * PER_DOUBLING }, () => {
    const seconds = Number(power >> (FRACTION_BITS - 50n)) / 2 ** 50;
    power = (power * root) >> FRACTION_BITS;
    return seconds * NS_PER_SECOND;
  });
}

/** The square root of a whole number, rounded down. */
function wholeRoot(square: bigint): bigint {
  let root = square;
  for (let next = (root + 1n) / 2n; next < root; next = (root + square / root) / 2n) root = next;
  return root;
}

/** Buckets whose middles are worked out beforehand: a nanosecond to half a year. */
const LOWEST = -2_048;
const HIGHEST = 1_536;
const MIDDLES = Float64Array.from({ length: HIGHEST - LOWEST }, (_, i) => scaled(i + LOWEST, 1));

/** Nanoseconds of the middle of a bucket; the same on every machine. */
export const middleNs = (index: number): number => MIDDLES[index - LOWEST] ?? scaled(index, 1);

/** Whole nanoseconds of the lower bound of a bucket; the same on every machine. */
export const lowerNs = (index: number): number => Math.floor(scaled(index, 0));

/** Half a bucket further for `half` 1. Powers of two are exact everywhere. */
function scaled(index: number, half: 0 | 1): number {
  const step = (index & (PER_DOUBLING - 1)) * 2 + half;
  return (HALF_STEPS[step] ?? 0) * 2 ** (index >> SKETCH_SCALE);
}
