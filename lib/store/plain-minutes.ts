import type { ClientBase } from "pg";
import { HOUR_SECONDS, PACKED_SECONDS } from "@/lib/aggregate/pack-hour.ts";
import type { TierKind, TierRow } from "@/lib/aggregate/request-tiers.ts";
import { copyOut } from "./copy.ts";
import { FIGURES, ID_COLUMN, readTierRows, TIER_TABLES } from "./request-tiers.ts";

/** An hour (Unix seconds of its start) of the ids from `fromId` to before `toId` (null: to the last). */
export type PlainPart = { kind: TierKind; hour: number; fromId: bigint; toId: bigint | null };

/** The oldest hour before `beforeSeconds` (Unix seconds) that has plain minutes; null: none has. */
export async function findOldestPlainHour(
  client: ClientBase,
  kind: TierKind,
  beforeSeconds: number,
): Promise<number | null> {
  const { rows } = await client.query<{ oldest: string | null }>(
    `SELECT min(bucket) AS oldest FROM ${TIER_TABLES[kind][PACKED_SECONDS]} WHERE bucket < $1`,
    [beforeSeconds],
  );
  const oldest = rows[0]?.oldest;
  if (oldest === null || oldest === undefined) return null;
  return Math.floor(Number(oldest) / HOUR_SECONDS) * HOUR_SECONDS;
}

/** How many plain minutes an hour has. */
export async function countPlainMinutes(
  client: ClientBase,
  kind: TierKind,
  hour: number,
): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) AS count FROM ${TIER_TABLES[kind][PACKED_SECONDS]}
     WHERE bucket >= $1 AND bucket < $2`,
    [hour, hour + HOUR_SECONDS],
  );
  return Number(rows[0]?.count ?? 0);
}

function within({ kind, hour, fromId, toId }: PlainPart): string {
  const id = ID_COLUMN[kind];
  const below = toId === null ? "" : `AND ${id} < ${toId}`;
  return `bucket >= ${hour} AND bucket < ${hour + HOUR_SECONDS} AND ${id} >= ${fromId} ${below}`;
}

/** The plain minutes of a part, by id. */
export async function readPlainMinutes(
  client: ClientBase,
  part: PlainPart,
): Promise<Iterable<TierRow>> {
  const id = ID_COLUMN[part.kind];
  const statement = `
    COPY (
      SELECT ${id}, bucket, ${FIGURES}
      FROM ${TIER_TABLES[part.kind][PACKED_SECONDS]}
      WHERE ${within(part)}
      ORDER BY ${id}, bucket
    ) TO STDOUT (FORMAT binary)
  `;
  return readTierRows(await copyOut(client, statement));
}

/** Deletes the plain minutes of a part. */
export async function deletePlainMinutes(client: ClientBase, part: PlainPart): Promise<void> {
  await client.query(`DELETE FROM ${TIER_TABLES[part.kind][PACKED_SECONDS]} WHERE ${within(part)}`);
}
