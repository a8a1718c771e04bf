import { createCircuitBreaker } from "@headroom/sdk/circuit-breaker";
import { createRateLimiter, type RateLimiter } from "@headroom/sdk/rate-limiter";
import type { Redis } from "ioredis";
import { redisConnection } from "./redis.ts";

/** Reads and writes have a budget each, per principal. */
export type RateClass = "read" | "write";

const WINDOW_SECONDS = 60;
const POINTS: Record<RateClass, number> = { read: 6_000, write: 600 };
/** A request waits no longer than this for Redis, and not at all after some that did. */
const REDIS_MS = 250;
const REDIS_FAILURES = 5;
const REDIS_PAUSE_MS = 5_000;

/** What is left of a budget. `retryAfterSeconds` is null while there is something left. */
export type RateVerdict = { headers: Record<string, string>; retryAfterSeconds: number | null };

/** One request: of which class, by whom, to which route. */
export type RatedRequest = { rateClass: RateClass; principalId: string; route: string };

export type RateLimit = (request: RatedRequest) => Promise<RateVerdict>;

/**
 * Counts requests a minute per principal: in this process, or over all processes in Redis. While Redis is
 * away each process counts by itself. The headers follow the IETF draft of the RateLimit fields.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function createRateLimit(options: {
  redis: Redis | null;
  points?: Record<RateClass, number>;
}): RateLimit {
  const points = options.points ?? POINTS;
  const shared = options.redis === null ? {} : overRedis(options.redis);
  const limiterOf = (name: RateClass): RateLimiter =>
    createRateLimiter({ name, requests: points[name], windowSeconds: WINDOW_SECONDS, ...shared });
  const limiters = { read: limiterOf("read"), write: limiterOf("write") };
  return async ({ rateClass, principalId, route }) => {
    const limiter = limiters[rateClass];
    const verdict = await limiter.spend(principalId, { "http.route": route });
    const { "Retry-After": _, ...headers } = verdict.headers;
    return { headers, retryAfterSeconds: verdict.allowed ? null : verdict.resetSeconds };
  };
}

const overRedis = (redis: Redis) => ({
  redis,
  breaker: createCircuitBreaker({
    name: "redis",
    dependency: "redis",
    trip: { failuresInARow: REDIS_FAILURES },
    timeoutMs: REDIS_MS,
    openMs: REDIS_PAUSE_MS,
  }),
});

// Next bundles this module more than once in a process; a budget must be counted once.
declare global {
  var headroomRateLimit: RateLimit | undefined;
}

/** The limit of this process, over Redis when an address is given on the first call. */
export function rateLimit(redisUrl: string | null): RateLimit {
  globalThis.headroomRateLimit ??= createRateLimit({ redis: redisConnection(redisUrl) });
  return globalThis.headroomRateLimit;
}
