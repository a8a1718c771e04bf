/** Which times are taken, seen from the moment of receipt (Unix milliseconds). */
export type AcceptanceWindow = {
  acceptPastMs: number;
  acceptFutureMs: number;
  receivedMs: number;
};

/** What was rejected alone: how many, and how many for each reason. */
export type Rejections = { rejected: number; reasons: Map<string, number> };

export const noRejections = (): Rejections => ({ rejected: 0, reasons: new Map() });

/** Counts `count` things that were rejected for one reason. */
export function reject(rejections: Rejections, reason: string, count = 1): void {
  rejections.rejected += count;
  rejections.reasons.set(reason, (rejections.reasons.get(reason) ?? 0) + count);
}

/** SDKs note a start to the microsecond and a collection to the millisecond: it may seem to start after its time. */
const START_TOLERANCE_NS = 1_000_000_000n;

/** Whether a metric's point begins after it was taken, by more than two readings of a clock differ. */
export const startsTooLate = (point: { startTimeUnixNano: bigint; timeUnixNano: bigint }) =>
  point.startTimeUnixNano - point.timeUnixNano > START_TOLERANCE_NS;

/** Why a time (Unix nanoseconds) is outside the window; null: it is inside. */
export function timeRefusal(timeNs: bigint, window: AcceptanceWindow): string | null {
  const timeMs = Number(timeNs / 1_000_000n);
  if (timeMs < window.receivedMs - window.acceptPastMs) return "older than is accepted";
  if (timeMs > window.receivedMs + window.acceptFutureMs) return "later than is accepted";
  return null;
}
