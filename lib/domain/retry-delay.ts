const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;

/** A delivery that has not succeeded after this long is given up. */
export const GIVE_UP_MS = 24 * 3_600_000;

/**
 * How long to wait after so many failed attempts (1 or more): twice as long each time up to a quarter of an hour, of
 * which a random half, so that many do not come back together. `random`: 0 to 1.
 */
export function retryDelayMs(attempts: number, random: number): number {
  const whole = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS);
  return Math.round(whole / 2 + (random * whole) / 2);
}
