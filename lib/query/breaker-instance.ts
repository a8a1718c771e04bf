import type { Breaker } from "@/lib/contract/breakers.ts";
import type { Stretch } from "@/lib/domain/breaker-recovery.ts";
import { isOpen } from "@/lib/domain/breaker-states.ts";
import type { BreakerMeasure, BreakerState, CallOutcome } from "@/lib/domain/breakers.ts";
import {
  type BreakerAnswer,
  type BreakerChange,
  type BreakerLine,
  changesOf,
  enteredBefore,
} from "./breaker-changes.ts";
import { instantsOf } from "./concern-answer.ts";
import type { RangePlan } from "./range-plan.ts";

export type BreakerLines = readonly [BreakerLine, ...BreakerLine[]];

/** One instance of a breaker as it is put together: what is found of its changes is filled in before it is answered. */
export type BreakerInstance = {
  lines: BreakerLines;
  changes: BreakerChange[];
  dependency: string | null;
  plan: RangePlan;
  /** The end of what is known of the range, Unix ms. */
  untilMs: number;
};

/** A stretch in one state. */
export type Lane = Stretch & { state: BreakerState };

/** What an instance reported, as far as it can be told from its metrics. */
export function instanceOf(
  lines: BreakerLines,
  answer: BreakerAnswer,
  nowMs: number,
): BreakerInstance {
  const { plan } = answer;
  const told = lines.find(({ dimensions }) => dimensions.dependency !== "");
  const endMs = (plan.first + plan.points * plan.stepSeconds) * 1_000;
  return {
    lines,
    changes: changesOf(lines, answer, nowMs),
    dependency: told?.dimensions.dependency ?? null,
    plan,
    untilMs: Math.min(endMs, Math.max(nowMs, plan.first * 1_000)),
  };
}

/** Its states over the range, oldest first; together they cover it. */
export function lanesOf({ changes, plan, untilMs }: BreakerInstance): Lane[] {
  const startMs = plan.first * 1_000;
  const lanes: Lane[] = [{ state: "unknown", fromMs: startMs, toMs: untilMs }];
  for (const { state, atMs } of changes) {
    const last = lanes.at(-1);
    const fromMs = Math.min(Math.max(atMs, startMs), untilMs);
    if (last) last.toMs = fromMs;
    lanes.push({ state, fromMs, toMs: untilMs });
  }
  return lanes[0]?.toMs === startMs && lanes.length > 1 ? lanes.slice(1) : lanes;
}

/** The parts of lanes in which calls were refused. */
export const openLanes = (lanes: readonly Lane[]): Lane[] =>
  lanes.filter(({ state }) => isOpen(state));

/** What an instance is judged by. */
export type JudgedBreaker = Pick<
  Breaker,
  | ("namespace" | "service" | "environment" | "instance" | "breaker")
  | ("state" | "since" | "transitions" | "openSeconds")
>;

/** What an instance is judged by, without what its calls and its dependency did. */
export function judgedOf(one: BreakerInstance): JudgedBreaker {
  const { lines, changes } = one;
  const { namespace, service, environment, instance, dimensions } = lines[0];
  const lanes = lanesOf(one);
  return {
    namespace,
    service,
    environment,
    instance,
    breaker: dimensions.breaker,
    state: lanes.at(-1)?.state ?? "unknown",
    since: sinceOf(one),
    transitions: transitionsOf(changes),
    openSeconds: openSecondsOf(one, lanes),
  };
}

/** The answer about an instance. */
export function breakerOf(
  one: BreakerInstance,
  recovery: Pick<Breaker, "recoveredAt" | "openAfterRecoverySeconds">,
): Breaker {
  const { lines } = one;
  const lanes = lanesOf(one);
  return {
    ...judgedOf(one),
    library: lines[0].library,
    dependency: one.dependency,
    ...totalsOf(one, lanes),
    ...recovery,
    threshold: {
      failureRatio: newestOf(lines, "thresholdRatio"),
      failuresInARow: newestOf(lines, "thresholdFailures"),
    },
    lanes: lanes.map(({ state, fromMs, toMs }) => ({
      ...{ state, from: instantOf(fromMs), to: instantOf(toMs) },
    })),
    points: pointsOf(one),
  };
}

