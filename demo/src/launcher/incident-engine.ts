import { type IncidentName, nextIncident, scheduledIncidents } from "./incident-schedule.ts";

export type IncidentChange = { name: IncidentName; active: boolean };

export type IncidentEngine = {
  /** What has changed since the last call. */
  tick: () => IncidentChange[];
  /** Starts an incident by hand for so many real seconds, or prolongs it; answers when it ends (Unix ms). */
  trigger: (name: IncidentName, seconds: number) => number;
  /** Ends what was started by hand; the schedule stays. */
  clear: (name: IncidentName) => void;
  active: () => IncidentName[];
  /** The next scheduled start, in real milliseconds from now; null: nothing is scheduled. */
  next: () => { name: IncidentName; inMs: number } | null;
};

type Options = {
  /** Unix ms. */
  now: () => number;
  /** 10 plays the schedule ten times as fast. */
  speed: number;
  /** Without the schedule only what is started by hand happens. */
  schedule?: boolean;
};

/** Starts with its creation. */
export function createIncidentEngine({ now, speed, schedule = true }: Options): IncidentEngine {
  const startedMs = now();
  const untilMs = new Map<IncidentName, number>();
  let active = new Set<IncidentName>();
  const elapsedMs = () => (now() - startedMs) * speed;

  const wanted = () => {
    const byHand = [...untilMs].filter(([, endMs]) => now() < endMs).map(([name]) => name);
    const planned = schedule ? scheduledIncidents(elapsedMs()) : [];
    return new Set([...planned, ...byHand]);
  };
  const tick = (): IncidentChange[] => {
    const next = wanted();
    const ended = [...active].filter((name) => !next.has(name));
    const begun = [...next].filter((name) => !active.has(name));
    active = next;
    return [
      ...ended.map((name) => ({ name, active: false })),
      ...begun.map((name) => ({ name, active: true })),
    ];
  };
  const trigger = (name: IncidentName, seconds: number) => {
    const endMs = now() + seconds * 1000;
    untilMs.set(name, endMs);
    return endMs;
  };
  const next = () => {
    if (!schedule) return null;
    const { name, startMs } = nextIncident(elapsedMs());
    return { name, inMs: (startMs - elapsedMs()) / speed };
  };
  return { tick, trigger, clear: (name) => untilMs.delete(name), active: () => [...active], next };
}
