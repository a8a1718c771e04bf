import type { IncidentName } from "../launcher/incident-schedule.ts";
import type { Release } from "../launcher/releases.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;

/** 1 January 1970 was a Thursday: a week of UTC begins on Monday, this long after it. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** A fault of the past: its begin and end in milliseconds since the week's Monday 00:00 UTC. */
type PastFault = { kind: IncidentName; startMs: number; endMs: number };

const at = (day: number, hour: number, minute: number) =>
  day * DAY_MS + (hour * 60 + minute) * MINUTE_MS;

/** What went wrong in every week of the shop's past (UTC). */
export const PAST_FAULTS: readonly PastFault[] = [
  { kind: "slow-endpoint", startMs: at(1, 13, 20), endMs: at(1, 14, 5) },
  { kind: "n-plus-one-release", startMs: at(3, 10, 0), endMs: at(3, 10, 40) },
  { kind: "slow-endpoint", startMs: at(4, 17, 10), endMs: at(4, 17, 40) },
  { kind: "error-burst", startMs: at(5, 19, 30), endMs: at(5, 19, 55) },
  { kind: "error-burst", startMs: at(6, 8, 15), endMs: at(6, 8, 25) },
];

const BAD_RELEASE = PAST_FAULTS.find(({ kind }) => kind === "n-plus-one-release");

/** Milliseconds since the Monday before (Unix ms). */
const sinceMonday = (atMs: number) => (((atMs - FIRST_MONDAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS;

/** Whether the shop had this fault at a moment of its past (Unix ms); the end is exclusive. */
export function hadFault(kind: IncidentName, atMs: number): boolean {
  const inWeek = sinceMonday(atMs);
  return PAST_FAULTS.some(
    (fault) => fault.kind === kind && inWeek >= fault.startMs && inWeek < fault.endMs,
  );
}

/** The last week's bad build is 1.3.40; each week before it had the two builds before it. */
const NEWEST_BAD_PATCH = 40;

/**
 * The build of orders that ran at a moment of a past that ends at `endMs` (Unix ms): each week's bad deploy brings a
 * slow one and its end a repaired one. All are older than the live demo's first.
 */
export function ordersReleaseAt(atMs: number, endMs: number): Release {
  const patch = NEWEST_BAD_PATCH - 2 * (badDeploysUntil(endMs) - badDeploysUntil(atMs));
  const slow = hadFault("n-plus-one-release", atMs);
  return { version: `1.3.${slow ? patch : patch + 1}`, slow };
}

/** How many bad deploys there have been since 1970, had the shop existed then. */
function badDeploysUntil(atMs: number): number {
  const week = Math.floor((atMs - FIRST_MONDAY_MS) / WEEK_MS);
  return sinceMonday(atMs) >= (BAD_RELEASE?.startMs ?? 0) ? week + 1 : week;
}
