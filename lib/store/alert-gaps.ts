import type { Queryable } from "./queryable.ts";

/** Time of a rule that nobody evaluated. */
export type AlertGap = { ruleId: string; fromMs: number; toMs: number };

/** Notes time that nobody evaluated. */
export async function insertAlertGaps(client: Queryable, gaps: readonly AlertGap[]): Promise<void> {
  if (gaps.length === 0) return;
  const rows = gaps.map(({ ruleId, fromMs, toMs }) => ({
    rule_id: ruleId,
    from_ms: fromMs,
    to_ms: toMs,
  }));
  await client.query(
    `INSERT INTO alert_gaps SELECT * FROM jsonb_populate_recordset(NULL::alert_gaps, $1::jsonb)
     ON CONFLICT (rule_id, from_ms) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

/** Gaps that ended at a time or later, the newest first. */
export async function selectAlertGaps(
  client: Queryable,
  sinceMs: number,
  limit: number,
): Promise<AlertGap[]> {
  const { rows } = await client.query<{ rule_id: string; from_ms: string; to_ms: string }>(
    "SELECT rule_id, from_ms, to_ms FROM alert_gaps WHERE to_ms >= $1 ORDER BY to_ms DESC LIMIT $2",
    [sinceMs, limit],
  );
  return rows.map((row) => ({
    ruleId: row.rule_id,
    fromMs: Number(row.from_ms),
    toMs: Number(row.to_ms),
  }));
}
