import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { breakersParams, breakersResponse } from "@/lib/contract/breakers.ts";
import { type Sender, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryBreakers } from "./breakers.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

/** 12:30:00 UTC. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const ago = (minutes: number) => NOW_MS - minutes * 60_000;
const atMinute = (minutes: number) => new Date(ago(minutes)).toISOString();
const shop: Sender = { service: "shop", namespace: "web", environment: "production" };

const INEXACT = { isExact: false, traceId: null };
const TRIPPED_MS = ago(20) + 10_000;
const TRIAL_MS = ago(15) + 5_000;
const CLOSED_MS = TRIAL_MS + 1_000;
const TRACE = "ab".repeat(16);
const checkout: Sender = { service: "checkout", environment: "production", instance: "a" };

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
/**
 * A breaker in front of the service "bank": its gauge, read in the middle of each minute, sees it closed, open for five
 * minutes and closed again, but not the second for which it was half-open. The bank failed from 22 to 18 minutes ago.
 */
beforeAll(async () => {
  const named = { "circuit_breaker.name": "bank-api", "peer.service": "bank" };
  const isOpen = (minute: number) => (minute > 20 || minute <= 15 ? 0 : 1);
  const into = (state: string, atMs: number, from: number) => {
    const attributes = { ...named, "circuit_breaker.state.to": state };
    return {
      changes: each(from, 1, () => 1, attributes).map((point) => ({ ...point, startMs: atMs })),
      moments: each(from, 1, () => atMs / 1_000, attributes),
    };
  };
  const changes = [
    into("open", TRIPPED_MS, 20),
    into("half-open", TRIAL_MS, 15),
    into("closed", CLOSED_MS, 15),
  ];
  await send(
    [
      { name: "circuit_breaker.state", gauge: each(30, 1, isOpen, named) },
      {
        name: "circuit_breaker.failure_ratio.threshold",
        unit: "1",
        gauge: each(30, 1, () => 0.5, named),
      },
      { name: "circuit_breaker.transitions", counter: changes.flatMap((one) => one.changes) },
      {
        name: "circuit_breaker.transition.time",
        unit: "s",
        gauge: changes.flatMap((one) => one.moments),
      },
    ],
    checkout,
  );
  const event = {
    name: "circuit_breaker.transition",
    atMs: TRIPPED_MS,
    attributes: { ...named, "circuit_breaker.state.to": "open" },
  };
  const tripping = { startMs: TRIPPED_MS - 700, durationMs: 800, traceId: TRACE, events: [event] };
  await dashboard.ingest.send("traces", traceBody([tripping], checkout));
  const requests = Array.from({ length: 100 }, (_, i) => {
    const startMs = ago(25) + i * 10_000;
    const failed = startMs >= ago(22) && startMs < ago(18);
    const attributes = {
      ...{ "http.route": "/pay", "http.request.method": "POST" },
      "http.response.status_code": failed ? 503 : 200,
    };
    return { startMs, durationMs: 5, attributes };
  });
  const bank = { service: "bank", environment: "production" };
  await dashboard.ingest.send("traces", traceBody(requests, bank));
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
        { at: atMinute(20), from: "closed", to: "open", ...INEXACT },
        { at: atMinute(15), from: "open", to: "half-open", ...INEXACT },
        { at: atMinute(14), from: "half-open", to: "closed", ...INEXACT },
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
    // The report of 10.5 minutes ago does not count the opening, that of 9.5 minutes ago does.
    expect(breakers[0]?.transitions).toEqual([
      { at: atMinute(10), from: "closed", to: "open", ...INEXACT },
    ]);
  });

  test("a half-open that no report saw is told, when it was, and by which trace it tripped", async () => {
    const [breaker] = (await ask({ breaker: "bank-api" })).breakers;
    const exact = (ms: number) => ({ at: new Date(ms).toISOString(), isExact: true });
    expect(breaker?.transitions).toEqual([
      { ...exact(TRIPPED_MS), from: "closed", to: "open", traceId: TRACE },
      { ...exact(TRIAL_MS), from: "open", to: "half-open", traceId: null },
      { ...exact(CLOSED_MS), from: "half-open", to: "closed", traceId: null },
    ]);
    expect(breaker).toMatchObject({
      ...{ state: "closed", since: exact(CLOSED_MS).at, dependency: "bank" },
      threshold: { failureRatio: 0.5, failuresInARow: null },
      // From 20 minutes less 10 s ago to 15 minutes less 5 s ago.
      openSeconds: 295,
    });
    expect(breaker?.lanes.map(({ state }) => state)).toEqual([
      ...["closed", "open", "half-open", "closed"],
    ]);
  });

  test("how long it stayed open after what it protects had recovered", async () => {
    const [breaker] = (await ask({ breaker: "bank-api" })).breakers;
    // The last minute with failures ended 18 minutes ago; it opened up 15 minutes less 5 s ago.
    expect(breaker).toMatchObject({ recoveredAt: atMinute(18), openAfterRecoverySeconds: 185 });
    const [other] = (await ask({ breaker: "payments", instance: "a" })).breakers;
    expect(other).toMatchObject({ recoveredAt: null, openAfterRecoverySeconds: null });
  });

  test("the period before, and a state that it came into before the range", async () => {
    const [breaker] = (await ask({ breaker: "bank-api", from: "now-10m", compare: "previous" }))
      .breakers;
    // Of the ten minutes before, it was open from 20 minutes less 10 s on.
    expect(breaker?.previous?.openSeconds).toBe(295);
    expect(breaker).toMatchObject({ openSeconds: 0, since: new Date(CLOSED_MS).toISOString() });
    expect(breaker?.transitions).toEqual([]);
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
