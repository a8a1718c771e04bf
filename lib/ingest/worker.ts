import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createBus } from "@/lib/platform/bus.ts";
import { createPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { runWorkerThread } from "@/lib/platform/worker-thread.ts";
import { IngestThread } from "./ingest-thread.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

runWorkerThread<ToWorker, FromWorker>(async ({ databaseUrl, tell, onMessage }) => {
  const settings = env();
  const writerId = randomBytes(8).readBigUInt64BE() >> 1n;
  const thread = new IngestThread({
    settings,
    pool: createPool(databaseUrl, { name: "ingest", max: 6, statementTimeoutMs: 30_000 }),
    spoolDirectory: join(settings.dataDir, "spool"),
    writerId,
    bus: createBus(settings.redisUrl, writerId.toString()),
    tell,
    now: Date.now,
  });
  onMessage((message) => thread.hear(message));
  await thread.listen();
  return () => thread.stop();
});
