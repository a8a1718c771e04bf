import { ParameterError } from "@/lib/contract/time.ts";
import { runInThread } from "@/lib/platform/task-thread.ts";
import type { CostImport } from "@/lib/store/cost-imports.ts";

/** A file on the disk, and as what it is imported. */
export type ImportTask = { path: string; importId: string; source: string; part: string };
export type ImportProgress = { rowCount: number; bytesRead: number };
/** What the thread answers; a mistake of the file's is no failure of the thread. */
export type ImportOutcome =
  | { kind: "done"; done: CostImport }
  | { kind: "mistake"; field: string; message: string };

/** A hundred MiB are used; Parquet with large row groups takes more. */
const MEMORY_MIB = 384;

/**
 * Imports a bill in a thread of its own: reading one takes a core for minutes, and memory, while others are answered.
 * The thread writes to Postgres itself, so no row passes through here; when it ends too early, its transaction ends with
 * it and nothing is stored. Throws `ParameterError` for what is no bill, `TaskThreadError`.
 */
export async function importInThread(
  task: ImportTask,
  watch: { signal: AbortSignal; onProgress?: (progress: ImportProgress) => void },
): Promise<CostImport> {
  const outcome = await runInThread<ImportTask, ImportProgress, ImportOutcome>(
    "cost-import-worker",
    {
      input: task,
      onProgress: watch.onProgress ?? (() => undefined),
      memoryMib: MEMORY_MIB,
      signal: watch.signal,
    },
  );
  if (outcome.kind === "mistake") throw new ParameterError(outcome.field, outcome.message);
  return outcome.done;
}
