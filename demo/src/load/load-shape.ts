/** Arrivals at the gateway on an average second of the demo's day. */
const MEAN_PER_SECOND = 12;

/** The demo's day lasts this long, so that its rise and fall can be watched. */
export const DAY_MS = 30 * 60_000;

/**
 * Arrivals a second at this time since the start: quietest at the start of the day, busiest at its middle
 * (a factor of about 2.5 between them), with a second, smaller peak in the evening.
 */
export function arrivalsPerSecond(elapsedMs: number): number {
  const angle = (2 * Math.PI * (elapsedMs % DAY_MS)) / DAY_MS;
  return MEAN_PER_SECOND * (1 - 0.4 * Math.cos(angle) - 0.1 * Math.sin(2 * angle));
}
