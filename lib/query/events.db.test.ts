import { afterAll, beforeAll, expect, test } from "vitest";
import { eventsParams, eventsResponse } from "@/lib/contract/events.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryEvents } from "./events.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

/** 12:30:00 UTC. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const TOPIC = { "messaging.system": "redis", "messaging.destination.name": "mails" };
const GROUP = { ...TOPIC, "messaging.consumer.group.name": "sender" };
const point = { startMs: NOW_MS - 300_000, timeMs: NOW_MS - 60_000 };

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  const publisher = { service: "orders", environment: "production" };
  const sent = [{ ...point, value: 120, attributes: TOPIC }];
  await dashboard.ingest.send(
    "metrics",
    metricsBody([{ name: "messaging.client.sent.messages", counter: sent }], publisher),
  );
  const bounds = [0.01, 0.1, 1];
  await dashboard.ingest.send(
    "metrics",
    metricsBody(
      [
        {
          name: "messaging.client.consumed.messages",
          counter: [{ ...point, value: 118, attributes: GROUP }],
        },
        {
          name: "messaging.process.dead_lettered.messages",
          counter: [{ ...point, value: 2, attributes: GROUP }],
        },
        {
          name: "messaging.process.duration",
          unit: "s",
          histogram: [
            { ...point, bounds, counts: [100, 16, 0, 0], sum: 2, attributes: GROUP },
            {
              ...point,
              ...{ bounds, counts: [0, 0, 10, 0], sum: 5 },
              attributes: { ...GROUP, "error.type": "SmtpError" },
            },
          ],
        },
        {
          name: "messaging.process.lag",
          unit: "s",
          histogram: [{ ...point, bounds, counts: [0, 118, 0, 0], sum: 5, attributes: GROUP }],
        },
      ],
      { service: "mailer", environment: "production" },
    ),
  );
});
afterAll(() => dashboard.stop());

const ask = async (params: Record<string, unknown> = {}) =>
  eventsResponse.parse(
    await queryEvents(eventsParams.parse({ from: "now-10m", ...params }), NOW_MS),
  );

test("who publishes and who processes are groups of their own", async () => {
  const { groups } = await ask();
  expect(
    groups.map(({ key }) => [key.service, key.system, key.destination, key.consumerGroup]),
  ).toEqual([
    ["mailer", "redis", "mails", "sender"],
    ["orders", "redis", "mails", ""],
  ]);
});

test("messages are counted; failed attempts and dead letters apart", async () => {
  const [group] = (await ask({ consumerGroup: "sender" })).groups;
  const totals = group?.totals;
  expect(totals?.processed).toBeCloseTo(118, 6);
  expect(totals?.failed).toBeCloseTo(10, 6);
  expect(totals?.deadLettered).toBeCloseTo(2, 6);
  expect(totals?.published).toBeNull();
  expect(totals?.backlog).toBeNull();
  // Of 126 durations the 63rd lies below 10 ms, the 120th between 100 ms and 1 s.
  expect(totals?.p50Ms).toBeLessThanOrEqual(10);
  expect(totals?.p95Ms).toBeGreaterThan(100);
  expect(totals?.p95Ms).toBeLessThanOrEqual(1_000);
  expect(totals?.lagP95Ms).toBeGreaterThan(10);
  expect(totals?.lagP95Ms).toBeLessThanOrEqual(100);
});

test("published messages of a destination", async () => {
  const [group] = (await ask({ service: "orders" })).groups;
  expect(group?.totals.published).toBeCloseTo(120, 6);
  expect(group?.totals.processed).toBeNull();
  const told = group?.points.flatMap(({ published }) => published ?? []) ?? [];
  expect(told.reduce((sum, count) => sum + count, 0)).toBeCloseTo(120, 6);
  expect(group?.points.at(0)?.published).toBeNull();
});
