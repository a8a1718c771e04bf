import { describe, expect, test } from "vitest";
import { CACHE_LENS, CACHE_ROWS } from "./cache-lens.ts";
import { untestedRows } from "./test-support/untested-rows.ts";

type Golden = [
  metric: string,
  attributes: Record<string, string>,
  measure: string,
  cache: string,
  layer: string,
  given?: { unit?: string; resource?: Record<string, string> },
];

const users = { "cache.name": "users", "cache.layer": "l2" };
const asked = (result: string) => ({ ...users, "cache.result": result });
const csc = (result: string) => ({ "redis.client.csc.result": result });
const dotnet = (type: string) => ({ "dotnet.cache.name": "a", "dotnet.cache.request.type": type });
const nginx = (outcome: string) => ({
  "nginx.cache.name": "pages",
  "nginx.cache.outcome": outcome,
});
const redis = { resource: { "server.address": "cache-1" } };
const database = { resource: { "postgresql.database.name": "orders" } };

/** The words of nginx, which others took over. */
const byStatus = (metric: string, attribute: string): Golden[] =>
  (
    [
      ["HIT", "hits"],
      ["STALE", "staleHits"],
      ["MISS", "misses"],
      ["BYPASS", "passed"],
    ] as const
  ).map(([status, measure]) => [metric, { [attribute]: status }, measure, "proxy", "proxy"]);

const GOLDEN: Golden[] = [
  ["cache.requests", asked("hit"), "hits", "users", "l2"],
  ["cache.requests", asked("stale"), "staleHits", "users", "l2"],
  ["cache.requests", asked("miss"), "misses", "users", "l2"],
  ["cache.requests", asked("error"), "errors", "users", "l2"],
  ["cache.requests", { "cache.name": "a", "cache.request.type": "hit" }, "hits", "a", ""],
  ["cache.operation.duration", users, "durationMs", "users", "l2", { unit: "s" }],
  ["cache.evictions", users, "evictions", "users", "l2"],
  ["cache.entries", users, "entries", "users", "l2"],
  ["cache.hits", {}, "hits", "", ""],
  ["cache.hits", { name: "users" }, "hits", "users", ""],
  ["cache.misses", { cache: "users", layer: "l1" }, "misses", "users", "l1"],
  ["cache.stale_hits", users, "staleHits", "users", "l2"],
  ["cache.errors", users, "errors", "users", "l2"],
  ["cache.usage", users, "sizeBytes", "users", "l2", { unit: "By" }],
  ["cache.max_entries", users, "limitEntries", "users", "l2"],
  ["cache.hit_ratio", users, "hitRatio", "users", "l2", { unit: "1" }],
  ["cache.size", users, "sizeBytes", "users", "l2", { unit: "By" }],
  ["cache.size", users, "entries", "users", "l2"],
  ["cache.gets", { ...users, result: "hit" }, "hits", "users", "l2"],
  ["cache.gets", { ...users, result: "miss" }, "misses", "users", "l2"],
  ["redis.client.csc.requests", csc("hit"), "hits", "redis client", "l1"],
  ["redis.client.csc.requests", csc("miss"), "misses", "redis client", "l1"],
  ["redis.client.csc.evictions", {}, "evictions", "redis client", "l1"],
  ["redis.client.csc.items", {}, "entries", "redis client", "l1"],
  ["dotnet.cache.requests", dotnet("hit"), "hits", "a", "l1"],
  ["dotnet.cache.requests", { "dotnet.cache.request.result": "miss" }, "misses", "memory", "l1"],
  ["dotnet.cache.evictions", {}, "evictions", "memory", "l1"],
  ["dotnet.cache.entries", {}, "entries", "memory", "l1"],
  ["bentocache_hits", { store: "users", key: "users:*" }, "hits", "users", ""],
  ["bentocache_misses", { store: "users" }, "misses", "users", ""],
  ["bentocache_graced_hits", { store: "users" }, "staleHits", "users", ""],
  ["redis.keyspace.hits", {}, "hits", "cache-1", "server", redis],
  ["redis.keyspace.misses", {}, "misses", "redis", "server"],
  ["redis.keys.evicted", {}, "evictions", "redis", "server"],
  ["redis.db.keys", { db: "0" }, "entries", "redis", "server"],
  ["redis.memory.used", {}, "sizeBytes", "redis", "server", { unit: "By" }],
  ["redis.maxmemory", {}, "limitBytes", "redis", "server", { unit: "By" }],
  ["memcached.operations", { type: "hit", operation: "get" }, "hits", "memcached", "server"],
  ["memcached.operations", { type: "miss", operation: "get" }, "misses", "memcached", "server"],
  ["memcached.evictions", {}, "evictions", "memcached", "server"],
  ["memcached.current_items", {}, "entries", "memcached", "server"],
  ["memcached.bytes", {}, "sizeBytes", "memcached", "server", { unit: "By" }],
  ["memcached.operation_hit_ratio", { operation: "get" }, "hitRatio", "memcached", "server"],
  ["nginx.cache.responses", nginx("HIT"), "hits", "pages", "proxy"],
  ["nginx.cache.responses", nginx("REVALIDATED"), "hits", "pages", "proxy"],
  ["nginx.cache.responses", nginx("STALE"), "staleHits", "pages", "proxy"],
  ["nginx.cache.responses", nginx("UPDATING"), "staleHits", "pages", "proxy"],
  ["nginx.cache.responses", nginx("MISS"), "misses", "pages", "proxy"],
  ["nginx.cache.responses", nginx("EXPIRED"), "passed", "pages", "proxy"],
  ["nginx.cache.responses", nginx("BYPASS"), "passed", "pages", "proxy"],
  ["nginx.cache.memory.usage", {}, "sizeBytes", "proxy", "proxy"],
  ["nginx.cache.memory.limit", {}, "limitBytes", "proxy", "proxy"],
  ["nginx.http.requests", { cache_status: "HIT" }, "hits", "proxy", "proxy"],
  ["nginx.requests", { cache_status: "MISS" }, "misses", "proxy", "proxy"],
  ["nginxplus_cache_hit_responses", { cache: "a" }, "hits", "a", "proxy"],
  ["nginxplus_cache_revalidated_responses", { cache: "a" }, "hits", "a", "proxy"],
  ["nginxplus_cache_stale_responses", { cache: "a" }, "staleHits", "a", "proxy"],
  ["nginxplus_cache_updating_responses", { cache: "a" }, "staleHits", "a", "proxy"],
  ["nginxplus_cache_miss_responses", { cache: "a" }, "misses", "a", "proxy"],
  ["nginxplus_cache_expired_responses", { cache: "a" }, "passed", "a", "proxy"],
  ["nginxplus_cache_bypass_responses", { cache: "a" }, "passed", "a", "proxy"],
  ["nginxplus_cache_size", { cache: "a" }, "sizeBytes", "a", "proxy"],
  ["nginxplus_cache_max_size", { cache: "a" }, "limitBytes", "a", "proxy"],
  ["cdn.requests", { cdn: "edge", cache_status: "hit" }, "hits", "edge", "proxy"],
  ["http.cache.requests", { "cache.status": "miss" }, "misses", "proxy", "proxy"],
  ["nginx_vts_server_cache", { host: "shop", status: "hit" }, "hits", "shop", "proxy"],
  ["varnish.cache.operation.count", { operation: "hit_pass" }, "passed", "proxy", "proxy"],
  ...byStatus("nginx.http.requests", "cache_status"),
  ...byStatus("nginx.requests", "upstream_cache_status"),
  ...byStatus("cdn.requests", "cdn.cache_status"),
  ...byStatus("http.cache.requests", "cache.status"),
  ...byStatus("nginx_vts_server_cache", "status"),
  ...byStatus("varnish.cache.operation.count", "operation"),
  ["postgresql.blks_hit", {}, "hits", "orders", "buffer", database],
  ["postgresql.blks_read", {}, "misses", "orders", "buffer", database],
  ["pg_stat_database_blks_hit", { datname: "orders" }, "hits", "orders", "buffer"],
  ["pg_stat_database_blks_read", { datname: "orders" }, "misses", "orders", "buffer"],
];

