import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import { createRateLimiter, type RateLimiterOptions } from "./rate-limiter.ts";
import { startTestMeter, type TestMeter } from "./test-support/metrics.ts";
import { HAS_REDIS, TestRedis } from "./test-support/redis.ts";

let meter: TestMeter;
const closing: (() => unknown)[] = [];

beforeEach(() => {
  meter = startTestMeter();
  closing.push(() => meter.stop());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function limiterOf(options: Partial<RateLimiterOptions> = {}) {
  const limiter = createRateLimiter({
    name: "api",
    requests: 2,
    windowSeconds: 60,
    meterProvider: meter.provider,
    ...options,
  });
  closing.push(() => limiter.close());
  return limiter;
}

const spent = (result: string) =>
  meter.value("ratelimiter.requests", { "ratelimiter.name": "api", "ratelimiter.result": result });

describe("createRateLimiter", () => {
  it("allows as many as it was told, per key, and says what is left", async () => {
    const limiter = limiterOf();
    const first = await limiter.spend("a");
    expect(first).toMatchObject({ allowed: true, remaining: 1 });
    expect(first.headers["RateLimit-Policy"]).toBe('"api";q=2;w=60');
    expect(first.headers.RateLimit).toMatch(/^"api";r=1;t=(?:59|60)$/);
    await limiter.spend("a");
    expect(await limiter.spend("a")).toMatchObject({ allowed: false, remaining: 0 });
    expect((await limiter.spend("b")).allowed).toBe(true);
    expect([await spent("allowed"), await spent("rejected")]).toEqual([3, 1]);
  });

  it("counts the keys that were refused most, hashed, over all reports", async () => {
    const limiter = limiterOf({ requests: 1 });
    for (let request = 0; request < 4; request++) await limiter.spend("10.1.2.3");
    for (let request = 0; request < 2; request++) await limiter.spend("10.9.9.9");
    const points = await meter.points("ratelimiter.rejected_keys");
    expect(points.map(({ value }) => value)).toEqual([0, 0]);
    expect(JSON.stringify(points)).not.toContain("10.1.2.3");
    for (let request = 0; request < 5; request++) await limiter.spend("10.9.9.9");
    const later = await meter.points("ratelimiter.rejected_keys");
    expect(later.map(({ value }) => value).sort()).toEqual([3, 6]);
  });

  it("answers 429 with the headers of the draft and Retry-After", async () => {
    const limit = limiterOf({ requests: 1 }).middleware(() => "everybody");
    const server: Server = createServer((request, response) => {
      void limit(request, response, () => response.end("hello"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const answers = [1, 2].map(() => fetch(`http://127.0.0.1:${port}/`));
    const [first, second] = await Promise.all(answers);
    const statuses = [first?.status, second?.status].sort();
    expect(statuses).toEqual([200, 429]);
    const refused = first?.status === 429 ? first : second;
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused?.headers.get("ratelimit-policy")).toBe('"api";q=1;w=60');
    expect(await refused?.json()).toMatchObject({ error: { code: "rate_limited" } });
  });
});

describe.skipIf(!HAS_REDIS)("createRateLimiter over Redis", () => {
  it("counts over instances, and by itself while Redis is away", async () => {
    const server = await TestRedis.start();
    closing.push(() => server.stop());
    const connections = [server.connect(), server.connect()];
    await Promise.all(connections.map((connection) => connection.ping()));
    const limiters = connections.map((redis) => limiterOf({ redis }));
    await limiters[0]?.spend("a");
    await limiters[1]?.spend("a");
    expect((await limiters[0]?.spend("a"))?.allowed).toBe(false);
    await server.pause();
    await vi.waitFor(() => expect(connections[0]?.status).not.toBe("ready"));
    expect((await limiters[0]?.spend("a"))?.allowed).toBe(true);
  });

  it("asks a Redis that failed no more while its breaker is open, and goes on counting", async () => {
    const server = await TestRedis.start();
    closing.push(() => server.stop());
    const redis = server.connect();
    await redis.ping();
    await server.pause();
    const breaker = createCircuitBreaker({ name: "redis", trip: { failuresInARow: 2 } });
    const limiter = limiterOf({ redis, breaker });
    const verdicts = [];
    for (let request = 0; request < 4; request++) verdicts.push(await limiter.spend("a"));
    expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, false, false]);
    expect(breaker.state).toBe("open");
  });
});
