import { z } from "zod";
import type { Past } from "./past-slices.ts";

/** What an earlier backfill has pushed, and how far it came (Unix ms). */
export const progress = z.object({
  fromMs: z.number().int(),
  untilMs: z.number().int(),
  sentUntilMs: z.number().int(),
});
export type Progress = z.infer<typeof progress>;

/** A past to push, from `resumeMs` on: what lies before was acknowledged before an interruption. */
export type Plan = Past & { resumeMs: number };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ALIGNED_MS = 300_000;

export type Known = {
  nowMs: number;
  /** How far back the history is to reach. */
  lengthMs: number;
  /** When the receiver's first telemetry of the shop is from; null: it has none; undefined: it cannot be asked. */
  knownSinceMs: number | null | undefined;
  /** Of an earlier backfill; null: there was none. */
  earlier: Progress | null;
};

/**
 * What is still to be pushed so that the shop has a history of a length; null: nothing, it has one. An interrupted
 * backfill is gone on with; a longer one is put before what is there. Nothing is pushed twice.
 */
export function planBackfill({ nowMs, lengthMs, knownSinceMs, earlier }: Known): Plan | null {
  const fromMs = Math.floor((nowMs - lengthMs) / ALIGNED_MS) * ALIGNED_MS;
  const isKnown = knownSinceMs !== null;
  if (earlier && isKnown && earlier.sentUntilMs < earlier.untilMs) {
    const { fromMs: begun, untilMs, sentUntilMs } = earlier;
    return { fromMs: begun, untilMs, resumeMs: sentUntilMs };
  }
  const since = knownSinceMs ?? (isKnown ? earlier?.fromMs : undefined);
  const untilMs = Math.floor((since ?? nowMs) / MINUTE_MS) * MINUTE_MS;
  // Less than an hour is what the live demo has been running for longer than the history is to reach.
  if (since !== undefined && untilMs - fromMs < HOUR_MS) return null;
  return { fromMs, untilMs, resumeMs: fromMs };
}
