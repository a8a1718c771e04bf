const HOUR = 3_600;

/** Points are late that come when their cell may already be made, in seconds after their time. */
export const LATE_SECONDS = 240;
const CELL_SECONDS = 300;

/** An hour is rolled up so long after its end, in seconds: what comes later than this is late for sure. */
export const ROLL_AFTER_SECONDS = 900;

/** The longest time that an increase is spread over: a point tells something of the hour that far before it. */
const REACH_SECONDS = 300;

/** A cell is made so long after its end: a point of the five minutes after it tells of it, and is late after this. */
const CELL_AFTER_SECONDS = REACH_SECONDS + LATE_SECONDS + 60;

/** Up to when (Unix seconds) cells can be made at a moment. */
export const cellsUntil = (nowSeconds: number): number =>
  Math.floor((nowSeconds - CELL_AFTER_SECONDS) / CELL_SECONDS) * CELL_SECONDS;

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
