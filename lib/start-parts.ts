import { randomUUID } from "node:crypto";
import { liveEvent } from "@/lib/contract/live.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { ingestFromWeb } from "@/lib/ingest/gateway.ts";
import { startIngest } from "@/lib/ingest/start.ts";
import { startJobs } from "@/lib/jobs/start.ts";
import { createBus } from "@/lib/platform/bus.ts";
import { env } from "@/lib/platform/env.ts";
import { intakeStats } from "@/lib/platform/intake-stats.ts";
import { listenToDatabase } from "@/lib/platform/live-listener.ts";
import { announceLive } from "@/lib/platform/read-routing.ts";
import { registerSelfMetrics } from "@/lib/platform/self-metrics.ts";
import { startSelfTelemetry, watchMainThread } from "@/lib/platform/self-telemetry.ts";
import { onShutdown } from "@/lib/platform/shutdown.ts";
import { tableBytes } from "@/lib/query/table-bytes.ts";
import { LIVE_CHANNEL } from "@/lib/store/live-notices.ts";
import { principalOfKey } from "@/lib/web/auth-key-principal.ts";
import packageJson from "@/package.json" with { type: "json" };

// The server waits for this promise before it says that it is ready; Next's bundle sets it.
declare global {
  var headroomParts: Promise<void> | undefined;
}

/**
 * Starts what this process's roles ask for beside the web server, once. The database must be up and migrated. Rejects
 * when a part could not start.
 */
export function startParts(): Promise<void> {
  globalThis.headroomParts ??= startAll();
  return globalThis.headroomParts;
}

async function startAll(): Promise<void> {
  const { roles } = env();
  watchMainThread();
  const databaseUrl = process.env.DATABASE_URL ?? "";
  if (roles.includes("worker")) await startJobs(databaseUrl);
  if (roles.includes("web")) hearAlerts(databaseUrl);
  if (!roles.includes("ingest")) {
    hearChanges();
    return;
  }
  await startIngest(databaseUrl, principalOfKey);
  startSelfTelemetry(sendSelf, packageJson.version);
  registerSelfMetrics({ stats: intakeStats, tables: tableBytes, dataDir: env().dataDir });
}

/** A process that takes no telemetry itself hears over the bus what others took. */
function hearChanges(): void {
  const bus = createBus(env().redisUrl, randomUUID());
  onShutdown("worker", () => bus.close());
  bus.subscribe("live", announce);
}

/** Alerts are evaluated by a thread, perhaps of another process: the database tells when one changed. */
function hearAlerts(databaseUrl: string): void {
  onShutdown("worker", listenToDatabase(databaseUrl, LIVE_CHANNEL, announce));
}

function announce(message: string): void {
  const event = liveEvent.safeParse(JSON.parse(message));
  if (event.success) void announceLive(event.data);
}

/** Headroom's own telemetry goes through the pipeline like anybody's. */
async function sendSelf(signal: "traces" | "metrics", body: Uint8Array): Promise<boolean> {
  const { status } = await ingestFromWeb({
    signal,
    contentType: "application/x-protobuf",
    contentEncoding: "",
    body,
    keyId: SELF_SERVICE,
  });
  return status === 200;
}
