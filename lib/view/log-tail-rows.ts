import type { FollowLine, LogRecord } from "@/lib/contract/logs.ts";

/** Rows that a page keeps: a tab that follows for days must not grow. */
export const MOST_ROWS = 1_000;

/** What a tail shows, newest first. `held`: arrived while the person reads. `skipped`: came too fast to be shown. */
export type TailRows = {
  rows: readonly LogRecord[];
  held: readonly LogRecord[];
  skipped: number;
};

export const NO_TAIL: TailRows = { rows: [], held: [], skipped: 0 };

/** Adds lines in the order of their arrival; a record that is there already is left out. */
export function addLines(tail: TailRows, lines: readonly FollowLine[], hold: boolean): TailRows {
  const known = new Set([...tail.rows, ...tail.held].map(({ id }) => id));
  const fresh: LogRecord[] = [];
  let { skipped } = tail;
  for (const line of lines) {
    if ("skipped" in line) skipped += line.skipped;
    else if ("id" in line && !known.has(line.id)) {
      known.add(line.id);
      fresh.push(line);
    }
  }
  if (fresh.length === 0 && skipped === tail.skipped) return tail;
  const held = newest([...tail.held, ...fresh]);
  return hold ? { rows: tail.rows, held, skipped } : release({ ...tail, held, skipped });
}

/** Shows what was held. */
export const release = (tail: TailRows): TailRows =>
  tail.held.length === 0 ? tail : { ...tail, rows: newest([...tail.held, ...tail.rows]), held: [] };

/** Records arrive a little out of order; the list is by time. */
const newest = (records: readonly LogRecord[]): LogRecord[] =>
  records.toSorted((a, b) => compareIds(b.id, a.id)).slice(0, MOST_ROWS);

/** Ids begin with the nanosecond, which the shown moment lacks. */
function compareIds(a: string, b: string): number {
  const [aTime = "", aId = ""] = a.split(".");
  const [bTime = "", bId = ""] = b.split(".");
  return compareDigits(aTime, bTime) || compareDigits(aId, bId);
}

const compareDigits = (a: string, b: string): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
