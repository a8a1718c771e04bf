import { afterAll, beforeAll, expect, test } from "vitest";
import { readPool } from "@/lib/platform/db.ts";
import { readNPlusOne } from "@/lib/query/n-plus-one.ts";
import { readOperations } from "@/lib/query/operation-lines.ts";
import { planRange } from "@/lib/query/range-plan.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { traceBody } from "./test-support/bodies.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
});

afterAll(() => dashboard.stop());

const read = (concern: "databases" | "caches" | "events", level: "target" | "series") =>
  readOperations(readPool(), { concern, level, ...question() });

const question = () => ({
  nowMs: NOW_MS,
  filters: { service: [], namespace: [], environment: [], instance: [] },
  plan: planRange({ fromMs: NOW_MS - 3_600_000, toMs: NOW_MS }, undefined, {
    nowMs: NOW_MS,
    ages: { finestMs: 10_800_000, minutesMs: 30 * 86_400_000 },
  }),
});

const span = (kind: number, name: string, attributes: Record<string, string>, durationMs = 10) => ({
  startMs: NOW_MS - 60_000,
  durationMs,
  kind,
  name,
  attributes,
});

test("spans that are no requests are counted once, before and after the fold", async () => {
  const query = (id: number, durationMs: number) =>
    span(
      CLIENT,
      "pg.query:SELECT",
      {
        "db.system": "postgresql",
        "db.name": "shop",
        "db.statement": `SELECT * FROM users WHERE id = ${id}`,
      },
      durationMs,
    );
  const body = traceBody([
    query(1, 10),
    query(2, 30),
    span(CLIENT, "pg.connect", { "db.system": "postgresql" }),
    span(CLIENT, "get", { "db.system.name": "redis", "db.query.text": "get user:42" }),
    span(PRODUCER, "publish orders", {
      "messaging.system": "kafka",
      "messaging.destination.name": "orders",
      "messaging.operation.type": "send",
    }),
    span(CONSUMER, "process orders", {
      "messaging.system": "kafka",
      "messaging.destination": "orders",
      "messaging.operation": "process",
      "messaging.consumer.group.name": "mail",
    }),
  ]);
  await dashboard.ingest.send("traces", body);
  await dashboard.ingest.send("traces", body);
  for (const isFolded of [false, true]) {
    if (isFolded) await dashboard.fold();
    const targets = await read("databases", "target");
    const postgres = targets.find(({ dimensions }) => dimensions.system === "postgresql");
    expect(targets).toHaveLength(2);
    expect(postgres?.dimensions).toMatchObject({ database: "shop", datasource: "" });
    expect(postgres?.total.count).toBe(2);
    expect(postgres?.total.sumSeconds).toBeCloseTo(0.04, 6);
    expect(postgres?.total.maxSeconds).toBeCloseTo(0.03, 6);
    expect(postgres?.slots.filter((slot) => slot !== null)).toHaveLength(1);
    const statements = (await read("databases", "series")).map(
      ({ dimensions }) => dimensions.statement,
    );
    expect(statements.sort()).toEqual(["GET", "SELECT * FROM users WHERE id = ?"]);
    const events = (await read("events", "target")).map(({ dimensions }) => dimensions);
    expect(events).toContainEqual({
      system: "kafka",
      destination: "orders",
      consumerGroup: "",
      operation: "publish",
    });
    expect(events).toContainEqual({
      system: "kafka",
      destination: "orders",
      consumerGroup: "mail",
      operation: "process",
    });
  }
});

test("an N+1 is counted with its route, and its trace is an example", async () => {
  const traceId = "a".repeat(32);
  const root = "b".repeat(16);
  const queries = Array.from({ length: 6 }, (_, i) => ({
    ...span(CLIENT, "pg.query:SELECT", {
      "db.system.name": "postgresql",
      "db.query.text": `SELECT * FROM orders WHERE id = ${i}`,
    }),
    startMs: NOW_MS - 60_000 + i * 11,
    traceId,
    parentSpanId: root,
  }));
  const request = { startMs: NOW_MS - 60_001, durationMs: 80, traceId, spanId: root };
  await dashboard.ingest.send("traces", traceBody([...queries, request], { service: "orders" }));
  await dashboard.fold();
  const [found, ...others] = await readNPlusOne(readPool(), question());
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    service: "orders",
    system: "postgresql",
    statement: "SELECT * FROM orders WHERE id = ?",
    route: "/pay",
    occurrences: 1,
    queries: 6,
    exemplarTraceId: traceId,
  });
  // Six queries of 10 ms, of which one would have been enough.
  expect(found?.lostSeconds).toBeCloseTo(0.05, 6);
});

test("a driver's span under a query of Prisma's is the same query, in one body and over two", async () => {
  const attributes = { "db.system.name": "postgresql", "db.query.text": "SELECT 1 FROM prisma" };
  const pair = (digit: string) => {
    const traceId = digit.repeat(32);
    const spanId = digit.repeat(16);
    return {
      driver: { ...span(CLIENT, "pg.query:SELECT", attributes), traceId, parentSpanId: spanId },
      prisma: { ...span(CLIENT, "prisma:client:db_query", attributes), traceId, spanId },
    };
  };
  const [one, two] = [pair("c"), pair("d")];
  const sender = { service: "prisma" };
  await dashboard.ingest.send("traces", traceBody([one.driver, one.prisma, two.driver], sender));
  await dashboard.ingest.send("traces", traceBody([two.prisma], sender));
  await dashboard.fold();
  const found = await read("databases", "target");
  expect(found.find(({ service }) => service === "prisma")?.total.count).toBe(2);
});
