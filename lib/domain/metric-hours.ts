const HOUR = 3_600;

/** Points are late that come when their hour may already be rolled up, in seconds after their time. */
const LATE_SECONDS = 600;

/** An hour is rolled up so long after its end, in seconds: what comes later than this is late for sure. */
export const ROLL_AFTER_SECONDS = 900;

/** The longest time that an increase is spread over: a point tells something of the hour that far before it. */
const REACH_SECONDS = 300;

export const hourOf = (seconds: number): number => Math.floor(seconds / HOUR) * HOUR;

/**
 * Hours whose rows a point changes that comes now (Unix seconds): none when it comes in time. The point after it counts
 * from it, and that may lie in the next hour.
 */
export function lateHours(timeSeconds: number, nowSeconds: number): number[] {
  if (nowSeconds - timeSeconds < LATE_SECONDS) return [];
  const hour = hourOf(timeSeconds);
  return [...new Set([hourOf(timeSeconds - REACH_SECONDS), hour, hour + HOUR])];
}
