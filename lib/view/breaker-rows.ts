import type { Breaker, BreakersResponse } from "@/lib/contract/breakers.ts";
import type { BreakerState } from "@/lib/domain/breakers.ts";
import { breakerStatus, rankOfStatus } from "@/lib/domain/concern-status.ts";
import type { FigureStatus } from "./figure.ts";
import { formatTime } from "./time-format.ts";

/** One instance of a breaker, with its lane. */
export type BreakerInstanceRow = Breaker & { id: string; status: FigureStatus };

/** A breaker as a row: all of its instances together. */
export type BreakerRow = {
  id: string;
  status: FigureStatus;
  text: string;
  breaker: string;
  service: string;
  namespace: string;
  environment: string;
  /** The worst of its instances that report; unknown when none does. */
  state: BreakerState;
  /** Since when the first of them is in that state; null: since before the range. */
  since: string | null;
  /** Trouble first. */
  instances: readonly BreakerInstanceRow[];
  /** "open on a, closed on b and c"; null: those that report agree. */
  disagreement: string | null;
  callCount: number | null;
  callsPerSecond: number | null;
  calls: Breaker["calls"];
  failureRatio: number | null;
  threshold: Breaker["threshold"];
  openSeconds: number;
  changes: number;
  openAfterRecoverySeconds: number | null;
  previous: { calls: Breaker["calls"]; openSeconds: number } | null;
};

const WORST: readonly BreakerState[] = ["forced-open", "open", "half-open", "closed", "unknown"];

/** The sum of what is known; null: nothing is. */
export const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
};

const addCalls = (all: readonly Breaker["calls"][]): Breaker["calls"] => {
  const of = (outcome: keyof Breaker["calls"]) => sumOf(all.map((calls) => calls[outcome]));
  return {
    ...{ success: of("success"), failure: of("failure"), timeout: of("timeout") },
    ...{ rejected: of("rejected"), fallback: of("fallback") },
  };
};

/** Failed or late calls among those that ran; null: none ran, or it is not told. */
export function failureRatioOf({ success, failure, timeout }: Breaker["calls"]): number | null {
  const failed = sumOf([failure, timeout]);
  const ran = sumOf([success, failed]);
  return ran === null || ran === 0 ? null : (failed ?? 0) / ran;
}

/** Breakers, trouble first, then by how long they were open, then by traffic. */
export function breakerRows(answer: BreakersResponse): BreakerRow[] {
  const groups = new Map<string, BreakerInstanceRow[]>();
  for (const one of answer.breakers) {
    const id = JSON.stringify([one.namespace, one.service, one.environment, one.breaker]);
    const instance = {
      ...one,
      id: JSON.stringify([id, one.instance]),
      status: breakerStatus(one.state),
    };
    const known = groups.get(id);
    if (known) known.push(instance);
    else groups.set(id, [instance]);
  }
  const seconds = (Date.parse(answer.to) - Date.parse(answer.from)) / 1_000;
  return [...groups]
    .flatMap(([id, instances]) => rowOf(id, instances, seconds))
    .toSorted(
      (a, b) =>
        rankOfStatus(a.status) - rankOfStatus(b.status) ||
        b.openSeconds - a.openSeconds ||
        (b.callCount ?? 0) - (a.callCount ?? 0),
    );
}

function rowOf(id: string, given: readonly BreakerInstanceRow[], seconds: number): BreakerRow[] {
  const instances = given.toSorted(
    (a, b) => rankOfStatus(a.status) - rankOfStatus(b.status) || (a.instance < b.instance ? -1 : 1),
  );
  const state = WORST.find((one) => instances.some((instance) => instance.state === one));
  const worst = instances.find((instance) => instance.state === state);
  if (!worst || !state) return [];
  const calls = addCalls(instances.map((one) => one.calls));
  const { success, failure, timeout, rejected } = calls;
  const callCount = sumOf([success, failure, timeout, rejected]);
  const { breaker, service, namespace, environment } = worst;
  const previous = instances.flatMap((one) => one.previous ?? []);
  const tooLong = instances.flatMap((one) => one.openAfterRecoverySeconds ?? []);
  const row: BreakerRow = {
    ...{ id, state, breaker, service, namespace, environment, instances, calls, callCount },
    status: breakerStatus(state),
    text: `${breaker} ${service} ${instances.map((one) => one.instance).join(" ")} ${state}`,
    since: sinceOf(instances.filter((one) => one.state === state)),
    disagreement: disagreementOf(instances),
    callsPerSecond: callCount === null || seconds <= 0 ? null : callCount / seconds,
    failureRatio: failureRatioOf(calls) ?? worst.failureRatio,
    threshold: worst.threshold,
    openSeconds: instances.reduce((sum, one) => sum + one.openSeconds, 0),
    changes: instances.reduce((sum, one) => sum + one.transitions.length, 0),
    openAfterRecoverySeconds: tooLong.length === 0 ? null : Math.max(...tooLong),
    previous:
      previous.length === 0
        ? null
        : {
            calls: addCalls(previous.map((one) => one.calls)),
            openSeconds: previous.reduce((sum, one) => sum + one.openSeconds, 0),
          },
  };
  return [row];
}

function sinceOf(instances: readonly BreakerInstanceRow[]): string | null {
  const told = instances.map(({ since }) => since);
  if (told.includes(null)) return null;
  return told.filter((since) => since !== null).toSorted()[0] ?? null;
}

/** Instances that report different states, by state; null: they agree. */
function disagreementOf(instances: readonly BreakerInstanceRow[]): string | null {
  const reporting = instances.filter(({ state }) => state !== "unknown");
  const states = WORST.filter((state) => reporting.some((one) => one.state === state));
  if (states.length < 2) return null;
  return states
    .map((state) => {
      const names = reporting.filter((one) => one.state === state).map((one) => one.instance);
      return `${state} on ${listOf(names)}`;
    })
    .join(", ");
}

const MOST_NAMES = 3;

/** "a", "a and b", "a, b and c", "a, b and 5 others". */
export function listOf(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES) : names;
  const rest = names.length - shown.length;
  const words = rest > 0 ? [...shown, `${rest} others`] : [...shown];
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} and ${last}`;
}

/** "open from 13:10:00 to 13:12:00", as a screen reader hears a lane: only what is not closed. */
export function laneWords({ lanes }: Pick<Breaker, "lanes">, zone: string): string {
  const told = lanes
    .filter(({ state }) => state !== "closed")
    .map(({ state, from, to }) => {
      const [start, end] = [from, to].map((at) => formatTime(Date.parse(at), zone, "second"));
      return `${state} from ${start} to ${end}`;
    });
  return told.length === 0 ? "closed throughout" : told.join(", ");
}
