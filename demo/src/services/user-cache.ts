import { metrics } from "@opentelemetry/api";
import { Redis } from "ioredis";
import * as log from "./log.ts";

export type UserCache = {
  /** The cached value, else what `load` finds, kept for five minutes; a Redis that is away is a miss. */
  getOrLoad: (id: number, load: () => Promise<unknown>) => Promise<unknown>;
  close: () => void;
};

const TTL_SECONDS = 300;

const requests = metrics.getMeter("shop").createCounter("cache.requests", {
  description: "Look-ups in a cache.",
  unit: "{request}",
});

/** Users cached in Redis; without a URL every look-up loads. */
export function openUserCache(url: string | undefined): UserCache {
  if (url === undefined || url === "") return { getOrLoad: (_id, load) => load(), close: () => {} };
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  redis.on("error", (error) => log.warn("redis is away", { "exception.message": error.message }));

  const getOrLoad = async (id: number, load: () => Promise<unknown>): Promise<unknown> => {
    const key = `user:${id}`;
    const cached = await redis.get(key).catch(() => null);
    count(cached === null ? "miss" : "hit");
    if (cached !== null) return JSON.parse(cached);
    const loaded = await load();
    if (loaded !== undefined) {
      await redis.set(key, JSON.stringify(loaded), "EX", TTL_SECONDS).catch(() => null);
    }
    return loaded;
  };
  return { getOrLoad, close: () => redis.disconnect() };
}

function count(result: "hit" | "miss"): void {
  requests.add(1, { "cache.name": "users", "cache.layer": "l2", "cache.result": result });
}
