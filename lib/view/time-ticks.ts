import { tzOffset } from "@date-fns/tz";
import { formatTime, type TimeStyle } from "./time-format.ts";

export type TimeTick = { atMs: number; label: string };

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

const STEPS: readonly { ms: number; style: TimeStyle }[] = [
  ...[1, 5, 10, 15, 30].map((n) => ({ ms: n * SECOND, style: "second" as const })),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => ({ ms: n * MINUTE, style: "minute" as const })),
  ...[1, 2, 3, 4, 6, 12].map((n) => ({ ms: n * HOUR, style: "minute" as const })),
  ...[1, 2, 5, 7, 14, 28, 56, 91].map((n) => ({ ms: n * DAY, style: "day" as const })),
];

/** At most `most` round moments of a range in a zone; a midnight among hours is written as its day. */
export function timeTicks(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  { zone, most }: { zone: string; most: number },
): TimeTick[] {
  const least = (toMs - fromMs) / Math.max(1, most);
  const step = STEPS.find((candidate) => candidate.ms >= least) ?? STEPS[STEPS.length - 1];
  if (!step) return [];
  const offsetMs = tzOffset(zone, new Date(fromMs)) * MINUTE;
  const ticks: TimeTick[] = [];
  const first = Math.ceil((fromMs + offsetMs) / step.ms) * step.ms - offsetMs;
  for (let atMs = first; atMs <= toMs; atMs += step.ms) {
    const midnight = (atMs + offsetMs) % DAY === 0;
    const style = midnight && step.ms >= HOUR ? "day" : step.style;
    ticks.push({ atMs, label: formatTime(atMs, zone, style) });
  }
  return ticks;
}
