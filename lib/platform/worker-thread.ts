import { existsSync } from "node:fs";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { commitCounter, shareCommitCounter } from "./data-version.ts";
import { log } from "./log.ts";

type Control = { kind: "stop" } | { kind: "started" } | { kind: "failed"; message: string };
type Envelope<Message> = { control: Control } | { message: Message };

const STOP_MS = 12_000;
/** A thread's heap for what lives briefly: half of Node's own choice, which under load cost 30 MiB a thread for nothing. */
const YOUNG_MIB = 24;

type Inside<In, Out> = {
  databaseUrl: string;
  tell: (message: Out) => void;
  onMessage: (hear: (message: In) => void) => void;
};

/** The main function of a worker thread's entry: `start` resolves with the function that stops it. */
export function runWorkerThread<In, Out>(
  start: (inside: Inside<In, Out>) => Promise<() => Promise<void>>,
): void {
  if (isMainThread || !parentPort) return;
  shareCommitCounter(workerData.commitCounter);
  const port = parentPort;
  const control = (control: Control) => port.postMessage({ control });
  const hearers: ((message: In) => void)[] = [];
  let stop: () => Promise<void> = async () => undefined;
  port.on("message", (envelope: Envelope<In>) => {
    if ("message" in envelope) {
      for (const hear of hearers) hear(envelope.message);
    } else if (envelope.control.kind === "stop") {
      stop()
        .catch((error: unknown) => log.error("a worker stopped badly", { reason: String(error) }))
        .finally(() => port.close());
    }
  });
  start({
    databaseUrl: String(workerData.databaseUrl),
    tell: (message) => port.postMessage({ message } satisfies Envelope<Out>),
    onMessage: (hear) => hearers.push(hear),
  })
    .then((stopIt) => {
      stop = stopIt;
      control({ kind: "started" });
    })
    .catch((error: unknown) => {
      control({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    });
}

export type WorkerThread<In> = {
  tell: (message: In) => void;
  /** Rejects when the thread could not start. */
  started: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts a bundled entry of dist/ in a thread of its own. A thread that ends by itself takes the process with it:
 * half a Headroom would look healthy.
 */
export function startWorkerThread<In, Out>(
  name: "ingest-worker" | "jobs-worker",
  databaseUrl: string,
  hear: (message: Out) => void,
): WorkerThread<In> {
  const path = join(process.cwd(), "dist", `${name}.mjs`);
  if (!existsSync(path)) throw new Error(`dist/${name}.mjs is missing: run npm start`);
  // Written as `new Worker`, Turbopack would bundle what lies in dist/, and the bundle would not start.
  const thread: Worker = Reflect.construct(Worker, [
    path,
    {
      workerData: { databaseUrl, commitCounter: commitCounter() },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    },
  ]);
  let stopping = false;
  const started = new Promise<void>((resolve, reject) => {
    thread.on("message", (envelope: Envelope<Out>) => {
      if ("message" in envelope) hear(envelope.message);
      else if (envelope.control.kind === "started") resolve();
      else if (envelope.control.kind === "failed") reject(new Error(envelope.control.message));
    });
    thread.on("error", (error) => {
      log.error("a worker thread failed", { name, error });
      reject(error);
    });
    thread.on("exit", (code) => {
      if (stopping) return;
      log.error("a worker thread ended, so the process ends", { name, code });
      process.exit(1);
    });
  });
  return {
    tell: (message) => thread.postMessage({ message } satisfies Envelope<In>),
    started,
    stop: async () => {
      stopping = true;
      const exited = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
      thread.postMessage({ control: { kind: "stop" } } satisfies Envelope<In>);
      const late = setTimeout(() => void thread.terminate(), STOP_MS);
      await exited;
      clearTimeout(late);
    },
  };
}
