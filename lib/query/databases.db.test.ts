import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { statementsParams, statementsResponse } from "@/lib/contract/databases.ts";
import type { GivenSpan } from "@/lib/ingest/test-support/bodies.ts";
import { queryStatements } from "./database-statements.ts";
import {
  ago,
  askDatabases,
  NOW_MS,
  querySpan,
  SHOP,
  startDatabases,
} from "./test-support/databases.ts";

let dashboard: Awaited<ReturnType<typeof startDatabases>>;

const askStatements = async (params: Record<string, unknown> = {}) =>
  statementsResponse.parse(
    await queryStatements(statementsParams.parse({ from: "now-15m", ...params }), NOW_MS),
  );

/** 40 reads of 10 ms and 10 of 100 ms, two of them failed, and 20 writes of 5 ms, within 20 requests. */
const SPANS: GivenSpan[] = [
  ...Array.from({ length: 20 }, (_, i) => ({ startMs: ago(5) + i, durationMs: 40 })),
  ...Array.from({ length: 40 }, (_, i) =>
    querySpan({ at: ago(5) + i, ms: 10, sql: `SELECT * FROM users WHERE id = ${i}` }),
  ),
  ...Array.from({ length: 10 }, (_, i) =>
    querySpan({ at: ago(5) + i, ms: 100, sql: "SELECT count(*) FROM orders", failed: i < 2 }),
  ),
  ...Array.from({ length: 20 }, (_, i) =>
    querySpan({ at: ago(4) + i, ms: 5, sql: `INSERT INTO orders VALUES (${i}, 'x')` }),
  ),
];

beforeAll(async () => {
  dashboard = await startDatabases();
  await dashboard.sendSpans(SPANS, { instance: "a" });
});

afterAll(() => dashboard.stop());

describe("a database by spans", () => {
  test.each([false, true])("operations, errors and latency; folded: %s", async (isFolded) => {
    if (isFolded) await dashboard.fold();
    const [group, ...others] = (await askDatabases()).groups;
    expect(others).toEqual([]);
    expect(group?.key).toEqual({ ...SHOP, system: "postgresql", databaseNamespace: "shop" });
    expect(group?.source).toBe("spans");
    const totals = group?.totals;
    expect(totals).toMatchObject({ operationCount: 70, errorCount: 2 });
    expect(totals?.errorRatio).toBeCloseTo(2 / 70, 9);
    // 40 × 10 + 10 × 100 + 20 × 5.
    expect(totals?.totalMs).toBeCloseTo(1_500, 3);
    expect(totals?.meanMs).toBeCloseTo(1_500 / 70, 3);
    expect(totals?.throughputPerSecond).toBeCloseTo(70 / 900, 9);
    // Of 70 the 35th is one of 10 ms, the 67th one of 100 ms; the sketch is right to 0.55 %.
    expect(Math.abs((totals?.p50Ms ?? 0) - 10)).toBeLessThan(0.06);
    expect(Math.abs((totals?.p95Ms ?? 0) - 100)).toBeLessThan(0.6);
    expect(totals?.maxMs).toBeCloseTo(100, 3);
    expect(totals?.perRequest).toBeCloseTo(70 / 20, 9);
  });

  test("a bucket without operations is 0 where the service reported, null where it did not", async () => {
    await dashboard.sendSpans([{ startMs: ago(3), durationMs: 40 }]);
    const [group] = (await askDatabases({ step: "60" })).groups;
    const counts = new Map(group?.points.map(({ at, operationCount }) => [at, operationCount]));
    const at = (minutes: number) => counts.get(new Date(ago(minutes)).toISOString());
    expect([at(5), at(4), at(3), at(10)]).toEqual([50, 20, 0, null]);
  });

  test("filters by system and database", async () => {
    expect((await askDatabases({ system: "mysql" })).groups).toEqual([]);
    expect((await askDatabases({ databaseNamespace: "shop" })).groups).toHaveLength(1);
    expect((await askStatements({ databaseNamespace: "other" })).statements).toEqual([]);
  });
});

test("statements without their literals, by the time that they took", async () => {
  const { statements, complete } = await askStatements();
  expect(complete).toBe(true);
  expect(
    statements.map(({ key, count, errorCount, totalMs }) => [
      ...[key.statement, count, errorCount, Math.round(totalMs)],
    ]),
  ).toEqual([
    ["SELECT count(*) FROM orders", 10, 2, 1_000],
    ["SELECT * FROM users WHERE id = ?", 40, 0, 400],
    ["INSERT INTO orders VALUES (?)", 20, 0, 100],
  ]);
  const [slowest] = statements;
  expect(slowest?.timeShare).toBeCloseTo(1_000 / 1_500, 6);
  expect(slowest?.meanMs).toBeCloseTo(100, 3);
  // Ten calls within 21 requests.
  expect(slowest?.perRequest).toBeCloseTo(10 / 21, 9);
  expect((await askStatements({ limit: "1" })).statements).toHaveLength(1);
});

test("an N+1 with its route, its cost and a trace", async () => {
  const traceId = "e".repeat(32);
  const spanId = "e".repeat(16);
  const queries = Array.from({ length: 8 }, (_, i) => ({
    ...querySpan({ at: ago(3) + i * 12, ms: 10, sql: `SELECT * FROM items WHERE id = ${i}` }),
    ...{ traceId, parentSpanId: spanId },
  }));
  const request = { startMs: ago(3) - 1, durationMs: 120, traceId, spanId };
  await dashboard.sendSpans([...queries, request], { service: "orders" });
  const { nPlusOnes, groups } = await askDatabases({ service: "orders", compare: "previous" });
  expect(nPlusOnes).toHaveLength(1);
  expect(nPlusOnes[0]).toMatchObject({
    key: { service: "orders", route: "/pay", statement: "SELECT * FROM items WHERE id = ?" },
    ...{ occurrences: 1, queries: 8, queriesPerOccurrence: 8, exemplarTraceId: traceId },
  });
  // Eight queries of 10 ms, of which one would have been enough.
  expect(nPlusOnes[0]?.lostMs).toBeCloseTo(70, 3);
  expect(groups[0]?.previous).toBeUndefined();
});

test("the period before, where it was asked for", async () => {
  const earlier = querySpan({ at: ago(20), ms: 10, sql: "SELECT 1" });
  const later = querySpan({ at: ago(5), ms: 30, sql: "SELECT 1" });
  await dashboard.sendSpans([earlier, later, later], { service: "users" });
  const [group] = (await askDatabases({ service: "users", compare: "previous" })).groups;
  expect(group?.totals.operationCount).toBe(2);
  expect(group?.previous?.totals.operationCount).toBe(1);
  expect(group?.previous?.points).toHaveLength(group?.points.length ?? -1);
});
