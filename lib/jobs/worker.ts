import { createPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { runWorkerThread } from "@/lib/platform/worker-thread.ts";
import { startFoldLoop } from "./fold-loop.ts";

runWorkerThread(async ({ databaseUrl }) => {
  const pool = createPool(databaseUrl, { name: "fold", max: 4, statementTimeoutMs: 120_000 });
  return startFoldLoop(pool, env());
});
