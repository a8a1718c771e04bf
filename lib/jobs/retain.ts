import type { Pool } from "pg";
import { log } from "@/lib/platform/log.ts";
import { dropPartitionsBefore, type PartitionedTable } from "@/lib/store/partitions.ts";
import { deleteCountersBefore, keptFor, type RetentionSettings } from "@/lib/store/retention.ts";

/** Drops every partition that is wholly older than its table's rows are kept; `busy`: those that readers hold. */
export async function applyRetention(
  pool: Pool,
  settings: RetentionSettings,
  nowMs: number,
): Promise<{ dropped: number; busy: number }> {
  const outcome = { dropped: 0, busy: 0 };
  for (const [table, keptMs] of Object.entries(keptFor(settings)) as [PartitionedTable, number][]) {
    const beforeSeconds = (nowMs - keptMs) / 1000;
    const { dropped, busy } = await dropPartitionsBefore(pool, { table, beforeSeconds });
    outcome.dropped += dropped.length;
    outcome.busy += busy.length;
    if (dropped.length > 0) log.info("retention dropped", { table, partitions: dropped.length });
    if (busy.length > 0)
      log.warn("retention waits for readers", { table, partitions: busy.length });
  }
  await deleteCountersBefore(pool, {
    countersSeconds: (nowMs - settings.retention.minutesMs) / 1000,
    hoursSeconds: (nowMs - settings.retention.hoursMs) / 1000,
  });
  return outcome;
}
