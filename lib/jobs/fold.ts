import type { ClientBase, Pool } from "pg";
import { contributionsOf } from "@/lib/aggregate/request-streams.ts";
import {
  regroup,
  type TierKind,
  type TierRow,
  TierRows,
  widen,
} from "@/lib/aggregate/request-tiers.ts";
import type { OperationCatalog } from "@/lib/query/operation-catalog.ts";
import type { SeriesCatalog } from "@/lib/query/series-catalog.ts";
import { findUnfoldedSlots, markFolded } from "@/lib/store/arrival.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";
import { readPointsWithNeighbours, type StoredPoint } from "@/lib/store/request-points.ts";
import {
  COARSE_SECONDS,
  readDeltas,
  readSameKeys,
  type TierWidth,
  tierTable,
  writeTierRows,
} from "@/lib/store/request-tiers.ts";
import { chooseSources } from "./choose-sources.ts";

const WIDTHS = [10, 60, 300, 3_600] as const satisfies readonly TierWidth[];

/** 10-second rows are kept three hours: later ones are not made. */
const FINEST_KEPT_SECONDS = 3 * 3_600;

export type Folded = { slot: number; deltas: number; rows: number };

/** A connection that nothing else uses, a pool for partitions, the catalogs, and the clock (Unix ms). */
export type Fold = {
  client: ClientBase;
  pool: Pool;
  catalog: SeriesCatalog;
  operations: OperationCatalog;
  now: () => number;
};

/**
 * Folds every sealed slot into the tiers, each in one transaction, oldest first. Safe to be killed at any moment: a
 * slot is folded whole or not at all. Throws with the transaction open: the caller gives the connection up then.
 */
export async function foldSealedSlots(fold: Fold): Promise<Folded[]> {
  const folded: Folded[] = [];
  for (const { slot, generation, state } of await findUnfoldedSlots(fold.client)) {
    if (state === "sealed") folded.push(await foldSlot(fold, slot, generation));
  }
  return folded;
}

async function foldSlot(fold: Fold, slot: number, generation: number): Promise<Folded> {
  const { client, catalog, now } = fold;
  const finest = new TierRows();
  let deltas = 0;
  for (const row of await readDeltas(client, "series", slot)) {
    finest.add(row.id, row.bucket, row);
    deltas++;
  }
  const points = await readPointsWithNeighbours(client, { from: generation, to: generation });
  addPoints(finest, points, generation);
  const rows = finest.sorted();
  await catalog.know(
    rows.map((row) => row.id),
    now(),
  );
  const finestFrom = Math.floor(now() / 1000) - FINEST_KEPT_SECONDS;
  const operations = await readOperationRows(fold, slot);
  const tiers = [
    ...requestTiers(rows, catalog, finestFrom),
    ...operationTiers(operations, fold.operations, finestFrom),
  ];
  for (const tier of tiers) {
    const table = tierTable(tier.kind, tier.seconds);
    const seconds = new Set(tier.rows.map((row) => row.bucket));
    await ensurePartitionsAt(fold.pool, { table, seconds });
  }
  await client.query("BEGIN");
  for (const tier of tiers) await mergeTier(client, tier);
  const services = tiers.find((tier) => tier.kind === "service" && tier.seconds === 60);
  await chooseSources(client, catalog, services?.rows ?? []);
  await markFolded(client, slot, now());
  await client.query("COMMIT");
  return {
    slot,
    deltas,
    rows: tiers.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

/**
 * Adds what new histogram points change: what all points add, less what those that were folded before had added. So a
 * point that comes late, between two others, corrects its neighbour's interval.
 */
export function addPoints(
  rows: TierRows,
  points: readonly StoredPoint[],
  generation: number,
): void {
  if (points.length === 0) return;
  const before = points.filter((point) => point.generation < generation);
  for (const { seriesId, bucket, ...figures } of contributionsOf(points)) {
    rows.add(seriesId, bucket, figures);
  }
  for (const { seriesId, bucket, ...figures } of contributionsOf(before)) {
    rows.add(seriesId, bucket, figures, -1);
  }
}

/** What a slot has of operations, by series. */
async function readOperationRows(fold: Fold, slot: number): Promise<TierRow[]> {
  const finest = new TierRows();
  for (const row of await readDeltas(fold.client, "operation", slot)) {
    finest.add(row.id, row.bucket, row);
  }
  const rows = finest.sorted();
  await fold.operations.know(
    rows.map((row) => row.id),
    fold.now(),
  );
  return rows;
}

type Tier = { kind: TierKind; seconds: TierWidth; rows: TierRow[] };

function requestTiers(rows: TierRow[], catalog: SeriesCatalog, finestFrom: number): Tier[] {
  const services = regroup(rows, (id) => catalog.tierOf(id)).sorted();
  return [...tiersOf("series", rows, finestFrom), ...tiersOf("service", services, finestFrom)];
}

function operationTiers(rows: TierRow[], catalog: OperationCatalog, finestFrom: number): Tier[] {
  if (rows.length === 0) return [];
  const targets = regroup(rows, (id) => catalog.targetOf(id)).sorted();
  const ofTargets = tiersOf("target", targets, finestFrom);
  const coarse = widen(ofTargets.at(-1)?.rows ?? [], COARSE_SECONDS).sorted();
  return [
    ...tiersOf("operation", rows, finestFrom),
    ...ofTargets,
    { kind: "target", seconds: COARSE_SECONDS, rows: coarse },
  ];
}

/** The rows of a kind at every width; of the finest only those that are kept for longer than a moment. */
function tiersOf(kind: TierKind, finest: TierRow[], finestFrom: number): Tier[] {
  let current = finest;
  return WIDTHS.map((seconds) => {
    if (seconds !== 10) current = widen(current, seconds).sorted();
    const rows = seconds === 10 ? current.filter((row) => row.bucket >= finestFrom) : current;
    return { kind, seconds, rows };
  });
}

async function mergeTier(client: ClientBase, tier: Tier): Promise<void> {
  const merged = new TierRows();
  for (const row of await readSameKeys(client, tier, tier.rows))
    merged.add(row.id, row.bucket, row);
  for (const row of tier.rows) merged.add(row.id, row.bucket, row);
  await writeTierRows(client, tier, merged.sorted());
}
