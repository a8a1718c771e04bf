import {
  answeredRatioOf,
  type CacheFlow,
  compareLayers,
  flowOf,
  type LayerCounts,
  LOADER_LAYER,
} from "./caches.ts";
import { sumOfKnown } from "./known-figures.ts";
import type { ServiceKey } from "./service.ts";

/** A layer of a cache, of which figures are told by some function. */
type Layer = { key: ServiceKey & { cache: string; layer: string } };

/** What a whole cache is worked out of, layer by layer. */
type LayerFigures = LayerCounts & { passed: number | null; errors: number | null };

/** A cache with its layers in the order in which they are asked; the loader is none. */
export type CacheOf<Of extends Layer> = { layers: readonly Of[] };

const cacheText = ({ key }: Layer) =>
  JSON.stringify([key.namespace, key.service, key.environment, key.cache]);

/** The layers of each cache. */
export function cachesOf<Of extends Layer>(rows: readonly Of[]): CacheOf<Of>[] {
  const caches = new Map<string, Of[]>();
  for (const row of rows) {
    if (row.key.layer === LOADER_LAYER) continue;
    const text = cacheText(row);
    const known = caches.get(text);
    if (known) known.push(row);
    else caches.set(text, [row]);
  }
  return [...caches.values()].map((layers) => ({
    layers: layers.toSorted((a, b) => compareLayers(a.key.layer, b.key.layer)),
  }));
}

type Pick<Of, Figures> = (row: Of) => Figures | null;

/** What entered a cache's layers and what none of them answered; null: not told of all of them. */
function flowIn<Of extends Layer>(
  layers: readonly Of[],
  pick: Pick<Of, LayerFigures>,
): CacheFlow | null {
  const told = layers.flatMap((row) => {
    const figures = pick(row);
    if (!figures) return [];
    const { hits, misses, requestCount, passed, errors } = figures;
    return [{ hits, misses, requestCount, passed, errors, layer: row.key.layer }];
  });
  return told.length < layers.length ? null : flowOf(told);
}

type WholeFigures = LayerFigures & {
  throughputPerSecond: number | null;
  evictions: number | null;
  staleHits: number | null;
};

/** Of all caches together; a look-up that passes several layers of one is one. Null: not told. */
export function wholeOfCaches<Of extends Layer>(
  caches: readonly CacheOf<Of>[],
  pick: Pick<Of, WholeFigures>,
) {
  const flows = caches.map(({ layers }) => flowIn(layers, pick));
  const entering = caches.map(({ layers }) => layers[0] && pick(layers[0]));
  const all = caches.flatMap(({ layers }) => layers.flatMap((row) => pick(row) ?? []));
  const perSecond = (of: (flow: CacheFlow) => number) =>
    sumOfKnown(
      flows.map((flow, i) => {
        const rate = entering[i]?.throughputPerSecond ?? null;
        if (flow === null || rate === null) return null;
        return flow.entered > 0 ? (of(flow) / flow.entered) * rate : 0;
      }),
    );
  return {
    hitRatio: answeredRatioOf(flows.flatMap((flow) => flow ?? [])),
    throughputPerSecond: sumOfKnown(entering.map((one) => one?.throughputPerSecond ?? null)),
    evictions: sumOfKnown(all.map((one) => one.evictions)),
    staleHits: sumOfKnown(all.map((one) => one.staleHits)),
    answeredPerSecond: perSecond(({ entered, through }) => entered - through),
    throughPerSecond: perSecond(({ through }) => through),
  };
}
