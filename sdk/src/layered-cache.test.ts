import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createLayeredCache,
  type LayeredCache,
  type LayeredCacheOptions,
} from "./layered-cache.ts";
import { startTestMeter, type TestMeter } from "./test-support/metrics.ts";
import { HAS_REDIS, TestRedis } from "./test-support/redis.ts";

type User = { id: string; visits: number };

let meter: TestMeter;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  meter = startTestMeter();
  closing.push(() => meter.stop());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function cacheOf(options: Partial<LayeredCacheOptions> = {}): LayeredCache<User> {
  const cache = createLayeredCache<User>({
    name: "users",
    ttlMs: 60_000,
    meterProvider: meter.provider,
    ...options,
  });
  closing.push(() => cache.close());
  return cache;
}

const asked = (layer: string, result: string) =>
  meter.value("cache.requests", {
    "cache.name": "users",
    "cache.layer": layer,
    "cache.result": result,
  });

describe("createLayeredCache in memory", () => {
  it("loads once, answers from memory afterwards and counts both", async () => {
    const cache = cacheOf();
    const load = vi.fn(async () => ({ id: "1", visits: 1 }));
    expect(await cache.getOrLoad("1", load)).toEqual({ id: "1", visits: 1 });
    expect(await cache.getOrLoad("1", load)).toEqual({ id: "1", visits: 1 });
    expect(load).toHaveBeenCalledTimes(1);
    expect([await asked("l1", "hit"), await asked("l1", "miss")]).toEqual([1, 1]);
    expect([await asked("l3", "hit"), await asked("l2", "miss")]).toEqual([1, 0]);
    expect(await meter.value("cache.operation.duration", { "cache.layer": "l3" })).toBe(1);
    expect(await meter.value("cache.entries", { "cache.layer": "l1" })).toBe(1);
  });

  it("loads once for a hundred that ask at the same time", async () => {
    const cache = cacheOf();
    const load = vi.fn(async () => {
      await sleep(20);
      return { id: "1", visits: 1 };
    });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => cache.getOrLoad("1", load)),
    );
    expect(load).toHaveBeenCalledTimes(1);
    expect(answers.every((answer) => answer?.id === "1")).toBe(true);
    expect([await asked("l1", "hit"), await asked("l1", "miss")]).toEqual([99, 1]);
  });

  it("answers a stale value at once and loads the fresh one behind it", async () => {
    const cache = cacheOf({ ttlMs: 10, staleMs: 60_000, jitter: 0 });
    let visits = 0;
    const load = async () => {
      visits += 1;
      await sleep(10);
      return { id: "1", visits };
    };
    await cache.getOrLoad("1", load);
    await sleep(25);
    expect(await cache.getOrLoad("1", load)).toEqual({ id: "1", visits: 1 });
    await vi.waitFor(() => expect(visits).toBe(2));
    expect(await asked("l1", "stale")).toBe(1);
  });

  it("keeps no more entries than it may and counts those that left", async () => {
    const cache = cacheOf({ maxEntries: 2 });
    for (const id of ["1", "2", "3"]) await cache.getOrLoad(id, async () => ({ id, visits: 1 }));
    expect(await meter.value("cache.evictions", { "cache.layer": "l1" })).toBe(1);
    expect(await meter.value("cache.entries", { "cache.layer": "l1" })).toBe(2);
  });

  it("keeps nothing when nothing was found, and passes the loader's error on", async () => {
    const cache = cacheOf();
    expect(await cache.getOrLoad("1", async () => undefined)).toBeUndefined();
    const broken = () => Promise.reject(new Error("the database is away"));
    await expect(cache.getOrLoad("1", broken)).rejects.toThrow("the database is away");
    expect([await asked("l3", "miss"), await asked("l3", "error")]).toEqual([1, 1]);
    expect(await cache.getOrLoad("1", async () => ({ id: "1", visits: 3 }))).toEqual({
      id: "1",
      visits: 3,
    });
  });

  it("shortens times to live by up to the given share", async () => {
    const cache = cacheOf({ ttlMs: 100, jitter: 0.9, random: () => 1 });
    const load = vi.fn(async () => ({ id: "1", visits: 1 }));
    await cache.getOrLoad("1", load);
    await sleep(30);
    await cache.getOrLoad("1", load);
    expect(load).toHaveBeenCalledTimes(2);
  });
});

describe.skipIf(!HAS_REDIS)("createLayeredCache over Redis", () => {
  let server: TestRedis;
  beforeEach(async () => {
    server = await TestRedis.start();
    closing.push(() => server.stop());
  });

  /** A cache whose connection stands: until then it goes on without Redis. */
  async function connected(options: Partial<LayeredCacheOptions> = {}) {
    const cache = cacheOf({ redis: server.connect(), redisPauseMs: 20, ...options });
    const total = async () =>
      (await meter.points("cache.requests"))
        .filter(
          ({ attributes }) =>
            attributes["cache.layer"] === "l2" && attributes["cache.result"] === "miss",
        )
        .reduce((sum, { value }) => sum + value, 0);
    const before = await total();
    await vi.waitFor(async () => {
      await cache.getOrLoad(`warm ${Math.random()}`, async () => ({ id: "0", visits: 0 }));
      expect(await total()).toBeGreaterThan(before);
    });
    return cache;
  }

  it("answers from Redis what another instance has loaded", async () => {
    const [first, second] = [await connected(), await connected()];
    await first.getOrLoad("1", async () => ({ id: "1", visits: 1 }));
    const load = vi.fn(async () => ({ id: "1", visits: 9 }));
    expect(await second.getOrLoad("1", load)).toEqual({ id: "1", visits: 1 });
    expect(load).not.toHaveBeenCalled();
    expect(await asked("l2", "hit")).toBe(1);
  });

  it("forgets in the memory of every instance", async () => {
    const [first, second] = [await connected(), await connected()];
    const old = async () => ({ id: "1", visits: 1 });
    await first.getOrLoad("1", old);
    await second.getOrLoad("1", old);
    await vi.waitFor(async () => {
      await first.invalidate("1");
      const load = vi.fn(async () => ({ id: "1", visits: 2 }));
      expect(await second.getOrLoad("1", load)).toEqual({ id: "1", visits: 2 });
    });
  });

  it("goes on without Redis and uses it again when it is back", async () => {
    const cache = await connected({ redisPauseMs: 50, redisTimeoutMs: 50 });
    await cache.getOrLoad("1", async () => ({ id: "1", visits: 1 }));
    await server.pause();
    expect(await cache.getOrLoad("1", async () => undefined)).toEqual({ id: "1", visits: 1 });
    expect(await cache.getOrLoad("2", async () => ({ id: "2", visits: 1 }))).toEqual({
      id: "2",
      visits: 1,
    });
    expect(await asked("l2", "error")).toBeGreaterThan(0);
    await server.resume();
    const hits = await asked("l2", "miss");
    await vi.waitFor(
      async () => {
        await cache.getOrLoad(String(Math.random()), async () => ({ id: "3", visits: 1 }));
        expect(await asked("l2", "miss")).toBeGreaterThan(hits);
      },
      { timeout: 10_000, interval: 50 },
    );
    // Invalidations were not heard meanwhile, so memory starts anew.
    const load = vi.fn(async () => ({ id: "1", visits: 2 }));
    await vi.waitFor(async () =>
      expect(await cache.getOrLoad("1", load)).toEqual({ id: "1", visits: 2 }),
    );
  });
});
