import type { ClientBase, Pool } from "pg";
import { HOUR_SECONDS, packHour } from "@/lib/aggregate/pack-hour.ts";
import {
  TIER_KINDS,
  type TierKind,
  type TierRow,
  TierRows,
} from "@/lib/aggregate/request-tiers.ts";
import { unpackHour } from "@/lib/aggregate/unpack-hour.ts";
import { log } from "@/lib/platform/log.ts";
import { PACKED_TABLES, readPackedRows, writePackedRows } from "@/lib/store/packed-minutes.ts";
import { dropEmptyPartitionsBefore, ensurePartitionsAt } from "@/lib/store/partitions.ts";
import {
  countPlainMinutes,
  deletePlainMinutes,
  findOldestPlainHour,
  type PlainPart,
  readPlainMinutes,
} from "@/lib/store/plain-minutes.ts";
import { TIER_TABLES } from "@/lib/store/request-tiers.ts";

/** Ids are spread evenly over this range. */
const IDS = 2n ** 63n;
/** Minutes that a transaction packs: half a MiB, and a moment in which the fold waits. */
const ROWS_A_PART = 2_400;

/** What is left of an hour to pack. */
export type PackPlan = { kind: TierKind; hour: number; parts: PlainPart[] };

/** The oldest hour before `beforeSeconds` (Unix seconds) with plain minutes, in parts; null: all are packed. */
export async function planPacking(
  client: ClientBase,
  beforeSeconds: number,
): Promise<PackPlan | null> {
  for (const kind of TIER_KINDS) {
    const hour = await findOldestPlainHour(client, kind, beforeSeconds);
    if (hour === null) continue;
    const rows = await countPlainMinutes(client, kind, hour);
    const count = BigInt(Math.max(Math.ceil(rows / ROWS_A_PART), 1));
    const bounds = Array.from({ length: Number(count) }, (_, i) => (IDS * BigInt(i)) / count);
    const parts = bounds.map((fromId, i) => ({
      kind,
      hour,
      fromId,
      toId: bounds[i + 1] ?? null,
    }));
    return { kind, hour, parts };
  }
  return null;
}

/**
 * Packs one part in one transaction, together with what is packed of it already: minutes that came late add to it.
 * Returns how many minutes were packed. Run where nothing else writes tiers. Throws with the transaction open: the
 * caller gives the connection up then.
 */
export async function packPart(client: ClientBase, pool: Pool, part: PlainPart): Promise<number> {
  const table = PACKED_TABLES[part.kind];
  await ensurePartitionsAt(pool, { table, seconds: [part.hour] });
  await client.query("BEGIN");
  const merged = new TierRows();
  let minutes = 0;
  for (const row of await readPlainMinutes(client, part)) {
    merged.add(row.id, row.bucket, row);
    minutes++;
  }
  if (minutes > 0) {
    const rows = merged.sorted();
    for (const row of await packedBefore(client, part, rows)) merged.add(row.id, row.bucket, row);
    await writePackedRows(client, part, packAll(part.hour, merged.sorted()));
    await deletePlainMinutes(client, part);
  }
  await client.query("COMMIT");
  return minutes;
}

async function packedBefore(
  client: ClientBase,
  { kind, hour }: PlainPart,
  rows: readonly TierRow[],
): Promise<TierRow[]> {
  const ids = [...new Set(rows.map((row) => row.id))];
  const span = { from: hour, to: hour + HOUR_SECONDS };
  const packed = await readPackedRows(client, { kind, ids }, [span]);
  return [...packed].flatMap((row) => unpackHour(row.id, row.hour, row.packed));
}

function packAll(hour: number, rows: readonly TierRow[]): { id: bigint; packed: Buffer }[] {
  const ofId = new Map<bigint, TierRow[]>();
  for (const row of rows) {
    const known = ofId.get(row.id);
    if (known) known.push(row);
    else ofId.set(row.id, [row]);
  }
  return [...ofId].map(([id, minutes]) => ({ id, packed: packHour(hour, minutes) }));
}

/**
 * Drops plain partitions that packing has emptied, and so gives their disk back. Readers' snapshots must not need what
 * was deleted any more.
 */
export async function dropPackedPartitions(pool: Pool, beforeSeconds: number): Promise<void> {
  for (const kind of TIER_KINDS) {
    const table = TIER_TABLES[kind][60];
    const dropped = await dropEmptyPartitionsBefore(pool, { table, beforeSeconds });
    if (dropped.length > 0) log.info("packing emptied", { table, partitions: dropped.length });
  }
}
