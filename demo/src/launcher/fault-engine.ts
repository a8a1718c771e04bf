import { type FaultKind, nextFault, scheduledFaults } from "./fault-schedule.ts";

export type FaultChange = { kind: FaultKind; active: boolean };

export type FaultEngine = {
  /** What has changed since the last call. */
  tick: () => FaultChange[];
  /** Starts a fault by hand for so many real seconds, or prolongs it; answers when it ends (Unix ms). */
  trigger: (kind: FaultKind, seconds: number) => number;
  /** Ends what was started by hand; the schedule stays. */
  clear: (kind: FaultKind) => void;
  active: () => FaultKind[];
  /** The next scheduled start, in real milliseconds from now. */
  next: () => { kind: FaultKind; inMs: number };
};

/** `now` in Unix ms; `speed` 10 plays the schedule ten times as fast. Starts with its creation. */
export function createFaultEngine({
  now,
  speed,
}: {
  now: () => number;
  speed: number;
}): FaultEngine {
  const startedMs = now();
  const untilMs = new Map<FaultKind, number>();
  let active = new Set<FaultKind>();
  const elapsedMs = () => (now() - startedMs) * speed;

  const wanted = () => {
    const byHand = [...untilMs].filter(([, endMs]) => now() < endMs).map(([kind]) => kind);
    return new Set([...scheduledFaults(elapsedMs()), ...byHand]);
  };
  const tick = (): FaultChange[] => {
    const next = wanted();
    const ended = [...active].filter((kind) => !next.has(kind));
    const begun = [...next].filter((kind) => !active.has(kind));
    active = next;
    return [
      ...ended.map((kind) => ({ kind, active: false })),
      ...begun.map((kind) => ({ kind, active: true })),
    ];
  };
  const trigger = (kind: FaultKind, seconds: number) => {
    const endMs = now() + seconds * 1000;
    untilMs.set(kind, endMs);
    return endMs;
  };
  const next = () => {
    const { kind, startMs } = nextFault(elapsedMs());
    return { kind, inMs: (startMs - elapsedMs()) / speed };
  };
  return { tick, trigger, clear: (kind) => untilMs.delete(kind), active: () => [...active], next };
}
