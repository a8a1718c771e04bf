import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createRateLimit, type RateClass } from "./rate-limit.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const of = (rateClass: RateClass, principalId: string) => ({
  rateClass,
  principalId,
  route: "/api/v1/services",
});

it("refuses what is over the budget, for that principal and that class alone, until the window ends", async () => {
  const limit = createRateLimit({ redis: null, points: { read: 2, write: 1 } });
  const first = await limit(of("read", "user:1"));
  expect(first).toEqual({
    headers: { "RateLimit-Policy": '"read";q=2;w=60', RateLimit: '"read";r=1;t=60' },
    retryAfterSeconds: null,
  });
  vi.advanceTimersByTime(20_000);
  expect((await limit(of("read", "user:1"))).headers.RateLimit).toBe('"read";r=0;t=40');
  expect(await limit(of("read", "user:1"))).toMatchObject({
    headers: { RateLimit: '"read";r=0;t=40' },
    retryAfterSeconds: 40,
  });
  expect((await limit(of("read", "user:2"))).retryAfterSeconds).toBeNull();
  expect((await limit(of("write", "user:1"))).retryAfterSeconds).toBeNull();
  vi.advanceTimersByTime(40_001);
  expect((await limit(of("read", "user:1"))).retryAfterSeconds).toBeNull();
});

it("goes on counting in this process while Redis is away", async () => {
  const redis = new Redis({ lazyConnect: true, enableOfflineQueue: false });
  const limit = createRateLimit({ redis, points: { read: 1, write: 1 } });
  expect((await limit(of("read", "user:1"))).retryAfterSeconds).toBeNull();
  expect((await limit(of("read", "user:1"))).retryAfterSeconds).toBe(60);
  redis.disconnect();
});
