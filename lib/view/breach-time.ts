import type { Breach } from "./breach.ts";
import { formatDuration, formatTime } from "./time-format.ts";

const EXACT_STEP_MS = 300_000;
const DAY_STEP_MS = 6 * 3_600_000;
const HALF_DAY_MS = 12 * 3_600_000;

type When = { untilMs: number; zone: string };

/**
 * A breach's bound as exactly as its buckets tell it: "14:02" from buckets of up to five minutes, "about 14:00"
 * from longer ones, the day alone from six hours on. The day is added when it is long ago.
 */
export function breachTime(atMs: number, breach: Breach, { untilMs, zone }: When): string {
  if (isDayOnly(breach)) return formatTime(atMs, zone, "day");
  const style = untilMs - atMs > HALF_DAY_MS ? "day-minute" : "minute";
  const time = formatTime(atMs, zone, style);
  return breach.stepMs > EXACT_STEP_MS ? `about ${time}` : time;
}

/** Whether its bounds are known by their day alone. */
export const isDayOnly = ({ stepMs }: Breach): boolean => stepMs >= DAY_STEP_MS;

/** How long it lasted; null when its buckets are too long to tell. */
export const breachLength = ({ fromMs, toMs, stepMs }: Breach): string | null =>
  stepMs > EXACT_STEP_MS ? null : formatDuration(toMs - fromMs);
