import { addBucket, type Distribution, emptyDistribution } from "@/lib/aggregate/distribution.ts";
import { sketchIndex } from "@/lib/aggregate/latency-sketch.ts";
import type { Random } from "../random.ts";

export const MEDIAN_SECONDS = 0.04;
/** Requests of each series and minute: the number that sketches of sixty samples stand for. */
export const SAMPLES = 60;

/** A minute of requests whose latencies are whole nanoseconds, as spans tell them; one in a hundred fails. */
export function makeMinute(random: Random): {
  distribution: Distribution;
  errors: number;
  sumSeconds: number;
  maxSeconds: number;
} {
  const distribution = emptyDistribution();
  let [errors, sumSeconds, maxSeconds] = [0, 0, 0];
  for (let n = 0; n < SAMPLES; n++) {
    const seconds = Math.round(random.latency(MEDIAN_SECONDS) * 1e9) / 1e9;
    addBucket(distribution, sketchIndex(seconds), 1);
    sumSeconds += seconds;
    maxSeconds = Math.max(maxSeconds, seconds);
    if (random.unit() < 0.01) errors++;
  }
  return { distribution, errors, sumSeconds, maxSeconds };
}
