import { sketchLowerBound } from "@/lib/aggregate/latency-sketch.ts";
import { packHour } from "@/lib/aggregate/pack-hour.ts";
import type { TierRow } from "@/lib/aggregate/request-tiers.ts";
import { Random } from "../random.ts";
import { MEDIAN_SECONDS, makeMinute, SAMPLES } from "./minute.ts";

const HOURS = 100;
const MINUTES = 60;
const LN2 = Math.LN2;

/** Bytes a minute: what is possible at all, and what the codec takes before Postgres adds keys and headers. */
export type LeastBytes = {
  /** Of the sketch alone. */
  sketch: number;
  /** Of sketch, errors, sum and maximum. */
  all: number;
  packed: number;
};

/**
 * What minutes of the storage bench hold, in bytes a minute: minus the logarithm of how likely each is to someone who
 * knows the very distribution that the latencies are drawn from. No codec takes less on average, whatever it models.
 */
export function leastBytes(): LeastBytes {
  const random = new Random(20_261_128);
  let [sketchBits, figureBits, packedBytes] = [0, 0, 0];
  for (let hour = 0; hour < HOURS; hour++) {
    const rows: TierRow[] = [];
    for (let n = 0; n < MINUTES; n++) {
      const minute = makeMinute(random);
      const counts = [...minute.distribution.exponential];
      sketchBits += bitsOfCounts(counts);
      figureBits += bitsOfErrors(minute.errors) + bitsOfSumAndMax(counts);
      rows.push({ ...minute, id: 1n, bucket: n * 60, count: SAMPLES, exemplarTraceId: null });
    }
    packedBytes += packHour(0, rows).length;
  }
  const minutes = HOURS * MINUTES;
  const [sketch, figures] = [sketchBits / 8 / minutes, figureBits / 8 / minutes];
  return { sketch, all: sketch + figures, packed: packedBytes / minutes };
}

type Counts = readonly (readonly [index: number, count: number])[];

/** −log₂ of the multinomial probability of the counts. */
function bitsOfCounts(counts: Counts): number {
  let nats = -logFactorial(SAMPLES);
  for (const [index, count] of counts) {
    nats += logFactorial(count) - count * Math.log(probabilityOf(index));
  }
  return nats / LN2;
}

/** One request in a hundred fails. */
function bitsOfErrors(errors: number): number {
  const choices = logFactorial(SAMPLES) - logFactorial(errors) - logFactorial(SAMPLES - errors);
  return -(choices + errors * Math.log(0.01) + (SAMPLES - errors) * Math.log(0.99)) / LN2;
}

/**
 * Whole nanoseconds that the sketch leaves open: the maximum lies anywhere in its bucket (as the greatest of those in it),
 * the sum is about normal around what the buckets' middles add up to.
 */
function bitsOfSumAndMax(counts: Counts): number {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const [highest, inHighest] = sorted.at(-1) ?? [0, 1];
  const ofMax = Math.log2(widthNs(highest)) - Math.log2(inHighest) + (1 - 1 / inHighest) / LN2;
  let variance = 0;
  for (const [index, count] of sorted) {
    const open = index === highest ? count - 1 : count;
    variance += (open * widthNs(index) ** 2) / 12;
  }
  return ofMax + Math.log2(2 * Math.PI * Math.E * variance) / 2;
}

const widthNs = (index: number): number =>
  (sketchLowerBound(index + 1) - sketchLowerBound(index)) * 1e9;

/** How likely a latency of `Random.latency` lies in a bucket. */
function probabilityOf(index: number): number {
  const [low, high] = [sketchLowerBound(index), sketchLowerBound(index + 1)];
  const between = (median: number) =>
    normalBetween(Math.log(low / median) / 0.5, Math.log(high / median) / 0.5);
  return 0.97 * between(MEDIAN_SECONDS) + 0.03 * between(10 * MEDIAN_SECONDS);
}

/** The normal distribution's mass between two close values, by Simpson's rule. */
function normalBetween(a: number, b: number): number {
  const density = (x: number) => Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI);
  return ((b - a) / 6) * (density(a) + 4 * density((a + b) / 2) + density(b));
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}
