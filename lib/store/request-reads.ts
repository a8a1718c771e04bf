import type { ClientBase, Pool, PoolClient } from "pg";
import { PACKED_SECONDS } from "@/lib/aggregate/pack-hour.ts";
import type { TierKind } from "@/lib/aggregate/request-tiers.ts";
import { UNFOLDED_SLOTS } from "./arrival.ts";
import { copyOut } from "./copy.ts";
import { CopyReader, joinCopies } from "./copy-binary.ts";
import { hasPackedMinutes, readPackedMinutes, type Span } from "./packed-minutes.ts";
import { readPointsWithNeighbours, type StoredPoint } from "./request-points.ts";
import {
  among,
  DELTA_TABLES,
  FIGURES,
  ID_COLUMN,
  type TierWidth,
  tierTable,
} from "./request-tiers.ts";

/** Kinds that histogram points add to. */
const COUNTED_BY_POINTS: ReadonlySet<TierKind> = new Set(["series", "service"]);

/** Which rows a question needs. Ids null: all of them. Unix seconds, `to` exclusive. */
export type RowsWanted = {
  kind: TierKind;
  segments: readonly { width: TierWidth; from: number; to: number }[];
  from: number;
  to: number;
  /** Ids of the tier's kind. */
  ids: readonly bigint[] | null;
};

/** Position of a field in the rows that `RequestRows.reader` reads. */
export const FIELD = {
  id: 0,
  bucket: 1,
  count: 2,
  errors: 3,
  sumSeconds: 4,
  maxSeconds: 5,
  sketch: 6,
  exemplar: 7,
} as const;

/** Rows of the tiers and what is not folded yet; one snapshot. */
export type RequestRows = {
  reader: CopyReader;
  points: StoredPoint[];
  /** Points of this generation and above are not folded yet. */
  unfoldedFrom: number;
};

/** Reads the rows of a question in one snapshot, so that nothing is seen twice or not at all while the fold works. */
export async function readRequestRows(pool: Pool, wanted: RowsWanted): Promise<RequestRows> {
  const client = await pool.connect();
  try {
    const rows = await readInSnapshot(client, wanted);
    client.release();
    return rows;
  } catch (error) {
    client.release(error instanceof Error ? error : true);
    throw error;
  }
}

async function readInSnapshot(client: PoolClient, wanted: RowsWanted): Promise<RequestRows> {
  const minutes = wanted.segments.filter((segment) => segment.width === PACKED_SECONDS);
  const { slots, packed } = await beginSnapshot(client, wanted.kind, minutes);
  const generations = slots.map((slot) => slot.generation);
  const unfoldedFrom = Math.min(...generations);
  const to = Math.max(...generations);
  const points = COUNTED_BY_POINTS.has(wanted.kind)
    ? await readPointsWithNeighbours(client, { from: unfoldedFrom, to })
    : [];
  const reads = [
    ...wanted.segments.map((segment) => tierRead(wanted, segment)),
    ...slots.map(({ slot }) => deltaRead(wanted, slot)),
  ];
  const statement = `COPY (${reads.join(" UNION ALL ")}) TO STDOUT (FORMAT binary)`;
  const plain = await copyOut(client, statement);
  const bytes = packed
    ? joinCopies(plain, await readPackedMinutes(client, wanted, minutes))
    : plain;
  await client.query("COMMIT");
  return { reader: new CopyReader(bytes, 8), points, unfoldedFrom };
}

type Snapshot = { slots: { slot: number; generation: number }[]; packed: boolean };

/** Also asks whether any of the minutes may be packed: mostly none are. */
async function beginSnapshot(
  client: ClientBase,
  kind: TierKind,
  minutes: readonly Span[],
): Promise<Snapshot> {
  const answer: unknown = await client.query(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${UNFOLDED_SLOTS};
     SELECT ${hasPackedMinutes(kind, minutes)} AS packed`,
  );
  const [, slots, packed] = answer as [
    unknown,
    { rows: { slot: number; generation: string }[] },
    { rows: { packed: boolean }[] },
  ];
  return {
    slots: slots.rows.map(({ slot, generation }) => ({ slot, generation: Number(generation) })),
    packed: packed.rows[0]?.packed ?? false,
  };
}

function tierRead(wanted: RowsWanted, segment: RowsWanted["segments"][number]): string {
  const id = ID_COLUMN[wanted.kind];
  return `
    SELECT ${id}, bucket, ${FIGURES}
    FROM ${tierTable(wanted.kind, segment.width)}
    WHERE bucket >= ${segment.from} AND bucket < ${segment.to} ${among(id, wanted.ids)}
  `;
}

function deltaRead(wanted: RowsWanted, slot: number): string {
  const id = ID_COLUMN[wanted.kind];
  return `
    SELECT ${id}, bucket, ${FIGURES}
    FROM ${DELTA_TABLES[wanted.kind]}_${slot}
    WHERE bucket >= ${wanted.from} AND bucket < ${wanted.to} ${among(id, wanted.ids)}
  `;
}
