import { selfFigures, takeThread } from "@/lib/platform/self-figures.ts";
import { onShutdown } from "@/lib/platform/shutdown.ts";
import { startWorkerThread } from "@/lib/platform/worker-thread.ts";
import type { JobsReport } from "./jobs-report.ts";

/** Starts the thread that folds arrivals into the tiers, packs old minutes and applies retention. */
export async function startJobs(databaseUrl: string): Promise<void> {
  const worker = startWorkerThread<never, JobsReport>("jobs-worker", databaseUrl, takeReport);
  onShutdown("jobs", worker.stop);
  await worker.started;
}

function takeReport({ jobs, thread, newFoldsMs }: JobsReport): void {
  const self = selfFigures();
  self.jobs = jobs;
  takeThread(thread);
  for (const ms of newFoldsMs) self.onDuration("fold", ms);
}
