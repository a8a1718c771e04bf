import { afterAll, beforeAll, expect, test } from "vitest";
import { eventsParams, eventsResponse } from "@/lib/contract/events.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryEvents } from "./events.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

/** 12:30:00 UTC. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const TOPIC = { "messaging.system": "redis", "messaging.destination.name": "mails" };
const GROUP = { ...TOPIC, "messaging.consumer.group.name": "sender" };
const point = { startMs: NOW_MS - 300_000, timeMs: NOW_MS - 60_000 };

const BILLING = { service: "billing", environment: "production" };
const PRINTING = { service: "printing", environment: "production" };

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

const KAFKA = { "messaging.system": "kafka", "messaging.destination.name": "invoices" };
const READER = { ...KAFKA, "messaging.consumer.group.name": "printer" };
const publishedMs = NOW_MS - 120_000;
const traceOf = (n: number) => `${n}`.repeat(32);
const spanOf = (n: number) => `${n}`.repeat(16);
const producer = (n: number) => ({
  ...{ kind: 4, name: "send invoices", traceId: traceOf(n), spanId: spanOf(n) },
  ...{ startMs: publishedMs, durationMs: 3 },
  attributes: { ...KAFKA, "messaging.operation.type": "send" },
});
const consumer = (n: number, more: Record<string, string | number> = {}) => ({
  ...{ kind: 5, name: "process invoices", startMs: publishedMs + n * 100, durationMs: 20 },
  attributes: { ...READER, "messaging.operation.type": "process", ...more },
});

/**
 * Of "invoices" only spans tell: four are sent and processed 100 to 400 ms later, three by link and one by parent; the
 * second fails and is tried again. Of "receipts" spans and metrics tell the same five.
 */
beforeAll(async () => {
  const linked = (n: number) => ({
    ...consumer(n),
    traceId: traceOf(n + 4),
    links: [{ traceId: traceOf(n), spanId: spanOf(n) }],
  });
  const retry = { ...linked(2), ...consumer(90, { "messaging.message.attempt": 2 }) };
  await dashboard.ingest.send("traces", traceBody([1, 2, 3, 4].map(producer), BILLING));
  await dashboard.ingest.send(
    "traces",
    traceBody(
      [
        linked(1),
        { ...linked(2), statusCode: 2 },
        retry,
        linked(3),
        { ...consumer(4), traceId: traceOf(4), parentSpanId: spanOf(4) },
      ],
      PRINTING,
    ),
  );
  const topic = { "messaging.system": "kafka", "messaging.destination.name": "receipts" };
  const of = (kind: number, type: string, more = {}) =>
    Array.from({ length: 5 }, (_, i) => ({
      ...{ kind, startMs: publishedMs + i, durationMs: 8 },
      attributes: { ...topic, "messaging.operation.type": type, ...more },
    }));
  const group = { "messaging.consumer.group.name": "archive" };
  const both = { service: "both", environment: "production" };
  await dashboard.ingest.send(
    "traces",
    traceBody([...of(4, "send"), ...of(5, "process", group)], both),
  );
  const counted = [{ ...point, value: 5, attributes: topic }];
  await dashboard.ingest.send(
    "metrics",
    metricsBody(
      [
        { name: "messaging.client.sent.messages", counter: counted },
        // Without the consumer group, which only its spans name.
        { name: "messaging.client.consumed.messages", counter: counted },
      ],
      both,
    ),
  );
});

const ask = async (params: Record<string, unknown> = {}) =>
  eventsResponse.parse(
    await queryEvents(eventsParams.parse({ from: "now-10m", ...params }), NOW_MS),
  );

test("who publishes and who processes are groups of their own", async () => {
  const { groups } = await ask({ destination: "mails" });
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
  expect(totals?.attempts).toBeCloseTo(126, 6);
  expect(totals?.failureRatio).toBeCloseTo(10 / 126, 9);
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

test("spans alone: attempts, failures, lag by link or parent, and a trace that failed", async () => {
  const { groups } = await ask({ destination: "invoices" });
  expect(groups.map(({ key, source }) => [key.service, key.consumerGroup, source])).toEqual([
    ["billing", "", "spans"],
    ["printing", "printer", "spans"],
  ]);
  expect(groups[0]?.totals).toMatchObject({ published: 4, processed: null, failed: null });
  const { totals, ...more } = groups[1] ?? {};
  expect(totals).toMatchObject({ published: null, attempts: 5, failed: 1, failureRatio: 0.2 });
  expect(totals?.p95Ms).toBeCloseTo(20, 0);
  // Of 100, 200, 300 and 400 ms the 95th percentile is the fourth; the retry's nine seconds are none.
  expect(totals?.lagP95Ms).toBeCloseTo(400, 6);
  expect(more).toMatchObject({ lagSource: "spans", failedTraceId: traceOf(6) });
});

test("what spans and metrics both tell is counted once, under the group that spans name", async () => {
  const { groups } = await ask({ service: "both" });
  expect(
    groups.map(({ key, totals }) => [key.consumerGroup, totals.published, totals.processed]),
  ).toEqual([
    ["", 5, null],
    ["archive", null, 5],
  ]);
});
