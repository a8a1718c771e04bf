/** What a circuit breaker lets through, and since when. Moments are Unix milliseconds. */
export type BreakerState =
  | { kind: "closed"; sinceMs: number }
  /** Every call is rejected until `untilMs`. */
  | { kind: "open"; sinceMs: number; untilMs: number }
  /** A limited number of trial calls is let through; `untilMs` is when unanswered trials count as failed. */
  | { kind: "half-open"; sinceMs: number; untilMs: number; admitted: number; succeeded: number }
  /** Held open by a person until released. */
  | { kind: "forced-open"; sinceMs: number };

export type BreakerStateKind = BreakerState["kind"];

/** `openMs`: how long it stays open before trials. `trialCalls`: how many must succeed, and may run at once. */
export type BreakerRules = { openMs: number; trialCalls: number };

/** The state at a moment: an open breaker becomes half-open when its time is over. */
export function stateAt(state: BreakerState, nowMs: number, rules: BreakerRules): BreakerState {
  const isOver = (state.kind === "open" || state.kind === "half-open") && nowMs >= state.untilMs;
  if (!isOver) return state;
  // Trials that never answered prove nothing: new ones are let through.
  return {
    kind: "half-open",
    sinceMs: state.kind === "half-open" ? state.sinceMs : nowMs,
    untilMs: nowMs + rules.openMs,
    admitted: 0,
    succeeded: 0,
  };
}

/** The state after asking for one call, and whether it may run. Give it what `stateAt` says. */
export function admit(
  state: BreakerState,
  rules: BreakerRules,
): { state: BreakerState; admitted: boolean } {
  switch (state.kind) {
    case "closed":
      return { state, admitted: true };
    case "half-open":
      if (state.admitted >= rules.trialCalls) return { state, admitted: false };
      return { state: { ...state, admitted: state.admitted + 1 }, admitted: true };
    case "open":
    case "forced-open":
      return { state, admitted: false };
  }
}

/** The state after a trial call of this half-open state succeeded. */
export function trialSucceeded(
  state: Extract<BreakerState, { kind: "half-open" }>,
  nowMs: number,
  rules: BreakerRules,
): BreakerState {
  const succeeded = state.succeeded + 1;
  if (succeeded >= rules.trialCalls) return { kind: "closed", sinceMs: nowMs };
  return { ...state, succeeded };
}

/** The open state that begins now. */
export const opened = (nowMs: number, rules: BreakerRules): BreakerState => ({
  kind: "open",
  sinceMs: nowMs,
  untilMs: nowMs + rules.openMs,
});
