/** Look-ups of one layer of a cache; null: not told. */
export type LayerCounts = {
  /** Answered, also after its time. */
  hits: number | null;
  misses: number | null;
  /** All look-ups: hits, misses, and those that it let through or failed to answer. */
  requestCount: number | null;
};

/** Hits / (hits + misses), 0 to 1. What was bypassed, had expired or failed is in neither; null: no look-ups. */
export function hitRatioOf({ hits, misses }: Pick<LayerCounts, "hits" | "misses">): number | null {
  if (hits === null || misses === null) return null;
  const asked = hits + misses;
  return asked > 0 ? hits / asked : null;
}

/** The layer that loads what no cache has: what it answers is not answered by a cache. */
export const LOADER_LAYER = "l3";

/** What stands before services: CDNs and caching proxies. */
export const PROXY_LAYER = "proxy";

/** Layers in the order in which a look-up asks them: `l1` before `l2`, others after them by name. */
export function compareLayers(a: string, b: string): number {
  const isLevel = (layer: string) => (/^l\d$/i.test(layer) ? 0 : 1);
  return isLevel(a) - isLevel(b) || (a.toLowerCase() < b.toLowerCase() ? -1 : 1);
}

/** What entered a cache and what none of its layers answered. */
export type CacheFlow = { entered: number; through: number };

/**
 * The look-ups of a whole cache, from its layers in the order in which they are asked, the loader among them or not: those
 * that the first layer got, without the bypassed, and those that the last one missed or could not answer. A look-up
 * that a later layer answers is one, not two. Null: not told.
 */
export function flowOf(
  layers: readonly (LayerCounts & {
    layer: string;
    passed: number | null;
    errors: number | null;
  })[],
): CacheFlow | null {
  const caches = layers.filter(({ layer }) => layer !== LOADER_LAYER);
  const [first, last] = [caches[0], caches.at(-1)];
  return first && last ? flowBetween(first, last) : null;
}

/** As `flowOf`, of the first and the last layer that are no loader. */
export function flowBetween(
  first: { requestCount: number | null; passed: number | null },
  last: { misses: number | null; errors: number | null },
): CacheFlow | null {
  if (first.requestCount === null || last.misses === null) return null;
  const entered = first.requestCount - (first.passed ?? 0);
  return { entered, through: Math.min(entered, last.misses + (last.errors ?? 0)) };
}

/** The share of look-ups that a whole cache answers, or several together: 1 − through / entered; null: none entered. */
export function answeredRatioOf(flows: readonly CacheFlow[]): number | null {
  const entered = flows.reduce((sum, flow) => sum + flow.entered, 0);
  const through = flows.reduce((sum, flow) => sum + flow.through, 0);
  return entered > 0 ? 1 - through / entered : null;
}

/** A layer with what is known of its look-ups, as a chain needs it. */
export type ChainLayer = LayerCounts & { layer: string; meanMs: number | null };

/** What a layer does for a look-up that enters the cache. */
export type LayerShare = {
  layer: string;
  /** Part of the look-ups that enter the first layer which this one answers, 0 to 1; null: not known. */
  share: number | null;
  /** Calls to the next layer that did not happen: its hits. Null: there is no next layer. */
  savedCalls: number | null;
  /** Hits × mean latency of the next layer: the time of those calls. Null: that latency is not measured. */
  savedMs: number | null;
  /**
   * More loads of the last layer, or of what is behind it, for each look-up of the first, if this layer answered one
   * point less: 0.01 × its look-ups / the first layer's × the share that every cache after it lets through.
   */
  loadsPerPoint: number | null;
};

/** The shares of a chain, and what is left for nobody that is measured: 0 to 1, null when it is not known. */
export type Chain = { layers: LayerShare[]; restShare: number | null };

/** Works out a chain of layers, given in the order in which they are asked. */
export function chainOf(layers: readonly ChainLayer[]): Chain {
  const entering = layers[0]?.requestCount ?? null;
  const ofEntering = (count: number | null) =>
    count === null || entering === null || entering <= 0 ? null : Math.min(1, count / entering);
  const shares = layers.map((one, i): LayerShare => {
    const next = layers[i + 1];
    const asked = ofEntering(one.requestCount);
    const through = passThrough(layers.slice(i + 1));
    const isLoader = one.layer === LOADER_LAYER;
    return {
      layer: one.layer,
      share: ofEntering(one.hits),
      savedCalls: next && one.hits !== null ? one.hits : null,
      savedMs: next && next.meanMs !== null && one.hits !== null ? one.hits * next.meanMs : null,
      loadsPerPoint: isLoader || asked === null || through === null ? null : 0.01 * asked * through,
    };
  });
  const known = shares.flatMap(({ share }) => share ?? []);
  return {
    layers: shares,
    restShare: known.length < shares.length || known.length === 0 ? null : rest(known),
  };
}

const rest = (shares: readonly number[]) =>
  Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));

/** The share of look-ups that all of these caches let through; the loader lets none. */
function passThrough(after: readonly ChainLayer[]): number | null {
  let through = 1;
  for (const { layer, hits, requestCount } of after) {
    if (layer === LOADER_LAYER) break;
    if (hits === null || requestCount === null || requestCount <= 0) return null;
    through *= 1 - hits / requestCount;
  }
  return through;
}
