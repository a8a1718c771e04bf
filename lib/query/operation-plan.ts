import { COARSE_SECONDS, type TierWidth } from "@/lib/store/request-tiers.ts";
import type { RangePlan } from "./range-plan.ts";

/** A run of rows of one width; Unix seconds, `to` exclusive. */
export type WideSegment = { width: TierWidth; from: number; to: number };

/**
 * The segments of a plan with three-hourly rows in place of hourly ones wherever the step allows it: what a month of
 * all services' targets is read from.
 */
export function coarsen({ segments, stepSeconds }: RangePlan): WideSegment[] {
  if (stepSeconds % COARSE_SECONDS !== 0) return segments;
  return segments.flatMap((segment): WideSegment[] => {
    if (segment.width !== 3_600) return [segment];
    const from = Math.ceil(segment.from / COARSE_SECONDS) * COARSE_SECONDS;
    const to = Math.floor(segment.to / COARSE_SECONDS) * COARSE_SECONDS;
    if (from >= to) return [segment];
    return [
      { width: segment.width, from: segment.from, to: from },
      { width: COARSE_SECONDS, from, to } satisfies WideSegment,
      { width: segment.width, from: to, to: segment.to },
    ].filter((part) => part.from < part.to);
  });
}
