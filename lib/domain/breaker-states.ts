import type { BreakerState } from "./breakers.ts";

const BY_NUMBER: readonly BreakerState[] = ["closed", "open", "half-open", "forced-open"];
const BY_WEIGHT: readonly BreakerState[] = ["forced-open", "open", "half-open", "closed"];

/**
 * The state that gauges tell: `number` (NaN: not told) is 0 closed, 1 open, 2 half-open, 3 forced open; `flags` are the
 * states that were reported with 1 (null: no such gauge). Null: no gauge tells it.
 */
export function toldState(
  number: number,
  flags: readonly BreakerState[] | null,
): BreakerState | null {
  if (!Number.isNaN(number)) return BY_NUMBER[number] ?? "unknown";
  if (flags === null) return null;
  return BY_WEIGHT.find((state) => flags.includes(state)) ?? "closed";
}

/** Whether calls are refused. */
export const isOpen = (state: BreakerState): boolean => state === "open" || state === "forced-open";
