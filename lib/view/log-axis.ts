import { largestOf } from "./axis.ts";
import type { Track } from "./track.ts";

const FACTORS = [[1, 2, 5], [1]] as const;

/** More ticks than this crowd an axis. */
const MOST = 10;

/**
 * Ticks of a log axis from at or below `min` to at or above `max`, both above zero: 1, 2, 5, 10 and so on, or whole
 * powers of ten when those are too many.
 * @example logTicks(3, 80) → [2, 5, 10, 20, 50, 100]
 */
export function logTicks(min: number, max: number): number[] {
  // One power more on either side: the logarithm of 999,999,999.9 may round to nine.
  const first = Math.floor(Math.log10(min)) - 1;
  const last = Math.ceil(Math.log10(max)) + 1;
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const candidates = FACTORS.map((factors) => {
    const all = powers.flatMap((power) =>
      factors.map((factor) => Number((factor * 10 ** power).toPrecision(1))),
    );
    const from = Math.max(
      0,
      all.findLastIndex((tick) => tick <= min),
    );
    const to = all.findIndex((tick) => tick >= max && tick > (all[from] ?? 0));
    return all.slice(from, to + 1);
  });
  return candidates.find((ticks) => ticks.length <= MOST) ?? candidates.at(-1) ?? [];
}

/** The same track on a log axis; as it is when it shows nothing above zero. `tick` writes a label. */
export function withLogAxis(track: Track, tick: (value: number) => string): Track {
  const values = track.lines.flatMap((line) => [...line.values, ...(line.band ?? []).flat()]);
  const limit = track.limit ? [track.limit.value] : [];
  const known = [...values, ...limit].filter((value) => value !== null && value > 0);
  if (known.length === 0) return track;
  const smallest = known.reduce<number>(
    (least, value) => Math.min(least, value ?? least),
    Infinity,
  );
  const ticks = logTicks(smallest, largestOf(values, limit));
  return { ...track, scale: "log", ticks: ticks.map((value) => ({ value, label: tick(value) })) };
}
