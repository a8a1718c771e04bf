import { parseDurationMs } from "@/lib/domain/duration.ts";

/** How often a page may ask again: about 700 times within its range, from 2 s to 1 min. */
export function livePaceMs(from: string): number {
  const match = /^now-(.+)$/.exec(from);
  const rangeMs = match?.[1] ? parseDurationMs(match[1]) : null;
  return Math.min(60_000, Math.max(2_000, (rangeMs ?? 3_600_000) / 700));
}

type Moment = {
  nowMs: number;
  lastRefreshMs: number;
  /** Something new can be queried. */
  pending: boolean;
  connected: boolean;
  /** The person rests on what would move. */
  held: boolean;
  paceMs: number;
};

/** Without events the page asks at this pace. */
const POLL_MS = 10_000;
/** Even in silence time passes, and a service may have gone quiet. */
const SILENCE_MS = 30_000;

/** Whether live data is asked for again at this moment. */
export function shouldRefresh(moment: Moment): boolean {
  const waitedMs = moment.nowMs - moment.lastRefreshMs;
  if (moment.held || waitedMs < moment.paceMs) return false;
  return moment.pending || waitedMs >= (moment.connected ? SILENCE_MS : POLL_MS);
}
