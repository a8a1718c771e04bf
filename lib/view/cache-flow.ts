import type { CacheFigures } from "@/lib/contract/caches.ts";
import {
  answeredRatioOf,
  type CacheFlow,
  compareLayers,
  flowOf,
  LOADER_LAYER,
} from "@/lib/domain/caches.ts";
import type { CacheRow } from "./cache-rows.ts";

/** A cache with its layers in the order in which they are asked; the loader is none. */
export type CacheOf = { layers: readonly CacheRow[] };

const cacheText = ({ key }: CacheRow) =>
  JSON.stringify([key.namespace, key.service, key.environment, key.cache]);

/** The layers of each cache. */
export function cachesOf(rows: readonly CacheRow[]): CacheOf[] {
  const caches = new Map<string, CacheRow[]>();
  for (const row of rows) {
    if (row.key.layer === LOADER_LAYER) continue;
    const text = cacheText(row);
    caches.set(text, [...(caches.get(text) ?? []), row]);
  }
  return [...caches.values()].map((layers) => ({
    layers: layers.toSorted((a, b) => compareLayers(a.key.layer, b.key.layer)),
  }));
}

/** What entered a cache's layers and what none of them answered; null: not told of all of them. */
export function flowIn(
  layers: readonly CacheRow[],
  pick: (row: CacheRow) => CacheFigures | null,
): CacheFlow | null {
  const told = layers.flatMap((row) => {
    const figures = pick(row);
    return figures ? [{ ...figures, layer: row.key.layer }] : [];
  });
  return told.length < layers.length ? null : flowOf(told);
}

/** The share of look-ups that caches answer, however many layers each has; null: not told. */
export const overallRatio = (
  caches: readonly CacheOf[],
  pick: (row: CacheRow) => CacheFigures | null,
): number | null => answeredRatioOf(caches.flatMap(({ layers }) => flowIn(layers, pick) ?? []));
