import type { Pool } from "pg";
import { log } from "@/lib/platform/log.ts";
import { dropPartitionsBefore, type PartitionedTable } from "@/lib/store/partitions.ts";
import { deleteCountersBefore } from "@/lib/store/retention.ts";

export type RetentionSettings = {
  retention: { spansMs: number; minutesMs: number; hoursMs: number };
  acceptPastMs: number;
  replayWindowMs: number;
};

const HOUR_MS = 3_600_000;
/** Enough to compare the last hour with the hour before at ten seconds. */
const FINEST_MS = 3 * HOUR_MS;

/** How long each table's rows are kept, in milliseconds. */
function keptFor(settings: RetentionSettings): Record<PartitionedTable, number> {
  const { retention, acceptPastMs, replayWindowMs } = settings;
  return {
    spans: retention.spansMs,
    log_records: retention.spansMs,
    metric_points: retention.minutesMs,
    // A late point needs its neighbours: an hour more than may still arrive.
    request_points: acceptPastMs + 2 * HOUR_MS,
    request_10s: FINEST_MS,
    service_10s: FINEST_MS,
    request_1m: retention.minutesMs,
    service_1m: retention.minutesMs,
    request_5m: retention.minutesMs,
    service_5m: retention.minutesMs,
    request_1h: retention.hoursMs,
    service_1h: retention.hoursMs,
    accepted_bodies: replayWindowMs + HOUR_MS,
  };
}

/** Drops every partition that is wholly older than its table's rows are kept. */
export async function applyRetention(
  pool: Pool,
  settings: RetentionSettings,
  nowMs: number,
): Promise<void> {
  for (const [table, keptMs] of Object.entries(keptFor(settings)) as [PartitionedTable, number][]) {
    const beforeSeconds = (nowMs - keptMs) / 1000;
    const { dropped, busy } = await dropPartitionsBefore(pool, { table, beforeSeconds });
    if (dropped.length > 0) log.info("retention dropped", { table, partitions: dropped.length });
    if (busy.length > 0)
      log.warn("retention waits for readers", { table, partitions: busy.length });
  }
  await deleteCountersBefore(pool, {
    countersSeconds: (nowMs - settings.retention.minutesMs) / 1000,
    hoursSeconds: (nowMs - settings.retention.hoursMs) / 1000,
  });
}
