import type { CostSourceErrorKind } from "@/lib/domain/cost-sources.ts";
import type { Queryable } from "./queryable.ts";

/** A source as it is kept; `config` is JSON that may be shown, `sealed` what is encrypted. Moments are Unix ms. */
export type StoredCostSource = {
  source: string;
  kind: string;
  origin: "api" | "environment";
  enabled: boolean;
  config: unknown;
  sealed: string | null;
  createdBy: string;
  createdMs: number;
  nextRunMs: number;
  /** Being read until then at the latest; null: it is not being read. */
  claimedUntilMs: number | null;
  lastStartedMs: number | null;
  lastSucceededMs: number | null;
  failureCount: number;
  errorKind: CostSourceErrorKind | null;
  error: string | null;
  failingSinceMs: number | null;
  /** The earliest day that was read; null: nothing was. */
  readBackTo: string | null;
};

const ms = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::float8`;
const FIELDS = `source, kind, origin, enabled, config, sealed, created_by AS "createdBy",
  ${ms("created_at")} AS "createdMs", ${ms("next_run_at")} AS "nextRunMs", ${ms("claimed_until")} AS "claimedUntilMs",
  ${ms("last_started_at")} AS "lastStartedMs", ${ms("last_succeeded_at")} AS "lastSucceededMs",
  failure_count AS "failureCount", error_kind AS "errorKind", error, ${ms("failing_since")} AS "failingSinceMs",
  read_back_to::text AS "readBackTo"`;

/** Every source that is fetched, by name. */
export async function selectCostSources(database: Queryable): Promise<StoredCostSource[]> {
  const { rows } = await database.query<StoredCostSource>(
    `SELECT ${FIELDS} FROM cost_sources ORDER BY source`,
  );
  return rows;
}

/** What somebody, or the environment, says of a source. */
export type GivenCostSource = Pick<
  StoredCostSource,
  "source" | "kind" | "origin" | "enabled" | "config" | "sealed" | "createdBy"
> & { nowMs: number };

const valuesOf = (given: GivenCostSource) => [
  given.source,
  given.kind,
  given.origin,
  given.enabled,
  JSON.stringify(given.config),
  given.sealed,
  given.createdBy,
  new Date(given.nowMs),
];

/** Keeps a new source, due at once. Null: its name is taken. */
export async function insertCostSource(
  database: Queryable,
  given: GivenCostSource,
): Promise<StoredCostSource | null> {
  const { rows } = await database.query<StoredCostSource>(
    `INSERT INTO cost_sources (source, kind, origin, enabled, config, sealed, created_by, created_at, next_run_at)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $8)
     ON CONFLICT (source) DO NOTHING RETURNING ${FIELDS}`,
    valuesOf(given),
  );
  return rows[0] ?? null;
}

/** Changes a source; it is due at once, and all of its history is read anew. Null: there is none. */
export async function updateCostSource(
  database: Queryable,
  given: Omit<GivenCostSource, "createdBy" | "origin">,
): Promise<StoredCostSource | null> {
  const { rows } = await database.query<StoredCostSource>(
    `UPDATE cost_sources
     SET enabled = $2, config = $3::jsonb, sealed = coalesce($4, sealed), next_run_at = $5,
       read_back_to = CASE WHEN config = $3::jsonb THEN read_back_to END
     WHERE source = $1 RETURNING ${FIELDS}`,
    [
      given.source,
      given.enabled,
      JSON.stringify(given.config),
      given.sealed,
      new Date(given.nowMs),
    ],
  );
  return rows[0] ?? null;
}

/** Makes a source due now. False: there is none that is turned on. */
export async function dueNow(database: Queryable, source: string, nowMs: number): Promise<boolean> {
  const { rowCount } = await database.query(
    "UPDATE cost_sources SET next_run_at = $2 WHERE source = $1 AND enabled",
    [source, new Date(nowMs)],
  );
  return rowCount === 1;
}

/** Takes a source that is due, so that nobody else does until `claimMs` from now have passed. Null: none is due. */
export async function claimCostSource(
  database: Queryable,
  { nowMs, claimMs }: { nowMs: number; claimMs: number },
): Promise<StoredCostSource | null> {
  const { rows } = await database.query<StoredCostSource>(
    `UPDATE cost_sources SET claimed_until = $2, last_started_at = $1
     WHERE source = (
       SELECT source FROM cost_sources
       WHERE enabled AND next_run_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
       ORDER BY next_run_at LIMIT 1 FOR UPDATE SKIP LOCKED
     )
     RETURNING ${FIELDS}`,
    [new Date(nowMs), new Date(nowMs + claimMs)],
  );
  return rows[0] ?? null;
}

/** A run that succeeded; `readBackTo` as it is now. */
export async function endCostRun(
  database: Queryable,
  done: { source: string; nowMs: number; nextRunMs: number; readBackTo: string | null },
): Promise<void> {
  await database.query(
    `UPDATE cost_sources
     SET claimed_until = NULL, last_succeeded_at = $2, next_run_at = $3, read_back_to = $4, failure_count = 0,
       error_kind = NULL, error = NULL, failing_since = NULL
     WHERE source = $1`,
    [done.source, new Date(done.nowMs), new Date(done.nextRunMs), done.readBackTo],
  );
}

/** A run that failed. What was stored before stays. */
export async function failCostRun(
  database: Queryable,
  failed: {
    source: string;
    nowMs: number;
    nextRunMs: number;
    errorKind: CostSourceErrorKind;
    error: string;
  },
): Promise<void> {
  await database.query(
    `UPDATE cost_sources
     SET claimed_until = NULL, next_run_at = $3, failure_count = failure_count + 1, error_kind = $4, error = $5,
       failing_since = coalesce(failing_since, $2)
     WHERE source = $1`,
    [
      failed.source,
      new Date(failed.nowMs),
      new Date(failed.nextRunMs),
      failed.errorKind,
      failed.error.slice(0, 2_000),
    ],
  );
}

/** Deletes a source and everything that it told. False: there is none, nor anything of it. */
export async function deleteCostSource(database: Queryable, source: string): Promise<boolean> {
  const { rows } = await database.query<{ count: string }>(
    `WITH files AS (
         DELETE FROM cost_files
         WHERE import_id IN (SELECT import_id FROM cost_imports WHERE source = $1) RETURNING 1
       ), configured AS (DELETE FROM cost_sources WHERE source = $1 RETURNING 1),
       lines AS (DELETE FROM cost_lines WHERE source = $1 RETURNING 1),
       imports AS (DELETE FROM cost_imports WHERE source = $1 RETURNING 1),
       totals AS (DELETE FROM cost_own_totals WHERE source = $1 RETURNING 1)
     SELECT (SELECT count(*) FROM configured) + (SELECT count(*) FROM imports) + (SELECT count(*) FROM lines)
       AS count`,
    [source],
  );
  return Number(rows[0]?.count ?? 0) > 0;
}
