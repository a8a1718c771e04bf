import type { BreakerState } from "./breakers.ts";

/** What one instance of a breaker told in one bucket. NaN: not told. */
export type StateEvidence = {
  /** The gauge: 0 closed, 1 open, 2 half-open, 3 forced open. */
  number: number;
  /** States that were reported with 1 last; null: no such gauge. */
  flags: readonly BreakerState[] | null;
  /** Changes counted in the bucket. */
  toOpen: number;
  toHalfOpen: number;
  toClosed: number;
  toForcedOpen: number;
  /** Whether calls ran, which an open breaker does not let. */
  ran: boolean;
};

const BY_NUMBER: readonly BreakerState[] = ["closed", "open", "half-open", "forced-open"];
const BY_WEIGHT: readonly BreakerState[] = ["forced-open", "open", "half-open", "closed"];

/**
 * The state at the end of a bucket, from what it was before: the gauge if there is one, else what the changes that were
 * counted lead to. Their order within a bucket is not told: trials that are as many as openings ended well when the
 * breaker closed in the same bucket. `unknown`: nothing tells it.
 */
export function stateAfter(before: BreakerState, told: StateEvidence): BreakerState {
  if (!Number.isNaN(told.number)) return BY_NUMBER[told.number] ?? "unknown";
  if (told.flags !== null) {
    const { flags } = told;
    return BY_WEIGHT.find((state) => flags.includes(state)) ?? "closed";
  }
  if (told.toForcedOpen > 0) return "forced-open";
  const open = (before === "open" ? 1 : 0) + told.toOpen - told.toHalfOpen;
  const changed = told.toOpen + told.toHalfOpen + told.toClosed > 0;
  if (changed && open > 0) return "open";
  if (told.toClosed > 0) return "closed";
  if (told.toHalfOpen > 0) return "half-open";
  if (before === "unknown" && told.ran) return "closed";
  return before;
}

/** A stretch of buckets in one state; `to` exclusive. */
export type StateStretch = { state: BreakerState; from: number; to: number };

/** Neighbouring buckets of one state as stretches, oldest first; together they cover every bucket. */
export function stretchesOf(states: readonly BreakerState[]): StateStretch[] {
  const stretches: StateStretch[] = [];
  for (const [slot, state] of states.entries()) {
    const last = stretches.at(-1);
    if (last?.state === state) last.to = slot + 1;
    else stretches.push({ state, from: slot, to: slot + 1 });
  }
  return stretches;
}

/** Whether calls are refused. */
export const isOpen = (state: BreakerState): boolean => state === "open" || state === "forced-open";
