import type { PartitionedTable } from "./partitions.ts";
import type { Queryable } from "./queryable.ts";

export type RetentionSettings = {
  retention: { spansMs: number; logsMs: number; minutesMs: number; hoursMs: number };
  acceptPastMs: number;
  replayWindowMs: number;
};

const HOUR_MS = 3_600_000;
/** Enough to compare the last hour with the hour before at ten seconds. */
const FINEST_MS = 3 * HOUR_MS;

/** How long each table's rows are kept, in milliseconds. */
export function keptFor(settings: RetentionSettings): Record<PartitionedTable, number> {
  const { retention, acceptPastMs, replayWindowMs } = settings;
  return {
    spans: retention.spansMs,
    span_attributes: retention.spansMs,
    log_records: retention.logsMs,
    log_slices: retention.logsMs,
    log_counts: retention.logsMs,
    metric_points: retention.minutesMs,
    metric_5m: retention.minutesMs,
    metric_1h: retention.hoursMs,
    metric_1d: retention.hoursMs,
    // A late point needs its neighbours: an hour more than may still arrive.
    request_points: acceptPastMs + 2 * HOUR_MS,
    request_10s: FINEST_MS,
    service_10s: FINEST_MS,
    request_1m: retention.minutesMs,
    service_1m: retention.minutesMs,
    request_1m_packed: retention.minutesMs,
    service_1m_packed: retention.minutesMs,
    request_5m: retention.minutesMs,
    service_5m: retention.minutesMs,
    request_1h: retention.hoursMs,
    service_1h: retention.hoursMs,
    operation_10s: FINEST_MS,
    target_10s: FINEST_MS,
    operation_1m: retention.minutesMs,
    target_1m: retention.minutesMs,
    operation_1m_packed: retention.minutesMs,
    target_1m_packed: retention.minutesMs,
    operation_5m: retention.minutesMs,
    target_5m: retention.minutesMs,
    operation_1h: retention.hoursMs,
    target_1h: retention.hoursMs,
    target_3h: retention.hoursMs,
    accepted_bodies: replayWindowMs + HOUR_MS,
  };
}

/** Deletes small counters that no partition drop reaches; bounds are Unix seconds. */
export async function deleteCountersBefore(
  client: Queryable,
  before: { countersSeconds: number; hoursSeconds: number },
): Promise<void> {
  const counters = Math.floor(before.countersSeconds);
  await client.query("DELETE FROM kept_shares WHERE bucket < $1", [counters]);
  await client.query("DELETE FROM refusals WHERE minute < $1", [counters]);
  await client.query("DELETE FROM ingest_counts WHERE minute < $1", [counters]);
  await client.query("DELETE FROM metric_rolled_hours WHERE hour < $1", [
    Math.floor(before.hoursSeconds),
  ]);
  await client.query("DELETE FROM metric_rolled_days WHERE day < $1", [
    Math.floor(before.hoursSeconds),
  ]);
  await client.query("DELETE FROM source_choices WHERE hour < $1", [
    Math.floor(before.hoursSeconds),
  ]);
  await client.query("DELETE FROM user_sketches WHERE day < $1", [Math.floor(before.hoursSeconds)]);
}
