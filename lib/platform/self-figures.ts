import type {
  IngestFigures,
  JobFigures,
  ThreadFigures,
  ThreadName,
} from "@/lib/domain/headroom.ts";

/** The newest figures of this process's threads. */
export type SelfFigures = {
  threads: Map<ThreadName, ThreadFigures>;
  /** Null: this process takes nothing in, or has not told yet. */
  ingest: IngestFigures | null;
  /** Null: this process runs no jobs, or has not told yet. */
  jobs: JobFigures | null;
  /** Requests to the API that were over their rate limit. */
  rateLimited: number;
  /** Told each duration (ms) that a thread measured; set by what exports them. */
  onDuration: (what: MeasuredDuration, ms: number) => void;
};

export type MeasuredDuration = "ingest lag" | "group commit" | "fold";

// Next bundles this module more than once in a process; the figures must exist once.
declare global {
  var headroomSelfFigures: SelfFigures | undefined;
}

/** The figures of this process, to read and to fill. */
export function selfFigures(): SelfFigures {
  globalThis.headroomSelfFigures ??= {
    threads: new Map(),
    ingest: null,
    jobs: null,
    rateLimited: 0,
    onDuration: () => undefined,
  };
  return globalThis.headroomSelfFigures;
}
