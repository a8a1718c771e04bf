import { BreakerWalk, type Entries, noEntries } from "@/lib/domain/breaker-path.ts";
import { toldState } from "@/lib/domain/breaker-states.ts";
import type { BreakerDimension, BreakerMeasure, BreakerState } from "@/lib/domain/breakers.ts";
import type { LensLine } from "./lens-line.ts";
import type { LensAnswer } from "./lens-lines.ts";
import { onceByLines } from "./once-by-lines.ts";

export type BreakerLine = LensLine<BreakerDimension, BreakerMeasure>;
export type BreakerAnswer = LensAnswer<BreakerDimension, BreakerMeasure>;

/** A change of one instance of a breaker, or what it was when it was first heard of. */
export type BreakerChange = {
  state: BreakerState;
  /** The bucket in which it showed. */
  slot: number;
  /** Unix ms; of a change whose moment was not told, the start of its bucket. */
  atMs: number;
  isExact: boolean;
  /** The trace that it happened in; null: not known. */
  traceId: string | null;
};

/** Exports that may be missed before a breaker counts as one that reports no more. */
const PATIENCE = 3;
const USUAL_INTERVAL_SECONDS = 60;
/** A counted change is whole when only rounding is missing. */
const ROUNDING = 1e-6;

const FLAG_STATES: Partial<Record<BreakerMeasure, BreakerState>> = {
  isClosed: "closed",
  isOpen: "open",
  isHalfOpen: "half-open",
  isForcedOpen: "forced-open",
};
const ENTRIES = {
  toOpen: "open",
  toHalfOpen: "half-open",
  toClosed: "closed",
  toForcedOpen: "forced-open",
} as const;
const MOMENTS: Partial<Record<BreakerMeasure, BreakerState>> = {
  openAtSeconds: "open",
  halfOpenAtSeconds: "half-open",
  closedAtSeconds: "closed",
  forcedOpenAtSeconds: "forced-open",
};

/** How far the moment of a change may lie before the bucket that shows it, in ms. */
export const changeReachMs = ({ plan, intervalSeconds }: BreakerAnswer): number =>
  ((intervalSeconds ?? USUAL_INTERVAL_SECONDS) + plan.stepSeconds) * 1_000;

/**
 * Everything that an instance went through, oldest first. A state holds until it is told anew, or for three exports:
 * then nothing is known of it since it was last heard.
 */
export function changesOf(
  lines: readonly BreakerLine[],
  answer: BreakerAnswer,
  nowMs: number,
): BreakerChange[] {
  const { plan, intervalSeconds } = answer;
  const begun = Math.ceil((nowMs / 1_000 - plan.first) / plan.stepSeconds);
  const slots = Math.min(begun, plan.points);
  const known = changesBySlots(lines, answer);
  const changes = known.get(`${slots} ${intervalSeconds}`) ?? changesIn(lines, answer, slots);
  known.set(`${slots} ${intervalSeconds}`, changes);
  // What is found of them is written into them.
  return changes.map((change) => ({ ...change }));
}

/** Changes of the same lines by how many buckets have begun and how often is reported. */
const changesBySlots = onceByLines(
  (_lines: readonly BreakerLine[], _answer: BreakerAnswer) => new Map<string, BreakerChange[]>(),
);

function changesIn(
  lines: readonly BreakerLine[],
  answer: BreakerAnswer,
  slots: number,
): BreakerChange[] {
  const { plan, intervalSeconds } = answer;
  const patience = (intervalSeconds ?? USUAL_INTERVAL_SECONDS) * PATIENCE;
  const patientSlots = Math.max(1, Math.ceil(patience / plan.stepSeconds));
  const changes: BreakerChange[] = [];
  const note = (state: BreakerState, slot: number) => {
    const atMs = (plan.first + slot * plan.stepSeconds) * 1_000;
    changes.push({ state, slot, atMs, isExact: false, traceId: null });
  };
  const walk = new BreakerWalk();
  const entered = new WholeCounts(lines);
  let told = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < slots; slot++) {
    const heard = heardIn(lines, slot);
    const counted = entered.upTo(slot);
    if (heard !== null) {
      for (const state of walk.step(counted, heard.state, heard.ran)) note(state, slot);
      told = slot;
    } else if (slot - told > patientSlots && walk.state !== "unknown") {
      walk.forget();
      note("unknown", told + 1);
    }
  }
  setMoments(changes, lines, answer);
  return changes;
}

