import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { journeyParams, journeyResponse } from "@/lib/contract/journey.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryJourney } from "./journey.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let dashboard: TestDashboard;
let nowMs = NOW_MS;

async function serve(service: string, instance: string, users: readonly string[]): Promise<void> {
  const spans = users.map((user) => ({
    startMs: nowMs - 10 * MINUTE_MS,
    durationMs: 5,
    attributes: { "http.route": "/", ...(user === "" ? {} : { "user.id": user }) },
  }));
  await dashboard.ingest.send("traces", traceBody(spans, { service, instance }));
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `user ${from + i}`);

beforeAll(async () => {
  dashboard = await startDashboard(() => nowMs);
  nowMs = NOW_MS - DAY_MS;
  await serve("web", "w-1", numbered(0, 50));
  nowMs = NOW_MS;
  // 1,400 different people, 400 of whom use both services.
  await serve("web", "w-1", numbered(0, 600));
  await serve("web", "w-2", numbered(600, 1_000));
  await serve("mobile", "m-1", numbered(600, 1_400));
  await serve("batch", "b-1", ["", ""]);
  const counter = (perMinute: number) =>
    [5, 4, 3, 2, 1].map((minute) => ({
      startMs: NOW_MS - 6 * MINUTE_MS,
      timeMs: NOW_MS - minute * MINUTE_MS,
      value: (6 - minute) * perMinute,
    }));
  const named = (attributes: Record<string, string>) =>
    counter(10).map((point) => ({ ...point, attributes }));
  await dashboard.ingest.send(
    "metrics",
    metricsBody(
      [
        {
          name: "cache.requests",
          counter: named({ "cache.name": "users", "cache.layer": "l2", "cache.result": "hit" }),
        },
        {
          name: "ratelimiter.requests",
          counter: named({ "ratelimiter.name": "api", "ratelimiter.result": "allowed" }),
        },
        { name: "nginx.requests", counter: counter(60) },
      ],
      { service: "web" },
    ),
  );
});

afterAll(() => dashboard.stop());

const ask = async (params: Record<string, unknown> = {}) =>
  journeyResponse.parse(await queryJourney(journeyParams.parse(params), NOW_MS));

describe("users", () => {
  test("are one over services, by UTC day", async () => {
    const { usersPerDay, days, services, standardErrorRatio } = await ask();
    const near = (users: number | null | undefined, expected: number) =>
      expect(Math.abs((users ?? 0) / expected - 1)).toBeLessThan(4 * standardErrorRatio);
    near(usersPerDay, 1_400);
    expect(days.map(({ day }) => day)).toEqual(
      [18, 19, 20, 21, 22, 23, 24].map((day) => `2026-11-${day}`),
    );
    expect(days.slice(0, 5).map(({ users }) => users)).toEqual(new Array(5).fill(null));
    near(days[5]?.users, 50);
    expect(services.map(({ service }) => service)).toEqual(["web", "mobile"]);
    near(services[0]?.usersPerDay, 1_000);
    near(services[1]?.usersPerDay, 800);
  });

  test("decide the stage; of a service that names nobody it is not known", async () => {
    expect((await ask()).stage).toBe("growth");
    expect((await ask({ service: "mobile" })).stage).toBe("prototype");
    const batch = await ask({ service: "batch" });
    expect([batch.stage, batch.usersPerDay]).toEqual([null, null]);
  });
});

describe("the checklist", () => {
  test("says what is seen, by name, and what is not", async () => {
    const { checklist } = await ask();
    const seen = Object.fromEntries(
      checklist.filter(({ isSeen }) => isSeen).map(({ id, evidence }) => [id, evidence]),
    );
    expect(seen).toEqual({
      requests: ["batch", "mobile", "web"],
      cache: ["web/users l2"],
      "shared-cache": ["web/users l2"],
      instances: ["web: 2 instances"],
      balancer: ["web"],
      limits: ["web: api"],
    });
    expect(checklist.find(({ id }) => id === "breakers")).toMatchObject({
      isAskedFor: true,
      isSeen: false,
      evidence: [],
    });
    expect(checklist.find(({ id }) => id === "autoscaling")?.isAskedFor).toBe(false);
  });

  test("what was seen before the last hour of the range is not seen", async () => {
    const { checklist, seenFrom } = await ask({ from: "now-3h", to: "now-2h" });
    expect(seenFrom).toBe(new Date(NOW_MS - 3 * 3_600_000).toISOString());
    expect(checklist.filter(({ isSeen }) => isSeen)).toEqual([]);
  });
});
