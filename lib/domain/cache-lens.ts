import { PROXY_LAYER } from "./caches.ts";
import { Lens, type LensRow } from "./lens.ts";

export const CACHE_DIMENSIONS = ["cache", "layer"] as const;
export type CacheDimension = (typeof CACHE_DIMENSIONS)[number];

/**
 * What is told of a cache. `hits`: answered, fresh. `staleHits`: answered after its time. `passed`: let through by
 * rule (bypassed) or because what it held had expired. `errors`: could not answer.
 */
export type CacheMeasure =
  | "hits"
  | "staleHits"
  | "misses"
  | "passed"
  | "errors"
  | "evictions"
  | "entries"
  | "sizeBytes"
  | "limitBytes"
  | "limitEntries"
  | "hitRatio"
  | "durationMs";

type Row = LensRow<CacheDimension, CacheMeasure>;

const NAMES = ["cache.name", "cache", "name", "cache.manager"];
const LAYERS = ["cache.layer", "layer", "cache.tier", "tier"];
const NAMED = { cache: NAMES, layer: LAYERS } as const;

const OUTCOMES = {
  hit: "hits",
  stale: "staleHits",
  graced: "staleHits",
  miss: "misses",
  error: "errors",
} as const;

/** What nginx and the servers that copied its words say of a response. */
const STATUSES = {
  hit: "hits",
  revalidated: "hits",
  stale: "staleHits",
  updating: "staleHits",
  miss: "misses",
  expired: "passed",
  bypass: "passed",
  dynamic: "passed",
  hit_pass: "passed",
  pass: "passed",
} as const;

const row = (
  library: string,
  dimensions: Row["dimensions"],
  metrics: Readonly<Record<string, Row["measure"]>>,
): Row[] =>
  Object.entries(metrics).map(([metric, measure]) => ({ library, metric, measure, dimensions }));

/** A server's own view of what it was asked; which server, if the reporter says so. */
const server = (name: string, attributes: readonly string[]) => ({
  cache: { resource: attributes, otherwise: name },
  layer: { always: "server" },
});
const proxy = (attributes: readonly string[]) => ({
  cache: { attributes, otherwise: "proxy" },
  layer: { always: PROXY_LAYER },
});
const inProcess = (cache: NonNullable<Row["dimensions"]["cache"]>) => ({
  cache,
  layer: { always: "l1" },
});

const REDIS = server("redis", ["server.address", "redis.instance.endpoint"]);
const MEMCACHED = server("memcached", ["server.address"]);
const BUFFER = { cache: { resource: ["postgresql.database.name"], otherwise: "postgresql" } };
const NGINX_STATUS = [
  "cache_status",
  "cache.status",
  "nginx.cache_status",
  "upstream_cache_status",
];

const byStatus = (...attribute: string[]): Row["measure"] => ({ attribute, values: STATUSES });

