import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Attributes, MeterProvider } from "@opentelemetry/api";
import type { Redis } from "ioredis";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { instruments } from "./instruments.ts";

export type RateLimiterOptions = {
  /** The policy, such as `api` or `login`. */
  name: string;
  /** How many requests a key may make in a window. */
  requests: number;
  windowSeconds: number;
  /** Counts over all instances; while it is away each instance counts by itself. */
  redis?: Redis;
  /** Guards Redis: while it is open, nobody waits for a Redis that does not answer. */
  breaker?: Pick<CircuitBreaker, "execute">;
  /** The global one unless given. */
  meterProvider?: MeterProvider;
};

/** What is left for a key, with the headers that tell its owner. */
export type LimitVerdict = {
  allowed: boolean;
  remaining: number;
  /** Seconds until the window starts anew. */
  resetSeconds: number;
  headers: Record<string, string>;
};

/** Express middleware, which can also be called with any `node:http` request. */
export type LimitMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => Promise<void>;

export type RateLimiter = {
  /** Spends one request of a key. */
  spend: (key: string, attributes?: Attributes) => Promise<LimitVerdict>;
  /** Answers 429 with `Retry-After` when nothing is left; `keyOf` says whom a request belongs to. */
  middleware: (keyOf: (request: IncomingMessage) => string) => LimitMiddleware;
  close: () => void;
};

/** How many of the keys that were refused most since the last report join those that are reported. */
const BUSIEST_KEYS = 10;
/** Keys that are reported in all; an exporter repeats each of them for good. */
const REPORTED_KEYS = 1_000;
/** Keys that are counted between two reports; more are left out. */
const COUNTED_KEYS = 10_000;

/**
 * Limits requests per key and window. Reports `ratelimiter.requests` by `ratelimiter.name` and `ratelimiter.result`
 * (`allowed`, `rejected`), and the counter `ratelimiter.rejected_keys`: refusals of the busiest keys, by a hash of the
 * key, never the key.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { name, requests, windowSeconds } = options;
  const consume = consumerOf(options);
  const telemetry = limitTelemetry(name, options.meterProvider);
  const policy = `"${name}";q=${requests};w=${windowSeconds}`;
  const spend = async (key: string, attributes: Attributes = {}): Promise<LimitVerdict> => {
    const { remaining, waitMs, allowed } = await consume(key);
    telemetry.spent({ allowed, key, attributes });
    const resetSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
    return {
      allowed,
      remaining,
      resetSeconds,
      headers: {
        "RateLimit-Policy": policy,
        RateLimit: `"${name}";r=${remaining};t=${resetSeconds}`,
        ...(allowed ? {} : { "Retry-After": String(resetSeconds) }),
      },
    };
  };
  return {
    spend,
    middleware: (keyOf) => async (request, response, next) => {
      const verdict = await spend(keyOf(request));
      for (const [header, value] of Object.entries(verdict.headers)) {
        response.setHeader(header, value);
      }
      if (verdict.allowed) return next();
      response.statusCode = 429;
      response.setHeader("Content-Type", "application/json");
      const message = `Too many requests; try again in ${verdict.resetSeconds} s`;
      response.end(JSON.stringify({ error: { code: "rate_limited", message } }));
    },
    close: () => telemetry.stop(),
  };
}

type Consumed = { remaining: number; waitMs: number; allowed: boolean };

/** Spends of a key in Redis; in this process without one, and while it does not answer. */
function consumerOf({ name, requests, windowSeconds, redis, breaker }: RateLimiterOptions) {
  const own = { points: requests, duration: windowSeconds, keyPrefix: `limit:${name}` };
  const inProcess = new RateLimiterMemory(own);
  const alone = (key: string) => consume(inProcess, key);
  if (!redis) return alone;
  const shared = new RateLimiterRedis({ ...own, storeClient: redis, rejectIfRedisNotReady: true });
  const together = (key: string) => consume(shared, key);
  if (!breaker) return (key: string) => together(key).catch(() => alone(key));
  return (key: string) =>
    breaker.execute(
      () => together(key),
      () => alone(key),
    );
}

/** The limiter rejects with its result when nothing is left, and with an error when it is broken. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<Consumed> {
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key);
    return { remaining: remainingPoints, waitMs: msBeforeNext, allowed: true };
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    return { remaining: 0, waitMs: reason.msBeforeNext, allowed: false };
  }
}

type Spent = { allowed: boolean; key: string; attributes: Attributes };

function limitTelemetry(name: string, meterProvider: MeterProvider | undefined) {
  const named = { "ratelimiter.name": name };
  const keys = new RefusedKeys();
  let stopReporting = () => {};
  const current = instruments((meter) => {
    stopReporting();
    const counter = meter.createObservableCounter("ratelimiter.rejected_keys", {
      description: "Refused requests of the busiest keys.",
      unit: "{request}",
    });
    const observe = (result: { observe: (value: number, attributes: Attributes) => void }) => {
      for (const [hash, count] of keys.report()) {
        result.observe(count, { ...named, "ratelimiter.key_hash": hash });
      }
    };
    counter.addCallback(observe);
    stopReporting = () => counter.removeCallback(observe);
    return meter.createCounter("ratelimiter.requests", {
      description: "Requests that a rate limiter was asked about.",
      unit: "{request}",
    });
  }, meterProvider);
  current();
  return {
    stop: () => stopReporting(),
    spent: ({ allowed, key, attributes }: Spent) => {
      const result = allowed ? "allowed" : "rejected";
      current().add(1, { ...attributes, ...named, "ratelimiter.result": result });
      if (allowed) return;
      keys.refuse(createHash("sha256").update(key).digest("hex").slice(0, 12));
    },
  };
}

/**
 * Refusals by key: the busiest of each time between two reports join those that are reported. A key is reported as 0
 * once, before its count: a reader of counters takes the first value for what it was before.
 */
class RefusedKeys {
  readonly #reported = new Map<string, number>();
  readonly #others = new Map<string, number>();

  refuse(hash: string): void {
    const reported = this.#reported.get(hash);
    if (reported !== undefined) this.#reported.set(hash, reported + 1);
    else if (this.#others.has(hash) || this.#others.size < COUNTED_KEYS) {
      this.#others.set(hash, (this.#others.get(hash) ?? 0) + 1);
    }
  }

  report(): Map<string, number> {
    const told = new Map(this.#reported);
    const busiest = [...this.#others].sort((a, b) => b[1] - a[1]).slice(0, BUSIEST_KEYS);
    for (const [hash, count] of busiest) {
      if (this.#reported.size >= REPORTED_KEYS) break;
      this.#reported.set(hash, count);
      told.set(hash, 0);
    }
    this.#others.clear();
    return told;
  }
}