/** Calls, failures and time open over the range. */
export function totalsOf(
  { lines, plan }: BreakerInstance,
  lanes: readonly Lane[],
): Pick<Breaker, "calls" | "openSeconds" | "failureRatio"> {
  const calls = callsAt(callLines(lines), plan.points);
  const failed = (calls.failure ?? 0) + (calls.timeout ?? 0);
  const ran = (calls.success ?? 0) + failed;
  return {
    calls,
    openSeconds: openSecondsOf({ plan }, lanes),
    failureRatio: ran === 0 ? newestOf(lines, "failureRatio") : failed / ran,
  };
}

function openSecondsOf({ plan }: Pick<BreakerInstance, "plan">, lanes: readonly Lane[]): number {
  const range = { fromMs: plan.from * 1_000, toMs: plan.to * 1_000 };
  const openMs = openLanes(lanes).reduce(
    (sum, { fromMs, toMs }) =>
      sum + Math.max(0, Math.min(toMs, range.toMs) - Math.max(fromMs, range.fromMs)),
    0,
  );
  return openMs / 1_000;
}

const instantOf = (ms: number): string => new Date(ms).toISOString();

/** Since before the range where the breaker itself tells when it changed; else null. */
function sinceOf({ lines, changes, plan }: BreakerInstance): string | null {
  const last = changes.at(-1);
  if (!last) return null;
  const isFirst = changes.length === 1 && last.slot === 0 && !last.isExact;
  if (!isFirst) return instantOf(last.atMs);
  const before = enteredBefore(lines, last.state, (plan.first + plan.stepSeconds) * 1_000);
  return before === null ? null : instantOf(before);
}

/** Changes between known states; a silence is none. */
function transitionsOf(changes: readonly BreakerChange[]): Breaker["transitions"] {
  return changes.flatMap(({ state, atMs, isExact, traceId }, i) => {
    const before = changes[i - 1]?.state ?? "unknown";
    if (before === "unknown" || state === "unknown") return [];
    return [{ at: instantOf(atMs), from: before, to: state, isExact, traceId }];
  });
}

function pointsOf({ lines, changes, plan, untilMs }: BreakerInstance): Breaker["points"] {
  const own = callLines(lines);
  let next = 0;
  let state: BreakerState = "unknown";
  return instantsOf(plan).map((at, slot) => {
    for (; (changes[next]?.slot ?? Number.POSITIVE_INFINITY) <= slot; next++) {
      state = changes[next]?.state ?? state;
    }
    const startMs = (plan.first + slot * plan.stepSeconds) * 1_000;
    const shown = startMs < untilMs ? state : "unknown";
    return Object.assign(callsAt(own, slot), { at, state: shown });
  });
}

type CallLines = Record<CallOutcome, readonly Float64Array[]>;

/** What counts the calls of each outcome. */
function callLines(lines: readonly BreakerLine[]): CallLines {
  const of = (outcome: CallOutcome) =>
    lines.flatMap((line) =>
      line.measure === outcome && line.kind === "counter" ? [line.counts] : [],
    );
  return {
    ...{ success: of("success"), failure: of("failure"), rejected: of("rejected") },
    ...{ timeout: of("timeout"), fallback: of("fallback") },
  };
}

/** Calls by outcome in a bucket; null: not told. */
function callsAt(lines: CallLines, slot: number): Breaker["calls"] {
  const sum = (outcome: CallOutcome): number | null => {
    let total: number | null = null;
    for (const counts of lines[outcome]) {
      const value = counts[slot] ?? Number.NaN;
      if (!Number.isNaN(value)) total = (total ?? 0) + value;
    }
    return total;
  };
  return {
    success: sum("success"),
    failure: sum("failure"),
    rejected: sum("rejected"),
    timeout: sum("timeout"),
    fallback: sum("fallback"),
  };
}

/** The newest value of a gauge; null: not told, as resilience4j's negative ratio while it has seen too few calls. */
function newestOf(lines: readonly BreakerLine[], measure: BreakerMeasure): number | null {
  for (const line of lines) {
    if (line.measure !== measure || line.kind !== "gauge") continue;
    const value = line.lasts.at(-1) ?? Number.NaN;
    if (value >= 0) return value;
  }
  return null;
}
