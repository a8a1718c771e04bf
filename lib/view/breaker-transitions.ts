import type { BreakerState } from "@/lib/domain/breakers.ts";
import type { BreakerRow } from "./breaker-rows.ts";

/** One change of one instance. */
export type TransitionRow = {
  id: string;
  /** Which row it belongs to. */
  rowId: string;
  breaker: string;
  service: string;
  instance: string;
  atMs: number;
  isExact: boolean;
  from: BreakerState;
  to: BreakerState;
  /** How long it stayed so, up to now where it still does; null: it was not heard of since. */
  lastedMs: number | null;
  isSoFar: boolean;
  traceId: string | null;
};

/** Every change of every instance, newest first. `untilMs`: the end of what is known. */
export function transitionRows(rows: readonly BreakerRow[], untilMs: number): TransitionRow[] {
  return rows
    .flatMap(({ id: rowId, instances }) =>
      instances.flatMap(({ id, breaker, service, instance, transitions, state }) =>
        transitions.map(({ at, isExact, from, to, traceId }, i): TransitionRow => {
          const atMs = Date.parse(at);
          const next = transitions[i + 1];
          const isLast = next === undefined;
          const endMs = isLast ? (state === to ? untilMs : null) : Date.parse(next.at);
          return {
            ...{ id: JSON.stringify([id, i]), rowId, breaker, service, instance },
            ...{ atMs, isExact, from, to, traceId },
            lastedMs: endMs === null ? null : Math.max(0, endMs - atMs),
            isSoFar: isLast,
          };
        }),
      ),
    )
    .toSorted((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1));
}
