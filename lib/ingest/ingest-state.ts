import type { ToWorker } from "./messages.ts";
import type { OtlpAnswer } from "./otlp-http.ts";

/** What the server's thread knows of the ingest thread. */
export type IngestState = {
  /** Null until the thread is started, and in a process without the ingest role. */
  tell: ((message: ToWorker) => void) | null;
  answers: Map<number, (answer: OtlpAnswer) => void>;
  nextId: number;
};

// Next bundles this module more than once in a process; the state must exist once.
declare global {
  var headroomIngestState: IngestState | undefined;
}

/** The state of this process. */
export function ingestState(): IngestState {
  globalThis.headroomIngestState ??= { tell: null, answers: new Map(), nextId: 0 };
  return globalThis.headroomIngestState;
}
