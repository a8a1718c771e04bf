import type { ClientBase } from "pg";
import type {
  CacheChain,
  CacheFigures,
  CacheKey,
  CachesParams,
  CachesResponse,
} from "@/lib/contract/caches.ts";
import { CACHE_LENS } from "@/lib/domain/cache-lens.ts";
import { chainOf, compareLayers } from "@/lib/domain/caches.ts";
import { CacheLayerLines, type CacheLine } from "./cache-groups.ts";
import {
  answerConcern,
  type ConcernFound,
  type ConcernGroup,
  type ConcernQuestion,
  pointsOf,
} from "./concern-answer.ts";
import { readLens } from "./lens-lines.ts";

type Group = ConcernGroup<CacheKey, CacheFigures>;

/** Caches by service, cache and layer, and the way of a look-up through them. Throws `ParameterError`. */
export async function queryCaches(params: CachesParams, nowMs: number): Promise<CachesResponse> {
  const { extras, ...answer } = await answerConcern(params, nowMs, (client, question) =>
    readCaches(client, question, params),
  );
  return { ...answer, chains: extras };
}

const passes = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

async function readCaches(
  client: ClientBase,
  question: ConcernQuestion,
  wanted: Pick<CachesParams, "cache" | "layer">,
): Promise<ConcernFound<CacheKey, CacheFigures, CacheChain[]>> {
  const { plan, lines, passed } = await readLens(client, {
    ...question,
    lens: CACHE_LENS,
    groupOf: (one) => JSON.stringify([keyOf(one), one.library]),
  });
  const groups = layersOf(lines).map((layer): Group => {
    const at = (slot: number) => {
      const newest = slot === plan.points ? null : layer.newest;
      return layer.figures(slot, { points: plan.points, seconds: passed(slot, newest) });
    };
    return { key: layer.key, totals: at(plan.points), points: pointsOf(plan, at) };
  });
  const chains = withSavings(groups);
  return {
    plan,
    groups: groups.filter(
      ({ key }) => passes(wanted.cache, key.cache) && passes(wanted.layer, key.layer),
    ),
    extras: chains.filter(({ key }) => passes(wanted.cache, key.cache)),
  };
}

const keyOf = ({
  namespace,
  service,
  environment,
  dimensions,
}: Pick<CacheLine, "namespace" | "service" | "environment" | "dimensions">): CacheKey => ({
  namespace,
  service,
  environment,
  cache: dimensions.cache,
  layer: dimensions.layer,
});

function layersOf(lines: readonly CacheLine[]): CacheLayerLines[] {
  const byKey = new Map<string, { key: CacheKey; lines: CacheLine[] }>();
  for (const line of lines) {
    const key = keyOf(line);
    const text = JSON.stringify(key);
    const known = byKey.get(text) ?? { key, lines: [] };
    known.lines.push(line);
    byKey.set(text, known);
  }
  return [...byKey.values()]
    .map(({ key, lines }) => new CacheLayerLines(key, lines))
    .sort((a, b) => {
      const [first, second] = [cacheText(a.key), cacheText(b.key)];
      if (first !== second) return first < second ? -1 : 1;
      return compareLayers(a.key.layer, b.key.layer);
    });
}

const cacheText = ({ service, namespace, environment, cache }: CacheKey) =>
  JSON.stringify([service, namespace, environment, cache]);

/** The chains of groups that stand in the order of their layers; each group's totals learn what it saves. */
function withSavings(groups: readonly Group[]): CacheChain[] {
  const byCache = new Map<string, Group[]>();
  for (const group of groups) {
    const text = cacheText(group.key);
    byCache.set(text, [...(byCache.get(text) ?? []), group]);
  }
  return [...byCache.values()].flatMap((members): CacheChain[] => {
    const [first] = members;
    if (!first) return [];
    const chain = chainOf(members.map(({ key, totals }) => ({ ...totals, layer: key.layer })));
    for (const [i, { totals }] of members.entries()) {
      totals.savedCalls = chain.layers[i]?.savedCalls ?? null;
      totals.savedMs = chain.layers[i]?.savedMs ?? null;
    }
    const { layer: _layer, ...key } = first.key;
    return [{ key, lookupsPerSecond: first.totals.throughputPerSecond, ...chain }];
  });
}
