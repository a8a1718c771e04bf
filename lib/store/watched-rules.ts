import type { SilenceMatcher } from "@/lib/domain/silences.ts";
import type { Queryable } from "./queryable.ts";

/** What is watched, with a digest of its spec: rules are looked at every second and change once in a while. */
export type WatchedRow = { id: string; digest: string };
export type WatchedTable = "alert_rule" | "alert_objective";

const DIGEST = "encode(sha256(convert_to(spec::text, 'UTF8')), 'hex')";

/** Every rule that is switched on, or every objective, without what it says. For threads without Prisma. */
export async function selectWatchedRows(
  client: Queryable,
  table: WatchedTable,
): Promise<WatchedRow[]> {
  const { rows } = await client.query<WatchedRow>(
    `SELECT id, ${DIGEST} AS digest FROM ${table}
     ${table === "alert_rule" ? "WHERE enabled" : ""} ORDER BY id`,
  );
  return rows;
}

/** What some of them say: JSON that the contract has to parse, by its digest. */
export async function selectWatchedSpecs(
  client: Queryable,
  table: WatchedTable,
  ids: readonly string[],
): Promise<Map<string, unknown>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ digest: string; spec: unknown }>(
    `SELECT ${DIGEST} AS digest, spec FROM ${table} WHERE id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map(({ digest, spec }) => [digest, spec]));
}

/** A silence of this moment or later; `matchers` is JSON as it was checked when it was stored. */
export type OpenSilence = {
  id: string;
  matchers: SilenceMatcher[];
  comment: string;
  startsMs: number;
  endsMs: number;
};

/** Silences that have not ended. */
export async function selectOpenSilences(client: Queryable, nowMs: number): Promise<OpenSilence[]> {
  const { rows } = await client.query<{
    id: string;
    matchers: SilenceMatcher[];
    comment: string;
    starts_ms: string;
    ends_ms: string;
  }>(
    `SELECT id, matchers, comment,
            (extract(epoch FROM "startsAt") * 1000)::bigint AS starts_ms,
            (extract(epoch FROM "endsAt") * 1000)::bigint AS ends_ms
     FROM alert_silence WHERE "endsAt" > to_timestamp($1 / 1000.0) AT TIME ZONE 'UTC'`,
    [nowMs],
  );
  return rows.map(({ starts_ms, ends_ms, ...row }) => ({
    ...row,
    startsMs: Number(starts_ms),
    endsMs: Number(ends_ms),
  }));
}
