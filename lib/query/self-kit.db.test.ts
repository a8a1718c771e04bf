import { afterAll, beforeAll, expect, it } from "vitest";
import { breakersParams } from "@/lib/contract/breakers.ts";
import { cachesParams } from "@/lib/contract/caches.ts";
import { eventsParams } from "@/lib/contract/events.ts";
import { limitsParams } from "@/lib/contract/limits.ts";
import { AnswerCache } from "@/lib/platform/answer-cache.ts";
import { publishLive, subscribeLive } from "@/lib/platform/live-bus.ts";
import { createRateLimit } from "@/lib/platform/rate-limit.ts";
import { HAS_REDIS, TestRedis } from "@/sdk/src/test-support/redis.ts";
import { queryBreakers } from "./breakers.ts";
import { queryCaches } from "./caches.ts";
import { queryEvents } from "./events.ts";
import { queryLimits } from "./limits.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";
import { startSelfMetrics } from "./test-support/self-telemetry.ts";

const asked = { service: "headroom", from: "now-10m" };
const FAILURES = 5;

let dashboard: TestDashboard;
let self: ReturnType<typeof startSelfMetrics>;
let redis: TestRedis | null = null;

const answers = new AnswerCache({ redis: null, changingMs: 60_000 });
const question = { route: "GET /api/v1/requests", params: {}, version: "1" };
const request = { rateClass: "read", principalId: "key:a", route: "/api/v1/requests" } as const;
const event = { at: new Date().toISOString(), services: ["shop"], signals: [] };

/** What is observed at each export is counted from the first one on, other counters from their making. */
beforeAll(async () => {
  dashboard = await startDashboard(Date.now);
  self = startSelfMetrics(dashboard);
  redis = HAS_REDIS ? await TestRedis.start() : null;
  const connection = redis?.connect() ?? null;
  await connection?.ping();
  const limit = createRateLimit({ redis: connection, points: { read: 2, write: 1 } });
  const answer = () => answers.getOrLoad(question, () => Promise.resolve("answer"));
  const stopListening = [subscribeLive(() => {}), subscribeLive(() => {})];
  await limit({ ...request, principalId: "key:z" });
  await limit(request);
  await limit(request);
  await limit(request);
  await answer();
  await answer();
  publishLive(event);
  await self.tell();
  await limit({ ...request, principalId: "key:b" });
  await limit(request);
  await limit(request);
  await answer();
  await answer();
  await answer();
  await answer();
  publishLive(event);
  publishLive(event);
  await redis?.pause();
  for (let call = 0; call <= FAILURES; call++)
    await limit({ ...request, route: "/api/v1/services" });
  await self.tell();
  for (const stop of stopListening) stop();
});
afterAll(async () => {
  self.stop();
  await answers.close();
  await redis?.stop();
  await dashboard.stop();
});

it("shows the limits of its API by policy and route", async () => {
  const { groups } = await queryLimits(limitsParams.parse(asked), Date.now());
  const ofRequests = groups.find(({ key }) => key.route === request.route);
  expect(ofRequests?.key).toMatchObject({ service: "headroom", policy: "read" });
  expect(ofRequests?.totals).toMatchObject({ allowed: 4, rejected: 3 });
});

it("shows its kept answers by layer", async () => {
  const { groups } = await queryCaches(cachesParams.parse(asked), Date.now());
  const l1 = groups.find(({ key }) => key.cache === "answers" && key.layer === "l1");
  expect(l1?.totals).toMatchObject({ hits: 5, misses: 1 });
});

it("shows what it announces to open pages", async () => {
  const { groups } = await queryEvents(eventsParams.parse(asked), Date.now());
  const live = groups.filter(({ key }) => key.destination === "live");
  const sum = (read: (totals: (typeof groups)[number]["totals"]) => number | null) =>
    live.reduce((all, { totals }) => all + (read(totals) ?? 0), 0);
  expect(sum(({ published }) => published)).toBe(2);
  expect(sum(({ processed }) => processed)).toBe(4);
});

it.skipIf(!HAS_REDIS)("shows that its breaker gave up on a Redis that is away", async () => {
  const { breakers } = await queryBreakers(breakersParams.parse(asked), Date.now());
  expect(breakers.map(({ breaker, state }) => ({ breaker, state }))).toEqual([
    { breaker: "redis", state: "open" },
  ]);
});
