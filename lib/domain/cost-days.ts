/** Days of a bill: `YYYY-MM-DD`, UTC, whatever the viewer's zone. They have no hour, so no clock change touches them. */
export type Day = string;

const DAY_MS = 86_400_000;

export const dayStartMs = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
export const dayAt = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);
export const addDays = (day: Day, count: number): Day => dayAt(dayStartMs(day) + count * DAY_MS);
/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => new Date(dayStartMs(day)).getUTCDay();
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((dayStartMs(to) - dayStartMs(from)) / DAY_MS);

/** Every day from `from` (inclusive) to `to` (exclusive). */
export const daysOf = (from: Day, to: Day): Day[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, index) => addDays(from, index));

export const monthStartOf = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** The first day of the month that lies `count` months after the one of `day`. */
export function addMonths(day: Day, count: number): Day {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const year = String(Math.floor(month / 12)).padStart(4, "0");
  return `${year}-${String((month % 12) + 1).padStart(2, "0")}-01`;
}

export const earlierOf = (a: Day, b: Day): Day => [a, b].sort()[0] ?? a;
export const laterOf = (a: Day, b: Day): Day => [a, b].sort()[1] ?? a;

/** Days from `from` (inclusive) to `to` (exclusive). */
export type DayRange = { from: Day; to: Day };

/**
 * What a range is compared with. One that begins with a month's first: the same days as many months before (at most as
 * many as its last month has), so a month with the month before and a year with the year before. Any other: as many days
 * right before it.
 */
export function rangeBefore({ from, to }: DayRange): DayRange {
  if (!from.endsWith("-01") || to <= from) {
    return { from: addDays(from, -daysBetween(from, to)), to: from };
  }
  const last = monthStartOf(addDays(to, -1));
  const months = monthsBetween(from, last) + 1;
  const lastBefore = addMonths(last, -months);
  const end =
    to === addMonths(last, 1)
      ? addMonths(lastBefore, 1)
      : addDays(lastBefore, daysBetween(last, to));
  return { from: addMonths(from, -months), to: earlierOf(end, addMonths(lastBefore, 1)) };
}

const monthsBetween = (from: Day, to: Day): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
  Number(to.slice(5, 7)) -
  Number(from.slice(5, 7));