/** Every library and convention by which a cache is recognised; the first that tells of a cache is believed. */
export const CACHE_ROWS: readonly Row[] = [
  ...row("cache", NAMED, {
    "cache.requests": {
      attribute: ["cache.result", "cache.request.result", "cache.request.type", "result"],
      values: OUTCOMES,
    },
    "cache.operation.duration": "durationMs",
    "cache.evictions": "evictions",
    "cache.entries": "entries",
  }),
  ...row("counters", NAMED, {
    "cache.hits": "hits",
    "cache.misses": "misses",
    "cache.stale_hits": "staleHits",
    "cache.errors": "errors",
    "cache.usage": "sizeBytes",
    "cache.max_entries": "limitEntries",
    "cache.hit_ratio": "hitRatio",
  }),
  {
    library: "counters",
    metric: "cache.size",
    measure: "sizeBytes",
    dimensions: NAMED,
    units: ["By", "KiBy", "MiBy", "GiBy", "kBy", "MBy", "GBy"],
  },
  ...row("micrometer", NAMED, {
    "cache.gets": { attribute: ["result"], values: { hit: "hits", miss: "misses" } },
    "cache.size": "entries",
  }),
  ...row("node-redis", inProcess({ always: "redis client" }), {
    "redis.client.csc.requests": {
      attribute: ["redis.client.csc.result"],
      values: { hit: "hits", miss: "misses" },
    },
    "redis.client.csc.evictions": "evictions",
    "redis.client.csc.items": "entries",
  }),
  ...row("dotnet", inProcess({ attributes: ["dotnet.cache.name"], otherwise: "memory" }), {
    "dotnet.cache.requests": {
      attribute: ["dotnet.cache.request.result", "dotnet.cache.request.type"],
      values: { hit: "hits", miss: "misses" },
    },
    "dotnet.cache.evictions": "evictions",
    "dotnet.cache.entries": "entries",
  }),
  ...row(
    "bentocache",
    { cache: ["store", "bentocache.store"], layer: LAYERS },
    {
      bentocache_hits: "hits",
      bentocache_misses: "misses",
      bentocache_graced_hits: "staleHits",
    },
  ),
  ...row("redis", REDIS, {
    "redis.keyspace.hits": "hits",
    "redis.keyspace.misses": "misses",
    "redis.keys.evicted": "evictions",
    "redis.db.keys": "entries",
    "redis.memory.used": "sizeBytes",
    "redis.maxmemory": "limitBytes",
  }),
  ...row("memcached", MEMCACHED, {
    "memcached.operations": {
      attribute: ["type"],
      values: { hit: "hits", miss: "misses" },
    },
    "memcached.evictions": "evictions",
    "memcached.current_items": "entries",
    "memcached.bytes": "sizeBytes",
  }),
  {
    library: "memcached",
    metric: "memcached.operation_hit_ratio",
    measure: "hitRatio",
    dimensions: MEMCACHED,
    where: { operation: ["get", ""] },
  },
  ...row("nginx", proxy(["nginx.cache.name", "cache", "zone"]), {
    "nginx.cache.responses": byStatus("nginx.cache.outcome", ...NGINX_STATUS),
    "nginx.cache.memory.usage": "sizeBytes",
    "nginx.cache.memory.limit": "limitBytes",
    "nginx.http.requests": byStatus(...NGINX_STATUS),
    "nginx.requests": byStatus(...NGINX_STATUS),
    nginxplus_cache_hit_responses: "hits",
    nginxplus_cache_revalidated_responses: "hits",
    nginxplus_cache_stale_responses: "staleHits",
    nginxplus_cache_updating_responses: "staleHits",
    nginxplus_cache_miss_responses: "misses",
    nginxplus_cache_expired_responses: "passed",
    nginxplus_cache_bypass_responses: "passed",
    nginxplus_cache_size: "sizeBytes",
    nginxplus_cache_max_size: "limitBytes",
  }),
  ...row("cdn", proxy(["cdn.name", "cdn", "zone", "host"]), {
    "cdn.requests": byStatus("cache_status", "cache.status", "cdn.cache_status"),
    "http.cache.requests": byStatus("cache_status", "cache.status", "http.cache_status"),
    nginx_vts_server_cache: byStatus("status"),
    "varnish.cache.operation.count": byStatus("operation"),
  }),
  ...row(
    "postgresql",
    { ...BUFFER, layer: { always: "buffer" } },
    { "postgresql.blks_hit": "hits", "postgresql.blks_read": "misses" },
  ),
  ...row(
    "postgresql",
    {
      cache: { attributes: ["datname"], otherwise: "postgresql" },
      layer: { always: "buffer" },
    },
    { pg_stat_database_blks_hit: "hits", pg_stat_database_blks_read: "misses" },
  ),
];

export const CACHE_LENS = new Lens<CacheDimension, CacheMeasure>(CACHE_DIMENSIONS, CACHE_ROWS);

/** The order in which libraries are believed when two tell of the same layer of a cache. */
export const CACHE_LIBRARIES: readonly string[] = [
  ...new Set(CACHE_ROWS.map(({ library }) => library)),
];
