import { LRUCache } from "lru-cache";
import type { CacheFigures } from "@/lib/domain/headroom.ts";

// Next bundles this module more than once in a process; every cache must be counted.
declare global {
  var headroomCaches: Set<() => CacheFigures> | undefined;
}

/** A cache in this process whose lookups are counted under a name. Make it once: it is counted for good. */
export class CountedCache<Key extends {}, Value extends {}> extends LRUCache<Key, Value> {
  private hits = 0;
  private misses = 0;

  constructor(
    readonly name: string,
    options: LRUCache.Options<Key, Value, unknown>,
  ) {
    let evictions = 0;
    const dispose: LRUCache.Disposer<Key, Value> = (_value, _key, reason) => {
      if (reason === "evict") evictions++;
    };
    super({ ...options, dispose });
    globalThis.headroomCaches ??= new Set();
    globalThis.headroomCaches.add(() => ({
      name,
      layer: "l1",
      hits: this.hits,
      misses: this.misses,
      evictions,
      entries: this.size,
      mostEntries: options.max ?? null,
    }));
  }

  override get(key: Key, options?: LRUCache.GetOptions<Key, Value, unknown>): Value | undefined {
    const value = super.get(key, options);
    if (value === undefined) this.misses++;
    else this.hits++;
    return value;
  }
}

/** The caches of this process by name; those of one name are added up. */
export function cacheFigures(): CacheFigures[] {
  const byName = new Map<string, CacheFigures>();
  for (const figuresOf of globalThis.headroomCaches ?? []) {
    const one = figuresOf();
    const known = byName.get(one.name);
    if (!known) {
      byName.set(one.name, one);
      continue;
    }
    known.hits += one.hits;
    known.misses += one.misses;
    known.evictions += one.evictions;
    known.entries += one.entries;
  }
  return [...byName.values()];
}
