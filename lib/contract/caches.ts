import { z } from "zod";
import {
  concernGroup,
  concernParams,
  concernRange,
  concernWhole,
  coursesParam,
  serviceKeyShape,
} from "./concern.ts";
import { filter, instant } from "./time.ts";

const count = z.number().nullable();
const ms = z.number().nullable();

/** One layer of a cache. Null: not told; 0: told, and nothing happened. */
export const cacheFigures = z.object({
  hits: count.meta({ description: "Answered by this layer, stale answers included" }),
  staleHits: count.meta({ description: "Those of the hits that were past their time" }),
  misses: count,
  passed: count.meta({ description: "Bypassed or expired: neither hit nor miss" }),
  errors: count.meta({ description: "The layer could not answer: neither hit nor miss" }),
  hitRatio: z.number().nullable().meta({ description: "hits / (hits + misses), 0 to 1" }),
  requestCount: count.meta({ description: "All look-ups" }),
  throughputPerSecond: count,
  meanMs: ms,
  p50Ms: ms,
  p95Ms: ms,
  evictions: count,
  entries: count,
  sizeBytes: count,
  limitBytes: count,
  savedCalls: count.meta({ description: "Calls that the next layer was spared: the hits" }),
  savedMs: ms.meta({ description: "hits × mean latency of the next layer" }),
});
export type CacheFigures = z.infer<typeof cacheFigures>;

export const cacheKey = z.object({ ...serviceKeyShape, cache: z.string(), layer: z.string() });
export type CacheKey = z.infer<typeof cacheKey>;

const chainLayer = z.object({
  layer: z.string(),
  share: z.number().nullable().meta({ description: "Of the look-ups that enter, answered here" }),
  savedCalls: count,
  savedMs: ms,
  loadsPerPoint: z.number().nullable().meta({
    description: "More loads for each look-up that enters, if this layer answered a point less",
  }),
});

/** The way of a look-up through the layers of one cache. */
const chain = z.object({
  key: z.object({ ...serviceKeyShape, cache: z.string() }),
  lookupsPerSecond: count,
  hitRatio: z.number().nullable().meta({
    description:
      "Of the whole cache: 1 - what its last layer missed or could not answer / what entered the first",
  }),
  databaseQueriesPerSecond: count.meta({
    description: "Of the service's databases, by its spans; null: none tells",
  }),
  layers: z.array(chainLayer),
  restShare: z.number().nullable().meta({ description: "Answered by nothing that is measured" }),
});
export type CacheChain = z.infer<typeof chain>;

/** From its first bucket to the first after it; null: it lasts. */
const fall = z.object({
  ...{ from: instant, to: instant.nullable() },
  ...{ usual: z.number(), fallen: z.number() },
});

export const cachesResponse = z.object({
  ...concernRange,
  groups: z.array(
    concernGroup(cacheKey, cacheFigures).extend({
      source: z.enum(["metrics", "spans"]).meta({ description: "What counts the look-ups" }),
      fall: fall.nullable().optional().meta({
        description: "With `courses`: the stretch in which it answered less than usual; null: none",
      }),
    }),
  ),
  chains: z.array(chain),
  whole: concernWhole([
    ...(["hitRatio", "throughputPerSecond", "evictions", "staleHits"] as const),
    ...(["answeredPerSecond", "throughPerSecond"] as const),
  ]),
});
export type CachesResponse = z.infer<typeof cachesResponse>;
export type CacheGroup = CachesResponse["groups"][number];

export const cachesParams = concernParams.extend({
  cache: filter,
  layer: filter,
  courses: coursesParam,
});
export type CachesParams = z.infer<typeof cachesParams>;
