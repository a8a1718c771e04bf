import type { IngestStats } from "@/lib/domain/intake.ts";

// Next bundles this module more than once in a process; the figures must exist once.
declare global {
  var headroomIntakeStats: IngestStats | undefined;
}

/** Keeps the newest figures of the ingest thread. */
export const setIntakeStats = (stats: IngestStats): void => {
  globalThis.headroomIntakeStats = stats;
};

/** The newest figures of the ingest thread; null before the first, and in a process without the ingest role. */
export const intakeStats = (): IngestStats | null => globalThis.headroomIntakeStats ?? null;
