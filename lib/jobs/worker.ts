import { createPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { runWorkerThread } from "@/lib/platform/worker-thread.ts";
import { startFoldLoop } from "./fold-loop.ts";
import { startLogIndexing } from "./index-logs.ts";

runWorkerThread(async ({ databaseUrl }) => {
  const pool = createPool(databaseUrl, { name: "fold", max: 4, statementTimeoutMs: 120_000 });
  const logPool = createPool(databaseUrl, {
    name: "log index",
    max: 1,
    statementTimeoutMs: 120_000,
  });
  const stops = [startFoldLoop(pool, env()), startLogIndexing(logPool)];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
});