const read = ([metric, attributes, , , , given]: Golden, spell: (name: string) => string) =>
  CACHE_LENS.read({
    name: spell(metric),
    unit: given?.unit ?? "",
    attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, value])),
    resource: new Map(Object.entries(given?.resource ?? {})),
  });

describe.each([
  ["as it is sent", (name: string) => name],
  ["through Prometheus", (name: string) => `${name.replaceAll(".", "_")}_total`],
])("%s", (_, spell) => {
  test.each(GOLDEN)("%s %j is %s of %s/%s", (...golden) => {
    const reading = read(golden, spell);
    const [, , measure, cache, layer] = golden;
    expect(reading?.measure).toBe(measure);
    expect(reading?.dimensions).toEqual({ cache, layer });
  });
});

test("every row has its golden line", () => {
  const goldens = GOLDEN.map(([name, attributes, , , , given]) => ({ name, attributes, ...given }));
  expect(untestedRows(CACHE_ROWS, goldens)).toEqual([]);
});

test("what is neither hit nor miss is not read", () => {
  expect(read(["cache.requests", asked("write"), "", "", ""], (name) => name)).toBeNull();
  expect(read(["nginx.requests", {}, "", "", ""], (name) => name)).toBeNull();
});

test("a ratio in per cent and a duration in seconds are normalised", () => {
  const ratio = ["memcached.operation_hit_ratio", {}, "", "", "", { unit: "%" }] as Golden;
  expect(read(ratio, (name) => name)?.factor).toBe(0.01);
  const duration = ["cache.operation.duration", {}, "", "", "", { unit: "s" }] as Golden;
  expect(read(duration, (name) => name)?.factor).toBe(1_000);
});
