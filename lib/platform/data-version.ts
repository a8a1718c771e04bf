import { liveChanges } from "./live-bus.ts";

// Next bundles this module more than once in a process, and ingest counts in a thread of its own.
declare global {
  var headroomCommits: Int32Array<SharedArrayBuffer> | undefined;
}

/** Memory that this process's threads share: how many groups of telemetry were committed. */
export function commitCounter(): Int32Array<SharedArrayBuffer> {
  globalThis.headroomCommits ??= new Int32Array(new SharedArrayBuffer(4));
  return globalThis.headroomCommits;
}

/** In a worker thread: counts where the main thread looks. */
export function shareCommitCounter(counter: Int32Array<SharedArrayBuffer>): void {
  globalThis.headroomCommits = counter;
}

/** Telemetry was committed; call it before its sender hears so. */
export const countCommit = (): void => {
  Atomics.add(commitCounter(), 0, 1);
};

/** Differs from before when this process committed telemetry, or heard of some, in between. */
export const dataVersion = (): string => `${Atomics.load(commitCounter(), 0)} ${liveChanges()}`;
