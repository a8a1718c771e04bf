import type {
  IngestFigures,
  JobFigures,
  MeasuredDuration,
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
  onDuration: (what: MeasuredDuration, ms: number, attributes?: Record<string, string>) => void;
  /** Told each wait for a connection of a pool that was given up. */
  onPoolTimeout: (pool: string) => void;
};

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
    onPoolTimeout: () => undefined,
  };
  return globalThis.headroomSelfFigures;
}

/** Takes what a thread of this process told of itself. */
export function takeThread(figures: ThreadFigures): void {
  const self = selfFigures();
  self.threads.set(figures.thread, figures);
  for (const one of figures.measured) {
    if (one.what === "pool timeout") self.onPoolTimeout(one.pool);
    else self.onDuration(one.what, one.ms, one.attributes);
  }
}
