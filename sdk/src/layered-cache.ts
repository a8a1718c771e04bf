import { AsyncLocalStorage } from "node:async_hooks";
import type { MeterProvider } from "@opentelemetry/api";
import { BentoCache, bentostore, errors } from "bentocache";
import type { Redis } from "ioredis";
import { type CacheTelemetry, cacheTelemetry } from "./cache-telemetry.ts";
import { type MemoryLayer, memoryLayer } from "./memory-layer.ts";
import { type RedisLayer, redisLayer } from "./redis-layer.ts";

export type LayeredCacheOptions = {
  /** What is cached, such as `users`; also the prefix of its keys in Redis. */
  name: string;
  /** How long a value is fresh, in milliseconds. */
  ttlMs: number;
  /** The share by which times to live are shortened at random, so that keys do not expire together (0.1). */
  jitter?: number;
  /** How long after its time a value may still be answered while a fresh one is loaded, in milliseconds (0). */
  staleMs?: number;
  /** Entries in memory (1,000). */
  maxEntries?: number;
  /** Without it there is no second layer, and invalidations stay in this process. */
  redis?: Redis;
  /** An answer of Redis that takes longer is none, in milliseconds (100). */
  redisTimeoutMs?: number;
  /** After a failure Redis is not asked for this time, in milliseconds (1,000). */
  redisPauseMs?: number;
  /** The global one unless given. */
  meterProvider?: MeterProvider;
  /** 0 to 1. */
  random?: () => number;
};

export type LayeredCache<Value> = {
  readonly name: string;
  /**
   * The value from memory, else from Redis, else from `load`, which runs once however many ask for the key at the
   * same time. What `load` finds is kept in both layers; undefined is not kept. A value is what JSON makes of it.
   * Rejects with what `load` rejects with, unless a stale value may stand in.
   */
  getOrLoad: (key: string, load: () => Promise<Value | undefined>) => Promise<Value | undefined>;
  /** Keeps a value that the caller has just written. */
  set: (key: string, value: Value) => Promise<void>;
  /** Forgets keys in all layers and in the memory of every instance. */
  invalidate: (...keys: string[]) => Promise<void>;
  /** Forgets everything, everywhere. */
  invalidateAll: () => Promise<void>;
  /** Ends connections and reporting. */
  close: () => Promise<void>;
};

/** How far a look-up got; events of bentocache say the rest. */
type LookUp = { redis: "not asked" | "answered" | "failed" };

/**
 * A cache in layers: memory (bounded), Redis, and what loads. Bentocache looks up, coalesces and invalidates; this
 * adds measurements per layer, jitter, and a Redis that may come and go: without it memory and loading go on, and
 * when it is back, memory is emptied, since invalidations of that time were not heard.
 */
export function createLayeredCache<Value>(options: LayeredCacheOptions): LayeredCache<Value> {
  const { name, ttlMs, jitter = 0.1, random = Math.random } = options;
  const lookUps = new AsyncLocalStorage<LookUp>();
  const memory = memoryLayer({
    maxEntries: options.maxEntries ?? 1_000,
    onEvict: () => telemetry.evicted(),
  });
  const { meterProvider } = options;
  const telemetry = cacheTelemetry({ name, size: memory.size, meterProvider });
  const redis = redisOf(options, { memory, telemetry, lookUps });
  const bento = bentoOf(options, storeOf(memory.driver, redis));
  listen(bento, { telemetry, lookUps });
  const timed = timedLoad(telemetry);
  const freshMs = () => Math.max(1, Math.round(ttlMs * (1 - jitter * random())));

  const lookUp = async (key: string, load: () => Promise<Value | undefined>) => {
    const startedMs = performance.now();
    let loaded = false;
    const factory = async ({ skip }: { skip: () => undefined }) => {
      loaded = true;
      return (await timed(load)) ?? skip();
    };
    const value = await bento
      .getOrSet<Value | undefined>({ key, ttl: freshMs(), factory })
      .catch((error: unknown) => {
        throw error instanceof errors.E_FACTORY_ERROR ? error.cause : error;
      });
    const inMemory = !loaded && lookUps.getStore()?.redis === "not asked";
    if (inMemory) telemetry.lasted("l1", (performance.now() - startedMs) / 1_000);
    return value;
  };

  return {
    name,
    getOrLoad: (key, load) => lookUps.run({ redis: "not asked" }, () => lookUp(key, load)),
    set: async (key, value) => {
      await bento.set({ key, value, ttl: freshMs() });
      redis?.announce([key]);
    },
    invalidate: async (...keys) => {
      await bento.deleteMany({ keys });
      redis?.announce(keys);
    },
    invalidateAll: async () => {
      await bento.clear();
      redis?.announce(null);
    },
    close: async () => {
      telemetry.stop();
      redis?.close();
      memory.forget(null);
    },
  };
}

