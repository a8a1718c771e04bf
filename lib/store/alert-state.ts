import type { AlertPhase } from "@/lib/domain/alerts.ts";
import { type HeardGroup, LONGEST_HEARD_MS } from "@/lib/domain/heard-groups.ts";
import type { Queryable } from "./queryable.ts";

/** How far a rule was evaluated. */
export type AlertProgress = {
  ruleId: string;
  /** The query that it was evaluated with, so that a change of it is seen. */
  queryText: string;
  evaluatedMs: number;
  /** Of rules that alert on silence: what was heard of each group, by its key's text. */
  knownKeys: Record<string, HeardGroup>;
  /** Why the newest evaluation could not be made; null: it was. */
  error: string | null;
};

/** Why an alert is over. */
export type ResolvedBecause = "recovered" | "rule changed" | "rule removed" | "gone";

/** One time that a group of a rule was pending, firing and resolved. */
export type StoredAlert = {
  alertId: string;
  ruleId: string;
  ruleName: string;
  severity: string;
  labels: Record<string, string>;
  keyText: string;
  key: Record<string, string>;
  phase: Exclude<AlertPhase, { kind: "inactive" }> | ResolvedPhase;
  /** Null: nothing was reported. */
  value: number | null;
  threshold: number;
  /** When its group was last heard of. */
  seenMs: number;
  /** When somebody was told that it fires; null: nobody was. */
  notifiedMs: number | null;
  /** Whom it was told to. */
  channelIds: string[];
};

export type ResolvedPhase = {
  kind: "resolved";
  sinceMs: number;
  firedMs: number;
  resolvedMs: number;
  because: ResolvedBecause;
};

type Row = {
  alert_id: string;
  rule_id: string;
  rule_name: string;
  severity: string;
  labels: Record<string, string>;
  key_text: string;
  key: Record<string, string>;
  state: "pending" | "firing" | "resolved";
  value: number | null;
  threshold: number;
  since_ms: string | number;
  fired_ms: string | number | null;
  recovered_ms: string | number | null;
  resolved_ms: string | number | null;
  resolved_because: string | null;
  seen_ms: string | number;
  notified_ms: string | number | null;
  channel_ids: string[];
};

const REASONS: readonly ResolvedBecause[] = ["recovered", "rule changed", "rule removed", "gone"];
const numberOf = (value: string | number | null): number | null =>
  value === null ? null : Number(value);

function phaseOf(row: Row): StoredAlert["phase"] {
  const sinceMs = Number(row.since_ms);
  if (row.state === "pending") return { kind: "pending", sinceMs };
  const firedMs = numberOf(row.fired_ms) ?? sinceMs;
  if (row.state === "firing") {
    return { kind: "firing", sinceMs, firedMs, recoveredMs: numberOf(row.recovered_ms) };
  }
  const because = REASONS.find((reason) => reason === row.resolved_because) ?? "gone";
  return { kind: "resolved", sinceMs, firedMs, resolvedMs: Number(row.resolved_ms), because };
}

const fromRow = (row: Row): StoredAlert => ({
  alertId: row.alert_id,
  ruleId: row.rule_id,
  ruleName: row.rule_name,
  severity: row.severity,
  labels: row.labels,
  keyText: row.key_text,
  key: row.key,
  phase: phaseOf(row),
  value: row.value,
  threshold: row.threshold,
  seenMs: Number(row.seen_ms),
  notifiedMs: numberOf(row.notified_ms),
  channelIds: row.channel_ids,
});

const toRow = ({ phase, ...alert }: StoredAlert): Row => ({
  alert_id: alert.alertId,
  rule_id: alert.ruleId,
  rule_name: alert.ruleName,
  severity: alert.severity,
  labels: alert.labels,
  key_text: alert.keyText,
  key: alert.key,
  state: phase.kind,
  value: alert.value,
  threshold: alert.threshold,
  since_ms: phase.sinceMs,
  fired_ms: phase.kind === "pending" ? null : phase.firedMs,
  recovered_ms: phase.kind === "firing" ? phase.recoveredMs : null,
  resolved_ms: phase.kind === "resolved" ? phase.resolvedMs : null,
  resolved_because: phase.kind === "resolved" ? phase.because : null,
  seen_ms: alert.seenMs,
  notified_ms: alert.notifiedMs,
  channel_ids: alert.channelIds,
});

/** Every alert that is pending or firing. */
export async function selectActiveAlerts(client: Queryable): Promise<StoredAlert[]> {
  const { rows } = await client.query<Row>(
    "SELECT * FROM alerts WHERE state <> 'resolved' ORDER BY since_ms, alert_id",
  );
  return rows.map(fromRow);
}

/** Alerts that were resolved at a time or later, the newest first. */
export async function selectResolvedAlerts(
  client: Queryable,
  sinceMs: number,
  limit: number,
): Promise<StoredAlert[]> {
  const { rows } = await client.query<Row>(
    `SELECT * FROM alerts WHERE state = 'resolved' AND resolved_ms >= $1
     ORDER BY resolved_ms DESC, alert_id LIMIT $2`,
    [sinceMs, limit],
  );
  return rows.map(fromRow);
}

