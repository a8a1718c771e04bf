import type { Breaker } from "@/lib/contract/breakers.ts";
import {
  isOpen,
  type StateEvidence,
  type StateStretch,
  stateAfter,
  stretchesOf,
} from "@/lib/domain/breaker-states.ts";
import {
  type BreakerMeasure,
  type BreakerState,
  CALL_OUTCOMES,
  type CallOutcome,
} from "@/lib/domain/breakers.ts";
import type { LensAnswer, LensLine } from "./lens-lines.ts";
import type { RangePlan } from "./range-plan.ts";

export type BreakerLine = LensLine<"breaker", BreakerMeasure>;

type Context = { answer: LensAnswer<"breaker", BreakerMeasure>; nowMs: number };

/** Exports that may be missed before a breaker counts as one that reports no more. */
const PATIENCE = 3;
const USUAL_INTERVAL_SECONDS = 60;

const FLAG_STATES: Partial<Record<BreakerMeasure, BreakerState>> = {
  isClosed: "closed",
  isOpen: "open",
  isHalfOpen: "half-open",
  isForcedOpen: "forced-open",
};

/** One instance of a breaker from all that it reports. */
export function breakerOf(
  lines: readonly [BreakerLine, ...BreakerLine[]],
  { answer, nowMs }: Context,
): Breaker {
  const { plan, intervalSeconds } = answer;
  const [first] = lines;
  const states = statesOf(lines, { plan, nowMs, intervalSeconds });
  const passed = states.length;
  const stretches = stretchesOf(states);
  const at = (slot: number) => instantOf(plan, slot);
  const last = stretches.at(-1);
  const calls = callsAt(lines, plan.points);
  const ran = (calls.success ?? 0) + (calls.failure ?? 0) + (calls.timeout ?? 0);
  const failed = (calls.failure ?? 0) + (calls.timeout ?? 0);
  const { namespace, service, environment, instance, library } = first;
  return {
    ...{ namespace, service, environment, instance, library },
    breaker: first.dimensions.breaker,
    state: last?.state ?? "unknown",
    since: last && last.from > 0 ? at(last.from) : null,
    transitions: transitionsOf(stretches, at),
    calls,
    openSeconds: openSecondsOf(states, plan, nowMs),
    failureRatio: ran === 0 ? null : failed / ran,
    lanes: stretches.map(({ state, from, to }) => ({ state, from: at(from), to: at(to) })),
    points: Array.from({ length: plan.points }, (_, slot) => ({
      at: at(slot),
      state: slot < passed ? (states[slot] ?? "unknown") : "unknown",
      ...callsAt(lines, slot),
    })),
  };
}

const instantOf = (plan: RangePlan, slot: number): string =>
  new Date((plan.first + slot * plan.stepSeconds) * 1_000).toISOString();

/** The state at the end of each bucket that has begun. A state holds until it is told anew, or for three exports. */
function statesOf(
  lines: readonly BreakerLine[],
  at: { plan: RangePlan; nowMs: number; intervalSeconds: number | null },
): BreakerState[] {
  const { plan, nowMs } = at;
  const begun = Math.ceil((nowMs / 1_000 - plan.first) / plan.stepSeconds);
  const patience = (at.intervalSeconds ?? USUAL_INTERVAL_SECONDS) * PATIENCE;
  const patientSlots = Math.max(1, Math.ceil(patience / plan.stepSeconds));
  const states: BreakerState[] = [];
  let state: BreakerState = "unknown";
  let told = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < Math.min(begun, plan.points); slot++) {
    const evidence = evidenceAt(lines, slot);
    if (evidence !== null) {
      state = stateAfter(state, evidence);
      told = slot;
    } else if (slot - told > patientSlots) state = "unknown";
    states.push(state);
  }
  return whileSilent(states, lines, patientSlots);
}

/** A breaker that reports no more is unknown since it was last heard, not only since patience ended. */
function whileSilent(
  states: readonly BreakerState[],
  lines: readonly BreakerLine[],
  patientSlots: number,
): BreakerState[] {
  const known = [...states];
  for (const [slot, state] of states.entries()) {
    if (state !== "unknown" || states[slot - 1] === "unknown") continue;
    for (let before = slot - 1; before >= Math.max(0, slot - patientSlots); before--) {
      if (evidenceAt(lines, before) !== null) break;
      known[before] = "unknown";
    }
  }
  return known;
}

/** What was told in a bucket; null: nothing. */
function evidenceAt(lines: readonly BreakerLine[], slot: number): StateEvidence | null {
  let reported = false;
  let number = Number.NaN;
  let flags: BreakerState[] | null = null;
  const counted: Partial<Record<BreakerMeasure, number>> = {};
  for (const line of lines) {
    if (line.kind === "histogram") continue;
    const value = (line.kind === "gauge" ? line.lasts : line.counts)[slot] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    reported = true;
    const flag = FLAG_STATES[line.measure];
    if (flag !== undefined) {
      flags ??= [];
      if (value > 0) flags.push(flag);
    } else if (line.measure === "state") number = value;
    else counted[line.measure] = (counted[line.measure] ?? 0) + value;
  }
  if (!reported) return null;
  const of = (measure: BreakerMeasure) => counted[measure] ?? 0;
  return {
    ...{ number, flags, ran: of("success") + of("failure") + of("timeout") > 0 },
    ...{ toOpen: of("toOpen"), toHalfOpen: of("toHalfOpen") },
    ...{ toClosed: of("toClosed"), toForcedOpen: of("toForcedOpen") },
  };
}

/** Changes between known states; a silence is none. */
function transitionsOf(
  stretches: readonly StateStretch[],
  at: (slot: number) => string,
): Breaker["transitions"] {
  return stretches.flatMap(({ state, from }, i) => {
    const before = stretches[i - 1];
    if (before === undefined || before.state === "unknown" || state === "unknown") return [];
    return [{ at: at(from), from: before.state, to: state }];
  });
}

function openSecondsOf(states: readonly BreakerState[], plan: RangePlan, nowMs: number): number {
  let seconds = 0;
  for (const [slot, state] of states.entries()) {
    if (!isOpen(state)) continue;
    const start = Math.max(plan.first + slot * plan.stepSeconds, plan.from);
    const end = Math.min(plan.first + (slot + 1) * plan.stepSeconds, plan.to, nowMs / 1_000);
    seconds += Math.max(0, end - start);
  }
  return seconds;
}

/** Calls by outcome in a bucket; null: not told. */
function callsAt(lines: readonly BreakerLine[], slot: number): Breaker["calls"] {
  const sum = (outcome: CallOutcome): number | null => {
    let total: number | null = null;
    for (const line of lines) {
      if (line.measure !== outcome || line.kind !== "counter") continue;
      const value = line.counts[slot] ?? Number.NaN;
      if (!Number.isNaN(value)) total = (total ?? 0) + value;
    }
    return total;
  };
  const [success, failure, rejected, timeout, fallback] = CALL_OUTCOMES.map(sum);
  return {
    ...{ success: success ?? null, failure: failure ?? null, rejected: rejected ?? null },
    ...{ timeout: timeout ?? null, fallback: fallback ?? null },
  };
}
