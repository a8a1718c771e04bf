const HOUR_MS = 3_600_000;
const CALENDAR_DAY_MS = 24 * HOUR_MS;

/** The live demo's day lasts this long: 48 times as fast as the clock, so that its rise and fall can be watched. */
export const DAY_MS = 30 * 60_000;

/** Arrivals a second at the gateway at each full hour of a day, from midnight on: a shop that people visit awake. */
const BY_HOUR = [
  4.2, 3.7, 3.5, 3.4, 3.5, 3.8, 4.6, 5.5, 6.5, 7.2, 7.7, 8.0, 7.8, 7.6, 7.6, 7.7, 8.0, 8.6, 9.4,
  10.0, 10.2, 9.4, 7.4, 5.5,
];

/** Of the busiest hour of a live day. */
export const BUSIEST_PER_SECOND = Math.max(...BY_HOUR);

/** Sunday first: fewer look while they work, more before a weekend. */
const BY_WEEKDAY = [0.82, 1, 0.98, 1, 1.02, 1.08, 0.94];

/** Arrivals a second at a time of day, 0 (midnight) to 1 (the next one); between the full hours a straight line. */
export function arrivalsAt(partOfDay: number): number {
  const hour = (partOfDay - Math.floor(partOfDay)) * 24;
  const before = Math.floor(hour);
  const from = BY_HOUR[before] ?? 0;
  const to = BY_HOUR[(before + 1) % 24] ?? 0;
  return from + (to - from) * (hour - before);
}

/** Arrivals a second at a moment (Unix ms) of the shop's past, whose days and weeks are those of UTC. */
export function arrivalsOnCalendar(atMs: number): number {
  const days = atMs / CALENDAR_DAY_MS;
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(days) + 4) % 7;
  return arrivalsAt(days) * (BY_WEEKDAY[weekday] ?? 1);
}

/**
 * Arrivals a second of the live demo: it begins at the time of day that the clock shows (`startedMs`, Unix ms, UTC),
 * and its day passes in half an hour.
 */
export function arrivalsPerSecond(elapsedMs: number, startedMs: number): number {
  return arrivalsAt(startedMs / CALENDAR_DAY_MS + elapsedMs / DAY_MS);
}