/** What was reported in a bucket besides changes; null: nothing. */
function heardIn(
  lines: readonly BreakerLine[],
  slot: number,
): { state: BreakerState | null; ran: boolean } | null {
  let reported = false;
  let number = Number.NaN;
  let flags: BreakerState[] | null = null;
  let ran = 0;
  for (const line of lines) {
    const { measure } = line;
    if (line.kind === "histogram") continue;
    const value = (line.kind === "gauge" ? line.lasts : line.counts)[slot] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    reported = true;
    const flag = FLAG_STATES[measure];
    if (measure === "state") number = value;
    else if (measure === "success" || measure === "failure" || measure === "timeout") ran += value;
    else if (flag !== undefined) {
      flags ??= [];
      if (value > 0) flags.push(flag);
    }
  }
  return reported ? { state: toldState(number, flags), ran: ran > 0 } : null;
}

type Entry = (typeof ENTRIES)[keyof typeof ENTRIES];

const entryOf = (measure: BreakerMeasure): Entry | null =>
  measure in ENTRIES ? ENTRIES[measure as keyof typeof ENTRIES] : null;

const NONE: Readonly<Entries> = noEntries();

/** Counted changes, each whole in the bucket where its report ends: an increase is spread over the time before. */
class WholeCounts {
  private readonly sums = noEntries();
  private readonly given = noEntries();
  private readonly counters: { entry: Entry; counts: Float64Array }[];

  constructor(lines: readonly BreakerLine[]) {
    this.counters = lines.flatMap((line) => {
      const entry = entryOf(line.measure);
      if (entry === null || line.kind !== "counter") return [];
      // Of most breakers nothing ever happens.
      return line.counts.some((count) => count > 0) ? [{ entry, counts: line.counts }] : [];
    });
  }

  /** What became whole since the bucket before. */
  upTo(slot: number): Readonly<Entries> {
    if (this.counters.length === 0) return NONE;
    const whole = noEntries();
    for (const { entry, counts } of this.counters) {
      const value = counts[slot] ?? Number.NaN;
      if (!Number.isNaN(value)) this.sums[entry] += value;
    }
    for (const state of Object.values(ENTRIES)) {
      whole[state] = Math.floor(this.sums[state] + ROUNDING) - this.given[state];
      this.given[state] += whole[state];
    }
    return whole;
  }
}

/** Gives changes the moments that were told, the newest first: of several in one bucket the last is told. */
function setMoments(
  changes: readonly BreakerChange[],
  lines: readonly BreakerLine[],
  answer: BreakerAnswer,
): void {
  const { plan } = answer;
  const reachMs = changeReachMs(answer);
  const bucketMs = plan.stepSeconds * 1_000;
  const open = new Set(changes);
  for (const { state, atMs } of momentsOf(lines)) {
    const change = [...open].findLast(
      (one) =>
        one.state === state && one.atMs + bucketMs > atMs && one.atMs + bucketMs - atMs <= reachMs,
    );
    if (!change) continue;
    Object.assign(change, { atMs, isExact: true });
    open.delete(change);
  }
  keepOrder(changes);
}

/** The moments at which it came into a state, newest first. */
function momentsOf(lines: readonly BreakerLine[]): { state: BreakerState; atMs: number }[] {
  const found = new Map<string, { state: BreakerState; atMs: number }>();
  for (const line of lines) {
    const state = MOMENTS[line.measure];
    if (state === undefined || line.kind !== "gauge") continue;
    for (const seconds of [...line.mins, ...line.maxs]) {
      const atMs = Math.round(seconds * 1_000);
      if (Number.isFinite(atMs)) found.set(`${state} ${atMs}`, { state, atMs });
    }
  }
  return [...found.values()].sort((a, b) => b.atMs - a.atMs);
}

/** A change without its moment lies between its neighbours'. */
export function keepOrder(changes: readonly BreakerChange[]): void {
  for (let i = changes.length - 2; i >= 0; i--) {
    const [one, next] = [changes[i], changes[i + 1]];
    if (one && next && !one.isExact) one.atMs = Math.min(one.atMs, next.atMs);
  }
  for (let i = 1; i < changes.length; i++) {
    const [before, one] = [changes[i - 1], changes[i]];
    if (before && one && !one.isExact) one.atMs = Math.max(one.atMs, before.atMs);
  }
}

/** When an instance last came into the state that it has now, where that was before the range; null: not told. */
export function enteredBefore(
  lines: readonly BreakerLine[],
  state: BreakerState,
  beforeMs: number,
): number | null {
  return momentsOf(lines).find((one) => one.state === state && one.atMs <= beforeMs)?.atMs ?? null;
}
