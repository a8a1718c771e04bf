import type { BreakerState } from "./breakers.ts";

/** States that a breaker comes into. */
export const ENTERED_STATES = ["open", "half-open", "closed", "forced-open"] as const;
export type EnteredState = (typeof ENTERED_STATES)[number];

/** How often a breaker came into each state; negative: it was seen there before the count told it. */
export type Entries = Record<EnteredState, number>;

export const noEntries = (): Entries => ({ open: 0, "half-open": 0, closed: 0, "forced-open": 0 });

/**
 * The states that a breaker went through, of which only is counted how often it came into each: the order is the one
 * that breakers keep. Of failed and successful trials the failed come first. Entries that have no place in that order
 * are left over.
 */
export function pathFrom(before: BreakerState, entries: Readonly<Entries>): EnteredState[] {
  const left = { ...entries };
  const path: EnteredState[] = [];
  let state = before;
  for (;;) {
    const next = nextOf(state, left);
    if (next === null) return path;
    left[next]--;
    path.push(next);
    state = next;
  }
}

function nextOf(state: BreakerState, left: Readonly<Entries>): EnteredState | null {
  const first = (...wanted: EnteredState[]) => wanted.find((one) => left[one] > 0) ?? null;
  switch (state) {
    case "closed":
      return first("open", "forced-open");
    case "open":
      return first("half-open", "closed", "forced-open");
    case "forced-open":
      return first("closed");
    case "half-open":
      // Open again, if another trial is yet to come; else the last trial decides.
      return left["half-open"] > 0 && left.open > 0
        ? "open"
        : first("closed", "open", "forced-open");
    case "unknown":
      return first("open", "half-open", "closed", "forced-open");
  }
}

const FIRST_STATES = ["closed", "open", "half-open", "forced-open"] as const;

/** Follows one instance of a breaker from report to report. */
export class BreakerWalk {
  state: BreakerState = "unknown";
  /** Entries that were counted and that no report has explained yet. */
  private pending = noEntries();

  /** What it went through, after more entries were counted and perhaps its state (null: not told) was reported. */
  step(counted: Readonly<Entries>, told: BreakerState | null, ran: boolean): BreakerState[] {
    for (const state of ENTERED_STATES) this.pending[state] += counted[state];
    const isSame = told === this.state && told !== "unknown" && this.isExplained();
    const path = isSame ? [] : this.pathTo(told);
    if (told === null && ran && path.length === 0 && this.state === "unknown") path.push("closed");
    this.state = path.at(-1) ?? this.state;
    return path;
  }

  /** Nothing is known of it any more. */
  forget(): void {
    this.state = "unknown";
    this.pending = noEntries();
  }

  private isExplained(): boolean {
    for (const state of ENTERED_STATES) if (this.pending[state] !== 0) return false;
    return true;
  }

  private pathTo(told: BreakerState | null): BreakerState[] {
    if (told !== null && this.state === "unknown") return this.firstPath(told);
    const path: BreakerState[] = pathFrom(this.state, this.pending);
    if (told === null || path.at(-1) === told) {
      for (const state of path) this.take(state);
      return path;
    }
    if (told === this.state) return [];
    this.take(told);
    return [told];
  }

  /** What was counted before the first report is explained by the state that it must have begun in, if there is one. */
  private firstPath(told: BreakerState): BreakerState[] {
    const counted = this.pending;
    this.pending = noEntries();
    const all = Object.values(counted).reduce((sum, count) => sum + count, 0);
    for (const before of FIRST_STATES) {
      const path = pathFrom(before, counted);
      if (all > 0 && path.length === all && path.at(-1) === told) return [before, ...path];
    }
    return [told];
  }

  private take(state: BreakerState): void {
    if (state !== "unknown") this.pending[state]--;
  }
}
