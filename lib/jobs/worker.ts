import { createPool, poolFigures } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { ThreadWatch } from "@/lib/platform/thread-figures.ts";
import { runWorkerThread } from "@/lib/platform/worker-thread.ts";
import { startFoldLoop } from "./fold-loop.ts";
import { startLogIndexing } from "./index-logs.ts";
import type { JobsReport } from "./jobs-report.ts";

const TELL_MS = 1_000;

runWorkerThread<never, JobsReport>(async ({ databaseUrl, tell }) => {
  const pool = createPool(databaseUrl, { name: "fold", max: 4, statementTimeoutMs: 120_000 });
  const logPool = createPool(databaseUrl, {
    name: "log index",
    max: 1,
    statementTimeoutMs: 120_000,
  });
  const watch = new ThreadWatch("jobs", () => [
    poolFigures("fold", "jobs", pool),
    poolFigures("log index", "jobs", logPool),
  ]);
  const loop = startFoldLoop(pool, env());
  const timer = setInterval(() => {
    tell({ jobs: loop.figures(), thread: watch.figures(), newFoldsMs: loop.takeNewFolds() });
  }, TELL_MS);
  const stops = [loop.stop, startLogIndexing(logPool)];
  return async () => {
    clearInterval(timer);
    watch.stop();
    await Promise.all(stops.map((stop) => stop()));
  };
});
