import { createLayeredCache, type LayeredCache } from "@headroom/sdk/layered-cache";
import type { Redis } from "ioredis";

const TTL_MS = 120_000;
/** Fewer than there are users, so that Redis has something to answer. */
const MOST_IN_MEMORY = 200;

/** A cache of this service, in memory before Redis. */
export const openCache = <Value>(name: string, redis: Redis | undefined): LayeredCache<Value> =>
  createLayeredCache<Value>({
    name,
    ttlMs: TTL_MS,
    maxEntries: MOST_IN_MEMORY,
    ...(redis && { redis }),
  });
