/** What a table holds and how wide its rows are, for people. */
export type TableKind = { concern: string; tier: string };

/** By the table's name, or by the beginning of it; the first that fits. */
const KINDS: readonly (readonly [name: RegExp, concern: string, tier: string])[] = [
  [/^request_deltas$/, "requests", "arrivals"],
  [/^service_deltas$/, "services", "arrivals"],
  [/^request_points$/, "requests", "arrivals"],
  [/^request_10s$/, "requests", "10 s"],
  [/^request_1m$/, "requests", "1 min"],
  [/^request_1m_packed$/, "requests", "packed 1 min"],
  [/^request_5m$/, "requests", "5 min"],
  [/^request_1h$/, "requests", "1 h"],
  [/^service_10s$/, "services", "10 s"],
  [/^service_1m$/, "services", "1 min"],
  [/^service_1m_packed$/, "services", "packed 1 min"],
  [/^service_5m$/, "services", "5 min"],
  [/^service_1h$/, "services", "1 h"],
  [/^(request_series|source_choices)$/, "requests", "dictionary"],
  [/^(operation|target)_deltas$/, "operations", "arrivals"],
  [/^(operation|target)_10s$/, "operations", "10 s"],
  [/^(operation|target)_1m$/, "operations", "1 min"],
  [/^(operation|target)_1m_packed$/, "operations", "packed 1 min"],
  [/^(operation|target)_5m$/, "operations", "5 min"],
  [/^(operation|target)_1h$/, "operations", "1 h"],
  [/^target_3h$/, "operations", "3 h"],
  [/^operation_series$/, "operations", "dictionary"],
  [/^metric_series/, "metrics", "dictionary"],
  [/^metric_/, "metrics", "raw"],
  [/^log_/, "logs", "raw"],
  [/^(spans|span_|trace)/, "traces", "raw"],
  [/^origins$/, "traces", "dictionary"],
  [/^(accepted_bodies|refusals|kept_shares|ingest_counts|arrival_slots)$/, "intake", "raw"],
];

const CONFIGURATION: TableKind = { concern: "configuration", tier: "raw" };

/** What is not telemetry is configuration. */
export function kindOfTable(table: string): TableKind {
  const found = KINDS.find(([name]) => name.test(table));
  return found ? { concern: found[1], tier: found[2] } : CONFIGURATION;
}
