import type { SilenceMatcher } from "@/lib/domain/silences.ts";
import type { Queryable } from "./queryable.ts";

/** A rule that is switched on; `spec` is JSON that the contract has to parse. For threads without Prisma. */
export type EnabledRule = { id: string; spec: unknown };

/** Every rule that is switched on. */
export async function selectEnabledRules(client: Queryable): Promise<EnabledRule[]> {
  const { rows } = await client.query<EnabledRule>(
    "SELECT id, spec FROM alert_rule WHERE enabled ORDER BY id",
  );
  return rows;
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
