import { onShutdown } from "@/lib/platform/shutdown.ts";
import { startWorkerThread } from "@/lib/platform/worker-thread.ts";

/** Starts the thread that folds arrivals into the tiers and applies retention. */
export async function startJobs(databaseUrl: string): Promise<void> {
  const worker = startWorkerThread("jobs-worker", databaseUrl, () => undefined);
  onShutdown("jobs", worker.stop);
  await worker.started;
}
