import type {
  CacheChain,
  CacheFigures,
  CacheGroup,
  CacheKey,
  CachesParams,
  CachesResponse,
} from "@/lib/contract/caches.ts";
import { CACHE_LENS, type CacheMeasure } from "@/lib/domain/cache-lens.ts";
import { answeredRatioOf, chainOf, compareLayers, flowOf } from "@/lib/domain/caches.ts";
import { judgedStep } from "@/lib/domain/nice-steps.ts";
import { readPool } from "@/lib/platform/db.ts";
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import {
  drawnCaches,
  type FoundLayer,
  fallOf,
  type LookUpsAt,
  type WholeOfCaches,
} from "./cache-drawn.ts";
import { CacheLayerLines, type CacheLine } from "./cache-groups.ts";
import { cacheSpanFigures, queriesPerSecondOf, spanCaches } from "./cache-spans.ts";
import {
  answerCompared,
  type ConcernFound,
  type ConcernQuestion,
  type FoundGroup,
} from "./concern-answer.ts";
import { readRequestCounts, writable } from "./databases.ts";
import { readLens } from "./lens-lines.ts";
import { onceBySeries } from "./once-by-series.ts";
import { onceBySlot } from "./once-by-slot.ts";
import { readOperations } from "./operation-lines.ts";
import { planFor } from "./request-loading.ts";

type More = Pick<CacheGroup, "source" | "fall">;
type Group = FoundGroup<CacheKey, CacheFigures> & More;
type Found = FoundLayer<Group>;

/** Caches by service, cache and layer, and the way of a look-up through them. Throws `ParameterError`. */
export async function queryCaches(params: CachesParams, nowMs: number): Promise<CachesResponse> {
  const { extras, ...answer } = await answerCompared(params, nowMs, (question) =>
    readCaches(question, params),
  );
  return { ...answer, chains: extras };
}

const passes = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

/** The layers of caches in one range. */
export async function readCaches(
  question: ConcernQuestion,
  wanted: Pick<CachesParams, "cache" | "layer" | "compare" | "step">,
): Promise<ConcernFound<CacheKey, CacheFigures, CacheChain[], More, WholeOfCaches>> {
  const { range, step, filters, nowMs } = question;
  const isCompared = wanted.compare !== undefined && wanted.step === undefined;
  const oldestMs = isCompared ? 2 * range.fromMs - range.toMs : range.fromMs;
  const leastStep = planFor(range, step, nowMs, oldestMs).stepSeconds;
  const { plan, lines, passed } = await inSnapshot(readPool(), (client) =>
    readLens(client, {
      ...{ lens: CACHE_LENS, filters, range, step: step && leastStep, leastStep, nowMs },
      groupOf,
      spare: question.isJudged ? SPARE : undefined,
    }),
  );
  const asked = {
    level: "target",
    ...{ nowMs, filters: writable(filters) },
    plan: planFor(range, plan.stepSeconds, nowMs, range.fromMs),
  } as const;
  const [lookUps, queries] = await Promise.all([
    readOperations(readPool(), { ...asked, concern: "caches" }),
    readOperations(readPool(), { ...asked, concern: "databases" }),
  ]);
  const { points } = plan;
  const partSeconds = judgedStep(range);
  /** `lookUps`: of a bucket, as everybody asks for them. */
  const toFound = (told: Omit<Group, "course" | "totals">, lookUps: LookUpsAt): Found => {
    const known = onceBySlot(lookUps);
    const fall = question.isPage ? fallOf(told.key.layer, known, { plan, partSeconds }) : undefined;
    const course = (slot: number) => known(slot).hitRatio;
    const group = {
      ...told,
      totals: told.at(points),
      course,
      ...(question.isPage ? { fall } : {}),
    };
    return { key: told.key, group, lookUps: known };
  };
  const byMetrics = layersOf(lines).map((layer) => {
    const seconds = (slot: number) => passed(slot, slot === points ? null : layer.newest);
    const at = (slot: number) => layer.figures(slot, { points, seconds: seconds(slot) });
    return toFound({ key: layer.key, source: "metrics", at }, (slot) =>
      layer.lookUps(slot, seconds(slot)),
    );
  });
  const told = spanCaches(lookUps, lines);
  const requestsOf =
    told.length === 0 ? () => [] : await readRequestCounts(question, plan.stepSeconds);
  const bySpans = told.map((layer) => {
    const requests = requestsOf(layer.key);
    const at = (slot: number) => {
      const reported = (requests[slot] ?? null) !== null;
      return cacheSpanFigures(layer, { slot, points, seconds: passed(slot, null), reported });
    };
    return toFound({ key: layer.key, source: "spans", at }, at);
  });
  const found = [...byMetrics, ...bySpans].sort((a, b) => compareKeys(a.key, b.key));
  const groups = found.map(({ group }) => group);
  const chains = withSavings(groups, queriesPerSecondOf(queries, passed(points, null)));
  return {
    plan,
    groups: groups.filter(
      ({ key }) => passes(wanted.cache, key.cache) && passes(wanted.layer, key.layer),
    ),
    extras: chains.filter(({ key }) => passes(wanted.cache, key.cache)),
    drawn: () =>
      drawnCaches(
        found.filter(
          ({ key }) => passes(wanted.cache, key.cache) && passes(wanted.layer, key.layer),
        ),
      ),
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

/** What no cache is judged by. */
const SPARE = {
  measures: new Set<CacheMeasure>([
    ...(["evictions", "entries", "sizeBytes", "limitBytes", "limitEntries", "durationMs"] as const),
  ]),
  thingOf: (one: Parameters<typeof keyOf>[0]): string => JSON.stringify(keyOf(one)),
};

const groupOf = (one: Parameters<typeof keyOf>[0] & Pick<CacheLine, "library">): string =>
  JSON.stringify([keyOf(one), one.library]);

const named = onceBySeries((line: CacheLine) => {
  const key = keyOf(line);
  return { key, text: JSON.stringify(key) };
});

function layersOf(lines: readonly CacheLine[]): CacheLayerLines[] {
  const byKey = new Map<string, { key: CacheKey; lines: CacheLine[] }>();
  for (const line of lines) {
    const { key, text } = named(line);
    const known = byKey.get(text) ?? { key, lines: [] };
    known.lines.push(line);
    byKey.set(text, known);
  }
  return [...byKey.values()].map(({ key, lines }) => new CacheLayerLines(key, lines));
}

/** By cache, then in the order in which its layers are asked. */
function compareKeys(a: CacheKey, b: CacheKey): number {
  const [first, second] = [cacheText(a), cacheText(b)];
  if (first !== second) return first < second ? -1 : 1;
  return compareLayers(a.layer, b.layer);
}

const cacheText = ({ service, namespace, environment, cache }: CacheKey) =>
  JSON.stringify([service, namespace, environment, cache]);

/** The chains of groups that stand in the order of their layers; each group's totals learn what it saves. */
function withSavings(
  groups: readonly Group[],
  queriesPerSecond: (service: CacheKey) => number | null,
): CacheChain[] {
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
    const flow = flowOf(members.map(({ key, totals }) => ({ ...totals, layer: key.layer })));
    return [
      {
        key,
        lookupsPerSecond: first.totals.throughputPerSecond,
        hitRatio: flow && answeredRatioOf([flow]),
        databaseQueriesPerSecond: queriesPerSecond(first.key),
        ...chain,
      },
    ];
  });
}
