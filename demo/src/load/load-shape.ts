/** Arrivals at the gateway on an average second of the demo's day. */
const MEAN_PER_SECOND = 11;

/** The demo's day lasts this long, so that its rise and fall can be watched. */
export const DAY_MS = 30 * 60_000;

/**
 * Arrivals a second at this time since the start: the mean and rising at first, a broad peak before the middle
 * of the day, quietest in its last third.
 */
export function arrivalsPerSecond(elapsedMs: number): number {
  const angle = (2 * Math.PI * (elapsedMs % DAY_MS)) / DAY_MS;
  return MEAN_PER_SECOND * (1 + 0.35 * Math.sin(angle) - 0.1 * Math.cos(2 * angle) + 0.1);
}
