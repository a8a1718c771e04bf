import type { ScalingDimension, ScalingMeasure } from "@/lib/domain/scaling-lens.ts";
import type { LensLine } from "./lens-line.ts";

export type ScalingLine = LensLine<ScalingDimension, ScalingMeasure>;

/** The last of a gauge in a bucket, the largest of several senders; null: nothing was reported. */
export function lastOf(
  lines: readonly ScalingLine[],
  measure: ScalingMeasure,
  slot: number,
): number | null {
  let most: number | null = null;
  for (const line of lines) {
    if (line.measure !== measure || line.kind !== "gauge") continue;
    const value = line.lasts[slot] ?? Number.NaN;
    if (!Number.isNaN(value) && (most === null || value > most)) most = value;
  }
  return most;
}

/** Gauges and counters of a measure in a bucket, added up; null: nothing was reported. */
export function sumOf(
  lines: readonly ScalingLine[],
  measure: ScalingMeasure,
  slot: number,
): number | null {
  const values = lines.flatMap((line) => {
    if (line.measure !== measure) return [];
    const value = valueAt(line, slot);
    return Number.isNaN(value) ? [] : [value];
  });
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function valueAt(line: ScalingLine, slot: number): number {
  if (line.kind === "counter") return line.counts[slot] ?? Number.NaN;
  return line.kind === "gauge" ? (line.lasts[slot] ?? Number.NaN) : Number.NaN;
}

/**
 * By how much a count that only restarts or grows grew in each bucket, and over the range in the last place; NaN:
 * nothing was reported. The first report tells of the time before and is no growth.
 */
export function growthOf(line: ScalingLine): Float64Array {
  if (line.kind === "counter") return line.counts;
  if (line.kind !== "gauge") return new Float64Array(0);
  const whole = line.lasts.length - 1;
  const growth = new Float64Array(whole + 1).fill(Number.NaN);
  let before = Number.NaN;
  let total = 0;
  for (let slot = 0; slot < whole; slot++) {
    const last = line.lasts[slot] ?? Number.NaN;
    if (Number.isNaN(last)) continue;
    const since = Number.isNaN(before) ? (line.mins[slot] ?? last) : before;
    growth[slot] = Math.max(0, last - since);
    total += growth[slot] ?? 0;
    before = last;
  }
  if (!Number.isNaN(before)) growth[whole] = total;
  return growth;
}
