import type { CreateDriverResult, L1CacheDriver } from "bentocache/types";
import { LRUCache } from "lru-cache";

export type MemoryLayer = {
  driver: CreateDriverResult<L1CacheDriver>;
  /** Entries at present. */
  size: () => number;
  /** Null: all. */
  forget: (keys: string[] | null) => void;
};

/** The first layer: serialised entries in this process, the least recently used leave when `maxEntries` is reached. */
export function memoryLayer(options: { maxEntries: number; onEvict: () => void }): MemoryLayer {
  const entries = new LRUCache<string, string>({
    max: options.maxEntries,
    dispose: (_value, _key, reason) => {
      if (reason === "evict") options.onEvict();
    },
  });
  return {
    driver: { options: {}, factory: () => driverOver(entries, "") },
    size: () => {
      entries.purgeStale();
      return entries.size;
    },
    forget: (keys) => {
      if (keys === null) entries.clear();
      else for (const key of keys) entries.delete(key);
    },
  };
}

function driverOver(entries: LRUCache<string, string>, prefix: string): L1CacheDriver {
  const keyOf = (key: string) => `${prefix}${key}`;
  const remove = (key: string) => entries.delete(keyOf(key));
  return {
    type: "l1",
    namespace: (namespace) => driverOver(entries, `${prefix}${namespace}:`),
    get: (key) => entries.get(keyOf(key)),
    pull: (key) => {
      const value = entries.get(keyOf(key));
      remove(key);
      return value;
    },
    set: (key, value, ttlMs) => {
      entries.set(keyOf(key), value, ttlMs === undefined ? {} : { ttl: ttlMs });
      return true;
    },
    clear: () => {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key);
    },
    delete: remove,
    deleteMany: (keys) => keys.map(remove).some(Boolean),
    getRemainingTtl: (key) => entries.getRemainingTTL(keyOf(key)),
    disconnect: () => {},
  };
}
