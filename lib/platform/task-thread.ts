import { existsSync } from "node:fs";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

type Told<Progress, Result> =
  | { kind: "progress"; progress: Progress }
  | { kind: "done"; result: Result };

/** A thread's heap for what lives briefly. */
const YOUNG_MIB = 16;

/** The thread ended before its task did: what it had begun is undone by whoever it worked with. */
export class TaskThreadError extends Error {
  override name = "TaskThreadError";
}

export type ThreadTask<Input, Progress> = {
  input: Input;
  onProgress: (progress: Progress) => void;
  /** More than so much memory for what lives longer ends the thread, and nothing else. */
  memoryMib: number;
  /** Ends the thread where it is. */
  signal: AbortSignal;
};

/**
 * Runs one task in a thread of its own, a bundled entry of dist/, and takes the thread's memory back afterwards. Rejects
 * with what the task threw, or with `TaskThreadError` when the thread ended without an answer.
 */
export function runInThread<Input, Progress, Result>(
  name: "cost-import-worker",
  { input, onProgress, memoryMib, signal }: ThreadTask<Input, Progress>,
): Promise<Result> {
  const path = join(process.cwd(), "dist", `${name}.mjs`);
  if (!existsSync(path)) throw new Error(`dist/${name}.mjs is missing: run npm start`);
  signal.throwIfAborted();
  const resourceLimits = {
    maxYoungGenerationSizeMb: YOUNG_MIB,
    maxOldGenerationSizeMb: memoryMib,
  };
  // Written as `new Worker`, Turbopack would bundle what lies in dist/, and the bundle would not start.
  const thread: Worker = Reflect.construct(Worker, [
    path,
    { workerData: { input, databaseUrl: process.env.DATABASE_URL }, resourceLimits },
  ]);
  const end = () => void thread.terminate();
  signal.addEventListener("abort", end, { once: true });
  return new Promise<Result>((resolve, reject) => {
    let answer: { result: Result } | null = null;
    thread.on("message", (told: Told<Progress, Result>) => {
      if (told.kind === "progress") onProgress(told.progress);
      else answer = { result: told.result };
    });
    thread.on("error", (error) => reject(asThreadError(error, memoryMib)));
    // The answer counts once the thread is gone: it has closed what it opened then.
    thread.on("exit", () => {
      if (answer) resolve(answer.result);
      else reject(new TaskThreadError("the thread ended before it was done"));
    });
  }).finally(() => signal.removeEventListener("abort", end));
}

function asThreadError(error: unknown, memoryMib: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ERR_WORKER_OUT_OF_MEMORY"
    ? new TaskThreadError(`more than ${memoryMib} MiB of memory were needed`, { cause: error })
    : error;
}

/** The main function of such an entry: runs the task, answers, and lets the thread end. */
export function runThreadTask<Input, Progress, Result>(
  task: (input: Input, tell: (progress: Progress) => void) => Promise<Result>,
): void {
  if (isMainThread || !parentPort) return;
  const port = parentPort;
  const tell = (told: Told<Progress, Result>) => port.postMessage(told);
  process.env.DATABASE_URL = workerData.databaseUrl;
  // A rejection nobody handles ends the thread, with its error told to the thread that started it.
  void task(workerData.input, (progress) => tell({ kind: "progress", progress })).then((result) =>
    tell({ kind: "done", result }),
  );
}
