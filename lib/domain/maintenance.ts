import { tzOffset } from "@date-fns/tz";
import type { SilenceMatcher } from "./silences.ts";

export const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When maintenance is, by the clocks of a time zone. Times of days are `HH:MM`, moments `YYYY-MM-DDTHH:MM`. */
export type MaintenanceSchedule =
  | { kind: "once"; from: string; to: string }
  /** On these days from one time to another; a `to` that is not later lies on the next day. */
  | { kind: "weekly"; days: Weekday[]; from: string; to: string };

/** Alerts that match say nothing while a schedule says so. */
export type MaintenanceWindow = {
  id: string;
  name: string;
  matchers: SilenceMatcher[];
  /** IANA, such as Europe/Berlin. */
  timeZone: string;
  schedule: MaintenanceSchedule;
};

/** One time that maintenance takes, in Unix milliseconds; `toMs` is no longer in it. */
export type Occurrence = { fromMs: number; toMs: number };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LOOK_AHEAD_DAYS = 8;

/** Whether a name is one of a time zone. */
export const isTimeZone = (name: string): boolean =>
  /^[A-Za-z]/.test(name) && Number.isFinite(tzOffset(name, new Date(0)));

/** The occurrence that a time lies in; null: none. */
export function occurrenceAt(window: MaintenanceWindow, atMs: number): Occurrence | null {
  const near = occurrences(window, atMs, 1);
  return near.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs) ?? null;
}

/** The occurrence of a time, else the next one; null: there will be none. */
export const nextOccurrence = (window: MaintenanceWindow, atMs: number): Occurrence | null =>
  occurrences(window, atMs, LOOK_AHEAD_DAYS).find(({ toMs }) => toMs > atMs) ?? null;

/** Occurrences that begin from two days before a time on, in their order; those of no length are left out. */
function occurrences(window: MaintenanceWindow, atMs: number, aheadDays: number): Occurrence[] {
  const { schedule, timeZone } = window;
  const between = (from: number, to: number): Occurrence[] => {
    const fromMs = firstMoment(from, timeZone);
    const toMs = lastMoment(to, timeZone);
    return fromMs < toMs ? [{ fromMs, toMs }] : [];
  };
  if (schedule.kind === "once") return between(wallMs(schedule.from), wallMs(schedule.to));
  const today = Math.floor((atMs + offsetMs(atMs, timeZone)) / DAY_MS) * DAY_MS;
  const fromOfDay = dayMs(schedule.from);
  const toOfDay = dayMs(schedule.to) + (schedule.to <= schedule.from ? DAY_MS : 0);
  const found: Occurrence[] = [];
  for (let day = -2; day <= aheadDays; day++) {
    const date = today + day * DAY_MS;
    const weekday = WEEKDAYS[new Date(date).getUTCDay()];
    if (weekday && schedule.days.includes(weekday)) {
      found.push(...between(date + fromOfDay, date + toOfDay));
    }
  }
  return found;
}

/** What clocks show, as if it were UTC. */
const wallMs = (text: string): number => Date.parse(`${text}:00Z`);
const dayMs = (text: string): number =>
  Number(text.slice(0, 2)) * 3_600_000 + Number(text.slice(3)) * MINUTE_MS;

const offsetMs = (atMs: number, timeZone: string): number =>
  tzOffset(timeZone, new Date(atMs)) * MINUTE_MS;

/** Every moment at which the clocks show a time: two when they are set back over it, none when they jump over it. */
function momentsOf(wall: number, timeZone: string): number[] {
  const offsets = [-DAY_MS, DAY_MS].map((by) => offsetMs(wall + by, timeZone));
  const moments = [...new Set(offsets)].map((offset) => wall - offset);
  return moments.filter((at) => at + offsetMs(at, timeZone) === wall).sort((a, b) => a - b);
}

/** When the clocks of a zone first show `YYYY-MM-DDTHH:MM`, in Unix milliseconds. */
export const clockMoment = (text: string, timeZone: string): number =>
  firstMoment(wallMs(text), timeZone);

/** When the clocks first show a time or, where they jump over it, the moment of the jump. */
function firstMoment(wall: number, timeZone: string): number {
  const [first] = momentsOf(wall, timeZone);
  if (first !== undefined) return first;
  let before = wall - DAY_MS;
  let after = wall + DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetMs(middle, timeZone) < wall) before = middle;
    else after = middle;
  }
  return after;
}

/** When the clocks last show a time or, where they jump over it, as long after the jump as it lies behind it. */
const lastMoment = (wall: number, timeZone: string): number =>
  momentsOf(wall, timeZone).at(-1) ?? wall - offsetMs(wall - DAY_MS, timeZone);
