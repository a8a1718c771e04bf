import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { breakersParams, breakersResponse } from "@/lib/contract/breakers.ts";
import type { Sender } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryBreakers } from "./breakers.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

/** 12:30:00 UTC. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const ago = (minutes: number) => NOW_MS - minutes * 60_000;
const atMinute = (minutes: number) => new Date(ago(minutes)).toISOString();
const shop: Sender = { service: "shop", namespace: "web", environment: "production" };

let dashboard: TestDashboard;

const send = async (metrics: GivenMetric[], sender: Sender) =>
  expect(await dashboard.ingest.send("metrics", metricsBody(metrics, sender))).toMatchObject({
    kind: "accepted",
    rejected: 0,
  });

/** Readings in the middle of each of these minutes, from `from` to `to` minutes ago. */
const each = (from: number, to: number, read: (minute: number) => number, attributes: object) =>
  Array.from({ length: from - to + 1 }, (_, i) => ({
    startMs: ago(31),
    timeMs: ago(from - i) + 30_000,
    value: read(from - i),
    attributes: { ...attributes },
  }));

const ask = async (params: Record<string, unknown> = {}) =>
  breakersResponse.parse(
    await queryBreakers(
      breakersParams.parse({ from: "now-30m", to: "now", step: 60, ...params }),
      NOW_MS,
    ),
  );

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  const named = { "circuit_breaker.name": "payments" };
  // Closed until 20 minutes ago, open for 5, half-open for 1, then closed.
  const state = (minute: number) => (minute > 20 ? 0 : minute > 15 ? 1 : minute > 14 ? 2 : 0);
  await send([{ name: "circuit_breaker.state", gauge: each(30, 1, state, named) }], {
    ...shop,
    instance: "a",
  });
  // Five calls a minute, four failures at 21 minutes ago, then refusals while it is open.
  const calls = (outcome: string, counter: (minute: number) => number) => ({
    name: "circuit_breaker.calls",
    counter: each(30, 1, counter, { ...named, "circuit_breaker.outcome": outcome }),
  });
  await send([calls("success", (minute) => (31 - minute) * 5)], { ...shop, instance: "a" });
  await send([calls("failure", (minute) => (minute > 21 ? 0 : 4))], { ...shop, instance: "a" });
  await send([calls("rejected", (minute) => Math.min(Math.max(21 - minute, 0), 5) * 7)], {
    ...shop,
    instance: "a",
  });
  // Of the other instance nothing was heard for ten minutes; it had been forced open.
  await send([{ name: "circuit_breaker.state", gauge: each(30, 11, () => 3, named) }], {
    ...shop,
    instance: "b",
  });
  // Without a gauge: opened 10 minutes ago.
  const circuit = (event: string, counter: (minute: number) => number) => ({
    name: "circuit",
    counter: each(30, 1, counter, { name: "stock", event }),
  });
  await send(
    [circuit("success", (minute) => 40 - minute), circuit("open", (m) => (m > 10 ? 0 : 1))],
    { ...shop, instance: "a" },
  );
  // resilience4j: one gauge a state.
  const flag = (name: string, value: number) => ({
    name: "resilience4j.circuitbreaker.state",
    gauge: each(30, 1, () => value, { name: "tax", state: name }),
  });
  await send([flag("closed", 0), flag("half_open", 1), flag("open", 0)], shop);
});
afterAll(() => dashboard.stop());

describe("GET /api/v1/breakers", () => {
  test("a gauge tells when it opened, tried and closed; calls are counted by outcome", async () => {
    const { breakers } = await ask({ breaker: "payments", instance: "a" });
    expect(breakers).toHaveLength(1);
    expect(breakers[0]).toMatchObject({
      ...{ namespace: "web", service: "shop", environment: "production", instance: "a" },
      breaker: "payments",
      state: "closed",
      since: atMinute(14),
      transitions: [
        { at: atMinute(20), from: "closed", to: "open" },
        { at: atMinute(15), from: "open", to: "half-open" },
        { at: atMinute(14), from: "half-open", to: "closed" },
      ],
      openSeconds: 300,
    });
    expect(breakers[0]?.calls.failure).toBeCloseTo(4, 6);
    expect(breakers[0]?.calls.rejected).toBeCloseTo(35, 6);
    expect(breakers[0]?.calls.timeout).toBeNull();
  });

  test("one that reports no more is unknown since it was last heard", async () => {
    const { breakers } = await ask({ breaker: "payments", instance: "b" });
    expect(breakers[0]).toMatchObject({ state: "unknown", since: atMinute(10), transitions: [] });
    expect(breakers[0]?.lanes.map(({ state }) => state)).toEqual(["forced-open", "unknown"]);
    expect(breakers[0]?.openSeconds).toBe(1_200);
  });

  test("without a gauge the changes that were counted tell it", async () => {
    const { breakers } = await ask({ breaker: "stock" });
    expect(breakers[0]).toMatchObject({ library: "opossum-prometheus", state: "open" });
    expect(breakers[0]?.transitions).toEqual([{ at: atMinute(11), from: "closed", to: "open" }]);
  });

  test("one gauge a state", async () => {
    const { breakers } = await ask({ breaker: "tax" });
    expect(breakers.map(({ state, since }) => [state, since])).toEqual([["half-open", null]]);
  });

  test("filters", async () => {
    expect((await ask({ service: "other" })).breakers).toEqual([]);
    expect((await ask({ service: "shop" })).breakers).toHaveLength(4);
  });
});
