import { randomUUID } from "node:crypto";
import { closePools, createPool, poolFigures, primaryReadPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { ThreadWatch } from "@/lib/platform/thread-figures.ts";
import { runWorkerThread } from "@/lib/platform/worker-thread.ts";
import { startAlertEvaluation } from "./alert-loop.ts";
import { startCostReading } from "./cost-loop.ts";
import { startDelivery } from "./delivery-loop.ts";
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
  const alertPool = createPool(databaseUrl, { name: "alerts", max: 2, statementTimeoutMs: 60_000 });
  const sendPool = createPool(databaseUrl, {
    name: "delivery",
    max: 2,
    statementTimeoutMs: 30_000,
  });
  // Rules ask the same questions as pages, over the read pool of this thread.
  process.env.DATABASE_URL = databaseUrl;
  const watch = new ThreadWatch("jobs", () => [
    poolFigures("fold", "jobs", pool),
    poolFigures("log index", "jobs", logPool),
    poolFigures("alerts", "jobs", alertPool),
    poolFigures("delivery", "jobs", sendPool),
    poolFigures("alert questions", "jobs", primaryReadPool()),
  ]);
  const loop = startFoldLoop(pool, env());
  const timer = setInterval(() => {
    tell({ jobs: loop.figures(), thread: watch.figures(), newFoldsMs: loop.takeNewFolds() });
  }, TELL_MS);
  const stops = [
    loop.stop,
    startLogIndexing(logPool),
    startAlertEvaluation(alertPool, randomUUID(), env().rulesDir),
    startDelivery(sendPool, { publicUrl: env().publicUrl, allow: env().notifyAllow }),
    startCostReading(env()),
  ];
  return async () => {
    clearInterval(timer);
    watch.stop();
    await Promise.all(stops.map((stop) => stop()));
    await closePools();
  };
});
