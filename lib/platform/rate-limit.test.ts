import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createRateLimit } from "./rate-limit.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

it("refuses what is over the budget, for that principal and that class alone, until the window ends", async () => {
  const limit = createRateLimit({ redis: null, points: { read: 2, write: 1 } });
  const first = await limit("read", "user:1");
  expect(first).toEqual({
    headers: { "ratelimit-policy": '"read";q=2;w=60', ratelimit: '"read";r=1;t=60' },
    retryAfterSeconds: null,
  });
  vi.advanceTimersByTime(20_000);
  expect((await limit("read", "user:1")).headers.ratelimit).toBe('"read";r=0;t=40');
  expect(await limit("read", "user:1")).toMatchObject({
    headers: { ratelimit: '"read";r=0;t=40' },
    retryAfterSeconds: 40,
  });
  expect((await limit("read", "user:2")).retryAfterSeconds).toBeNull();
  expect((await limit("write", "user:1")).retryAfterSeconds).toBeNull();
  vi.advanceTimersByTime(40_001);
  expect((await limit("read", "user:1")).retryAfterSeconds).toBeNull();
});

it("goes on counting in this process while Redis is away", async () => {
  const redis = new Redis({ lazyConnect: true, enableOfflineQueue: false });
  const limit = createRateLimit({ redis, points: { read: 1, write: 1 } });
  expect((await limit("read", "user:1")).retryAfterSeconds).toBeNull();
  expect((await limit("read", "user:1")).retryAfterSeconds).toBe(60);
  redis.disconnect();
});
