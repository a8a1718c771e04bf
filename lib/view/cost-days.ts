import { addMonths, type Day, dayStartMs } from "@/lib/domain/cost-days.ts";

const MONTHS = new Intl.DateTimeFormat("en-GB", {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const MONTH_NAMES = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });
const TICKS = new Intl.DateTimeFormat("en-GB", {
  month: "short",
  year: "2-digit",
  timeZone: "UTC",
});
const DAYS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** "November 2026" of a day or of "2026-11". Days of a bill are UTC whatever zone the viewer chose. */
export const monthLabel = (month: string): string =>
  MONTHS.format(dayStartMs(`${month.slice(0, 7)}-01`));
/** "November". */
export const monthName = (month: string): string =>
  MONTH_NAMES.format(dayStartMs(`${month.slice(0, 7)}-01`));
/** "Nov 26", as short as an axis needs it. */
export const monthTick = (month: string): string =>
  TICKS.format(dayStartMs(`${month.slice(0, 7)}-01`));
/** "22 Nov". */
export const dayLabel = (day: Day): string => DAYS.format(dayStartMs(day));

/** "1–22 Nov", "29 Oct–3 Nov", "1 Nov", "1 Dec 2025–28 Nov 2026"; both ends belong to it. */
export function daysLabel(from: Day, through: Day): string {
  if (from === through) return dayLabel(from);
  if (from.slice(0, 4) !== through.slice(0, 4)) {
    return `${dayLabel(from)} ${from.slice(0, 4)}–${dayLabel(through)} ${through.slice(0, 4)}`;
  }
  if (from.slice(0, 7) === through.slice(0, 7))
    return `${Number(from.slice(8))}–${dayLabel(through)}`;
  return `${dayLabel(from)}–${dayLabel(through)}`;
}

/** "2026-10" of "2026-11". */
export const monthBefore = (month: string): string => addMonths(`${month}-01`, -1).slice(0, 7);
export const monthAfter = (month: string): string => addMonths(`${month}-01`, 1).slice(0, 7);

/** The month of a moment, "2026-11", UTC. */
export const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** From the first day of a month, or of the eleventh before it, to the end of the month (exclusive). */
export const monthRange = (month: string, monthCount: number): { from: Day; to: Day } => ({
  from: addMonths(`${month}-01`, 1 - monthCount),
  to: addMonths(`${month}-01`, 1),
});
