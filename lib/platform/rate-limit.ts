import type { Redis } from "ioredis";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import { redisConnection } from "./redis.ts";

/** Reads and writes have a budget each, per principal. */
export type RateClass = "read" | "write";

const WINDOW_SECONDS = 60;
const POINTS: Record<RateClass, number> = { read: 6_000, write: 600 };

/** What is left of a budget. `retryAfterSeconds` is null while there is something left. */
export type RateVerdict = { headers: Record<string, string>; retryAfterSeconds: number | null };

export type RateLimit = (rateClass: RateClass, principalId: string) => Promise<RateVerdict>;

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
  const limiters: Record<RateClass, RateLimiterAbstract> = {
    read: limiterOf("read", points.read, options.redis),
    write: limiterOf("write", points.write, options.redis),
  };
  return async (rateClass, principalId) => {
    const policy = `"${rateClass}";q=${points[rateClass]};w=${WINDOW_SECONDS}`;
    const outcome = await consume(limiters[rateClass], principalId);
    const resetSeconds = Math.max(1, Math.ceil(outcome.msBeforeNext / 1_000));
    const headers = {
      "ratelimit-policy": policy,
      ratelimit: `"${rateClass}";r=${outcome.remainingPoints};t=${resetSeconds}`,
    };
    return { headers, retryAfterSeconds: outcome.refused ? resetSeconds : null };
  };
}

type Outcome = { remainingPoints: number; msBeforeNext: number; refused: boolean };

/** The limiter rejects with its result when nothing is left, and with an error when it is broken. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<Outcome> {
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key);
    return { remainingPoints, msBeforeNext, refused: false };
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    return { remainingPoints: 0, msBeforeNext: reason.msBeforeNext, refused: true };
  }
}

function limiterOf(rateClass: RateClass, points: number, redis: Redis | null): RateLimiterAbstract {
  const own = { points, duration: WINDOW_SECONDS, keyPrefix: `headroom:rate:${rateClass}` };
  const inProcess = new RateLimiterMemory(own);
  if (redis === null) return inProcess;
  return new RateLimiterRedis({
    ...own,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: inProcess,
  });
}

// Next bundles this module more than once in a process; a budget must be counted once.
declare global {
  var headroomRateLimit: RateLimit | undefined;
}

/** The limit of this process, over Redis when an address is given on the first call. */
export function rateLimit(redisUrl: string | null): RateLimit {
  globalThis.headroomRateLimit ??= createRateLimit({
    redis: redisConnection(redisUrl),
  });
  return globalThis.headroomRateLimit;
}