/** Alerts that fired at any moment of a range (Unix ms), the newest first. */
export async function selectFiredAlerts(
  client: Queryable,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  limit: number,
): Promise<StoredAlert[]> {
  const { rows } = await client.query<Row>(
    `SELECT * FROM alerts
     WHERE fired_ms < $2 AND (state = 'firing' OR (state = 'resolved' AND resolved_ms > $1))
     ORDER BY fired_ms DESC, alert_id LIMIT $3`,
    [fromMs, toMs, limit],
  );
  return rows.map(fromRow);
}

/** Alerts of some ids, whatever their state. */
export async function selectAlertsById(
  client: Queryable,
  ids: readonly string[],
): Promise<StoredAlert[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<Row>("SELECT * FROM alerts WHERE alert_id = ANY($1)", [ids]);
  return rows.map(fromRow);
}

const SAVE = `
  INSERT INTO alerts
  SELECT * FROM jsonb_populate_recordset(NULL::alerts, $1::jsonb)
  ON CONFLICT (alert_id) DO UPDATE SET
    since_ms = excluded.since_ms, rule_name = excluded.rule_name, severity = excluded.severity, labels = excluded.labels,
    state = excluded.state, value = excluded.value, threshold = excluded.threshold,
    fired_ms = excluded.fired_ms, recovered_ms = excluded.recovered_ms,
    resolved_ms = excluded.resolved_ms, resolved_because = excluded.resolved_because,
    seen_ms = excluded.seen_ms, notified_ms = excluded.notified_ms, channel_ids = excluded.channel_ids`;

/** Stores alerts as they are now. */
export async function saveAlerts(client: Queryable, alerts: readonly StoredAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  await client.query(SAVE, [JSON.stringify(alerts.map(toRow))]);
}

/** Forgets alerts that never fired. */
export async function deleteAlerts(client: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await client.query("DELETE FROM alerts WHERE alert_id = ANY($1)", [ids]);
}

/** `[lastMs, forMs]`; of a version before that remembered only `lastMs`, the number alone, and as heard of for long. */
type StoredHearing = number | [number, number];

const hearingFrom = (stored: Record<string, StoredHearing>): Record<string, HeardGroup> =>
  Object.fromEntries(
    Object.entries(stored).map(([text, heard]) => {
      const [lastMs, forMs] = typeof heard === "number" ? [heard, LONGEST_HEARD_MS] : heard;
      return [text, { lastMs, forMs }];
    }),
  );

const hearingRow = (known: Record<string, HeardGroup>): Record<string, StoredHearing> =>
  Object.fromEntries(
    Object.entries(known).map(([text, { lastMs, forMs }]) => [text, [lastMs, forMs]]),
  );

/** How far each rule was evaluated, by its id. */
export async function selectAlertProgress(client: Queryable): Promise<Map<string, AlertProgress>> {
  const { rows } = await client.query<{
    rule_id: string;
    query_text: string;
    evaluated_ms: string;
    known_keys: Record<string, StoredHearing>;
    error: string | null;
  }>("SELECT rule_id, query_text, evaluated_ms, known_keys, error FROM alert_progress");
  return new Map(
    rows.map((row) => [
      row.rule_id,
      {
        ruleId: row.rule_id,
        queryText: row.query_text,
        evaluatedMs: Number(row.evaluated_ms),
        knownKeys: hearingFrom(row.known_keys),
        error: row.error,
      },
    ]),
  );
}

const SAVE_PROGRESS = `
  INSERT INTO alert_progress (rule_id, query_text, evaluated_ms, known_keys, error)
  SELECT rule_id, query_text, evaluated_ms, known_keys, error
  FROM jsonb_populate_recordset(NULL::alert_progress, $1::jsonb)
  ON CONFLICT (rule_id) DO UPDATE SET
    query_text = excluded.query_text, evaluated_ms = excluded.evaluated_ms,
    known_keys = excluded.known_keys, error = excluded.error`;

/** Stores how far rules were evaluated. */
export async function saveAlertProgress(
  client: Queryable,
  progress: readonly AlertProgress[],
): Promise<void> {
  if (progress.length === 0) return;
  const rows = progress.map(({ ruleId, queryText, evaluatedMs, knownKeys, error }) => ({
    rule_id: ruleId,
    query_text: queryText,
    evaluated_ms: evaluatedMs,
    known_keys: hearingRow(knownKeys),
    error,
  }));
  await client.query(SAVE_PROGRESS, [JSON.stringify(rows)]);
}

/** Forgets how far rules were evaluated that no longer exist. */
export async function deleteAlertProgress(
  client: Queryable,
  ruleIds: readonly string[],
): Promise<void> {
  if (ruleIds.length === 0) return;
  await client.query("DELETE FROM alert_progress WHERE rule_id = ANY($1)", [ruleIds]);
}
