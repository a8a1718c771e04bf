/** What can go wrong. `bad-deploy` is a release of orders; the others are conditions inside a service. */
export const FAULT_KINDS = ["slow-endpoint", "error-burst", "bad-deploy"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

type Fault = { kind: FaultKind; startMs: number; endMs: number };

const MINUTE_MS = 60_000;

/** The faults repeat after this long. */
export const CYCLE_MS = 20 * MINUTE_MS;

/** Within one cycle, since its start. */
export const CYCLE: readonly Fault[] = [
  { kind: "slow-endpoint", startMs: 3 * MINUTE_MS, endMs: 5 * MINUTE_MS },
  { kind: "error-burst", startMs: 7 * MINUTE_MS, endMs: 8.5 * MINUTE_MS },
  { kind: "bad-deploy", startMs: 11 * MINUTE_MS, endMs: 14 * MINUTE_MS },
];

/** The faults that the schedule has at this time since the start; the end is exclusive. */
export function scheduledFaults(elapsedMs: number): Set<FaultKind> {
  const inCycle = elapsedMs % CYCLE_MS;
  return new Set(
    CYCLE.filter(({ startMs, endMs }) => inCycle >= startMs && inCycle < endMs).map(
      ({ kind }) => kind,
    ),
  );
}

/** The next start of a fault after this time, in milliseconds since the start. */
export function nextFault(elapsedMs: number): { kind: FaultKind; startMs: number } {
  const cycleStart = elapsedMs - (elapsedMs % CYCLE_MS);
  const upcoming = [0, CYCLE_MS]
    .flatMap((offset) =>
      CYCLE.map(({ kind, startMs }) => ({ kind, startMs: cycleStart + offset + startMs })),
    )
    .find(({ startMs }) => startMs > elapsedMs);
  if (!upcoming) throw new RangeError("the cycle has no faults");
  return upcoming;
}
