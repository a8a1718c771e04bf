import type pg from "pg";
import { encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { TIER_KINDS, type TierRow } from "@/lib/aggregate/request-tiers.ts";
import { copyOut } from "@/lib/store/copy.ts";
import { ID_COLUMN, readTierRows, TIER_TABLES } from "@/lib/store/request-tiers.ts";

type Row = { count: number; errors: number; sum: number; max: number; sketch: string };
export type Tiers = Map<string, Row>;

/** Every row of every tier; rows that corrections emptied are left out. */
export async function readTiers(client: pg.ClientBase): Promise<Tiers> {
  const tiers: Tiers = new Map();
  for (const kind of TIER_KINDS) {
    for (const table of Object.values(TIER_TABLES[kind])) {
      const bytes = await copyOut(
        client,
        `COPY (SELECT ${ID_COLUMN[kind]}, bucket, request_count, error_count, sum_seconds,
                      max_seconds, sketch, exemplar_trace_id FROM ${table})
         TO STDOUT (FORMAT binary)`,
      );
      for (const row of readTierRows(bytes)) {
        tiers.set(`${table} ${row.id} ${row.bucket}`, toRow(row));
      }
    }
  }
  return new Map(
    [...tiers].filter(([, row]) => row.count !== 0).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const toRow = (row: TierRow): Row => ({
  count: row.count,
  errors: row.errors,
  sum: Number(row.sumSeconds.toFixed(6)),
  max: row.maxSeconds,
  sketch: encodeDistribution({
    ...row.distribution,
    explicit: [...row.distribution.explicit].sort((a, b) => a.bounds.length - b.bounds.length),
  }).toString("hex"),
});
