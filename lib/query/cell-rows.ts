import type { ClientBase } from "pg";
import { BLOCK_SECONDS, type CellWidth } from "@/lib/aggregate/metric-cells.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import type { SeriesWanted } from "@/lib/store/metric-reads.ts";
import { CELL_FIELD, readCellRows } from "@/lib/store/metric-rollups.ts";

/** A row of a series' cells from `start` on (Unix seconds). */
export type CellRow = { start: number; bytes: Buffer };

/** Rows of one width that begin in one stretch of time, of the series that were asked for since. */
type Block = {
  /** Which states of its hours or days the rows are of. */
  version: string;
  rows: Map<bigint, readonly CellRow[]>;
  bytes: number;
};

/** Bytes of rows that are kept in memory. */
const MOST_BYTES = 160 * 1_048_576;
/** What a row takes beside its bytes. */
const ROW_BYTES = 200;
/** A question that needs more rows than this keeps none: it would drive out everybody else's. */
const MOST_ROWS = 150_000;
const NONE: readonly CellRow[] = [];

// Next bundles this module more than once in a process; what is kept must be counted once.
declare global {
  var headroomCellRows: CountedCache<string, Block> | undefined;
}

function kept(): CountedCache<string, Block> {
  globalThis.headroomCellRows ??= new CountedCache<string, Block>("metric cells", {
    maxSize: MOST_BYTES,
    sizeCalculation: ({ bytes }) => bytes + 1,
  });
  return globalThis.headroomCellRows;
}

/** Cells of a width in a part of a range (Unix seconds, `to` exclusive). */
export type CellPart = { width: CellWidth; from: number; to: number };

/**
 * The rows of some series whose cells may touch a part of a range. They hardly ever change: what was read before is kept
 * as long as `versionOf` says the same of the block that begins at `start`.
 */
export async function readKeptRows(
  client: ClientBase,
  { part, ids }: { part: CellPart; ids: readonly bigint[] },
  versionOf: (width: CellWidth, start: number) => string,
): Promise<(id: bigint, found: (row: CellRow) => void) => void> {
  const { width } = part;
  const starts = blocksOf(part);
  const isKept = starts.length * ids.length <= MOST_ROWS;
  const blocks = starts.map((start) => {
    const version = versionOf(width, start);
    const known = isKept ? kept().get(`${width} ${start}`) : undefined;
    const block = known?.version === version ? known : { version, rows: new Map(), bytes: 0 };
    return { start, block, missing: ids.filter((id) => !block.rows.has(id)) };
  });
  await readMissing(client, width, blocks);
  for (const { start, block, missing } of blocks) {
    // Set again, so that its size is counted again.
    if (isKept && missing.length > 0) kept().set(`${width} ${start}`, block);
  }
  return (id, found) => {
    for (const { block } of blocks) for (const row of block.rows.get(id) ?? NONE) found(row);
  };
}

function blocksOf({ width, from, to }: CellPart): number[] {
  const length = BLOCK_SECONDS[width];
  const starts: number[] = [];
  for (let at = Math.floor(from / length) * length; at < to; at += length) starts.push(at);
  return starts;
}

type Wanted = { start: number; block: Block; missing: readonly bigint[] };

/** Reads what blocks lack at once, from the first that lacks something to the last. */
async function readMissing(
  client: ClientBase,
  width: CellWidth,
  blocks: readonly Wanted[],
): Promise<void> {
  const lacking = blocks.filter(({ missing }) => missing.length > 0);
  const [first, last] = [lacking[0], lacking.at(-1)];
  if (!first || !last) return;
  const ids = [...new Set(lacking.flatMap(({ missing }) => missing))];
  const length = BLOCK_SECONDS[width];
  const found = new Map(lacking.map(({ start }) => [start, new Map<bigint, CellRow[]>()]));
  const wanted: SeriesWanted = { kind: "ids", ids };
  const reader = await readCellRows(client, width, {
    ...{ from: first.start, to: last.start + length, wanted },
  });
  while (reader.next()) {
    const start = reader.integer(CELL_FIELD.start);
    const rows = found.get(Math.floor(start / length) * length);
    if (!rows) continue;
    const id = reader.bigint(CELL_FIELD.seriesId);
    const row = { start, bytes: reader.bytes(CELL_FIELD.cells) };
    const known = rows.get(id);
    if (known) known.push(row);
    else rows.set(id, [row]);
  }
  for (const { start, block, missing } of lacking) {
    for (const id of missing) {
      if (block.rows.has(id)) continue;
      const rows = found.get(start)?.get(id) ?? NONE;
      block.rows.set(id, rows);
      block.bytes += rows.reduce((sum, { bytes }) => sum + bytes.length, ROW_BYTES);
    }
  }
}
