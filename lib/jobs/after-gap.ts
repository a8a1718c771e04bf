import type { HeardGroup } from "@/lib/domain/heard-groups.ts";
import type { AlertGap } from "@/lib/store/alert-gaps.ts";
import type { StoredAlert } from "@/lib/store/alert-state.ts";

/** What a rule remembered before time that nobody evaluated. */
type Remembered = {
  active: ReadonlyMap<string, StoredAlert>;
  knownKeys: Readonly<Record<string, HeardGroup>>;
};

/**
 * Nothing is claimed of time that nobody evaluated: what was pending begins anew when it still is so. `isPaused`: how long
 * groups have been silent goes on from before the gap, since nobody listened to them.
 */
export function afterGap(
  { active, knownKeys }: Remembered,
  { atMs, gap, isPaused }: { atMs: number; gap: AlertGap; isPaused: boolean },
): Remembered {
  const pausedMs = isPaused ? gap.toMs - gap.fromMs : 0;
  return {
    active: new Map(
      [...active].map(([text, alert]) => [
        text,
        { ...alert, phase: phaseAfter(alert.phase, atMs), seenMs: alert.seenMs + pausedMs },
      ]),
    ),
    knownKeys: Object.fromEntries(
      Object.entries(knownKeys).map(([text, { lastMs, forMs }]) => [
        text,
        { lastMs: lastMs + pausedMs, forMs },
      ]),
    ),
  };
}

function phaseAfter(phase: StoredAlert["phase"], atMs: number): StoredAlert["phase"] {
  if (phase.kind === "pending") return { ...phase, sinceMs: atMs };
  return phase.kind === "firing" ? { ...phase, recoveredMs: null } : phase;
}