type Parts = {
  memory: MemoryLayer;
  telemetry: CacheTelemetry;
  lookUps: AsyncLocalStorage<LookUp>;
};

function redisOf(
  { name, redis, redisTimeoutMs = 100 }: LayeredCacheOptions,
  { memory, telemetry, lookUps }: Parts,
): RedisLayer | null {
  if (!redis) return null;
  return redisLayer({
    redis,
    prefix: `cache:${name}`,
    timeoutMs: redisTimeoutMs,
    onForget: memory.forget,
    onAnswer: ({ failed, seconds }) => {
      telemetry.lasted("l2", seconds);
      const lookUp = lookUps.getStore();
      if (lookUp) lookUp.redis = failed ? "failed" : "answered";
    },
  });
}

const bentoOf = (
  { staleMs = 0, redisPauseMs = 1_000 }: LayeredCacheOptions,
  layers: Layers["layers"],
) =>
  new BentoCache({
    default: "layers",
    stores: { layers },
    grace: staleMs > 0 ? staleMs : false,
    // A stale value is answered at once, and the fresh one is loaded behind it.
    ...(staleMs > 0 ? { timeout: 0 } : {}),
    suppressL2Errors: true,
    l2CircuitBreakerDuration: redisPauseMs,
  });

function storeOf(
  memory: Parameters<ReturnType<typeof bentostore>["useL1Layer"]>[0],
  redis: RedisLayer | null,
) {
  const store = bentostore().useL1Layer(memory);
  return redis === null ? store : store.useL2Layer(redis.driver);
}

type Layers = { layers: ReturnType<typeof bentostore> };

/** Says of each layer that was asked what it answered. */
function listen(
  bento: BentoCache<Layers>,
  { telemetry, lookUps }: { telemetry: CacheTelemetry; lookUps: AsyncLocalStorage<LookUp> },
): void {
  const tellSecond = (found: "hit" | "miss" | "stale") => {
    const redis = lookUps.getStore()?.redis ?? "not asked";
    if (redis !== "not asked") telemetry.asked("l2", redis === "failed" ? "error" : found);
  };
  bento.on("cache:hit", ({ layer, graced }) => {
    const found = graced ? "stale" : "hit";
    if (layer === "l2") {
      telemetry.asked("l1", "miss");
      tellSecond(found);
      return;
    }
    telemetry.asked("l1", found);
    if (graced) tellSecond("miss");
  });
  bento.on("cache:miss", () => {
    telemetry.asked("l1", "miss");
    tellSecond("miss");
  });
}

/** `load` as the third layer: counted and timed. */
const timedLoad =
  (telemetry: CacheTelemetry) =>
  async <Value>(load: () => Promise<Value | undefined>): Promise<Value | undefined> => {
    const startedMs = performance.now();
    try {
      const value = await load();
      telemetry.asked("l3", value === undefined ? "miss" : "hit");
      return value;
    } catch (error) {
      telemetry.asked("l3", "error");
      throw error;
    } finally {
      telemetry.lasted("l3", (performance.now() - startedMs) / 1_000);
    }
  };
