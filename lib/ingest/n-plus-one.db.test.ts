import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  askDatabases,
  NOW_MS,
  querySpan,
  startDatabases,
} from "@/lib/query/test-support/databases.ts";
import type { GivenSpan } from "./test-support/bodies.ts";

let dashboard: Awaited<ReturnType<typeof startDatabases>>;

beforeAll(async () => {
  dashboard = await startDatabases();
});

afterAll(() => dashboard.stop());

const START_MS = NOW_MS - 120_000;
let traces = 0;

type Shape = { count: number; ms?: number; everyMs?: number; sql?: (i: number) => string };

/** A request to `/pay` and its queries, as the instrumentations of HTTP and pg send them. */
function requestOf({ count, ms = 10, everyMs = ms + 2, sql }: Shape) {
  traces++;
  const traceId = `${"f".repeat(28)}${traces.toString(16).padStart(4, "0")}`;
  const id = (n: number) =>
    `${traces.toString(16).padStart(4, "0")}${n.toString(16).padStart(12, "0")}`;
  const request: GivenSpan = {
    ...{ startMs: START_MS - 1, durationMs: count * everyMs + 5, traceId, spanId: id(0) },
  };
  const queries = Array.from({ length: count }, (_, i) => ({
    ...querySpan({
      ...{ at: START_MS + i * everyMs, ms },
      sql: sql?.(i) ?? `SELECT * FROM items WHERE id = ${i}`,
    }),
    ...{ traceId, parentSpanId: id(0), spanId: id(i + 1) },
  }));
  return { request, queries, id, traceId };
}

const found = async (service: string) => (await askDatabases({ service })).nPlusOnes;

describe("no N+1", () => {
  test.each<[string, Shape]>([
    ["five queries", { count: 5, ms: 20 }],
    ["six that take 48 ms together", { count: 6, ms: 8 }],
    ["ten in parallel", { count: 10, ms: 20, everyMs: 1 }],
    ["six of different statements", { count: 6, sql: (i) => `SELECT c${i} FROM t` }],
  ])("%s", async (name, shape) => {
    const service = name.replaceAll(" ", "-");
    const { request, queries } = requestOf(shape);
    await dashboard.sendSpans([...queries, request], { service });
    expect(await found(service)).toEqual([]);
  });
});

describe("an N+1", () => {
  test("between connections that are taken from the pool", async () => {
    const { request, queries, id } = requestOf({ count: 6, ms: 9, everyMs: 12 });
    const connects = queries.map(({ startMs, traceId }, i) => ({
      ...{ startMs: startMs - 1, durationMs: 1, kind: 3, name: "pg-pool.connect" },
      ...{ traceId, parentSpanId: id(0), attributes: { "db.system.name": "postgresql" } },
      spanId: id(100 + i),
    }));
    await dashboard.sendSpans([...connects, ...queries, request], { service: "pooled" });
    const [one] = await found("pooled");
    expect(one).toMatchObject({ queries: 6, occurrences: 1, key: { route: "/pay" } });
    expect(one?.lostMs).toBeCloseTo(45, 3);
  });

  test.each([
    ["two halves of which neither is one", 4, 8],
    ["one part that is one, and more of it", 6, 20],
  ])("over two bodies: %s", async (name, split, count) => {
    const service = `split-${split}`;
    const { request, queries, traceId } = requestOf({ count });
    await dashboard.sendSpans(queries.slice(0, split), { service });
    await dashboard.sendSpans([...queries.slice(split), request], { service });
    for (const isFolded of [false, true]) {
      if (isFolded) await dashboard.fold();
      const all = await found(service);
      expect(all, name).toHaveLength(1);
      expect(all[0]).toMatchObject({ occurrences: 1, queries: count, exemplarTraceId: traceId });
      expect(all[0]?.lostMs).toBeCloseTo((count - 1) * 10, 3);
    }
  });

  test("whose queries a router spreads over the servers, each counted once with its driver's span", async () => {
    const { request, queries, id } = requestOf({ count: 8 });
    const routed = queries.map((query, i) => ({
      ...query,
      name: i % 2 === 0 ? "SELECT replica-1" : "SELECT primary",
      attributes: {
        ...query.attributes,
        ...(i % 2 === 0
          ? { "db.datasource": "replica", "db.replica.name": "replica-1" }
          : { "db.datasource": "writer" }),
      },
    }));
    const drivers = queries.map((query, i) => ({
      ...{ ...query, spanId: id(100 + i), parentSpanId: query.spanId },
      ...{ startMs: query.startMs + 1, durationMs: 8 },
    }));
    // The driver's spans end first, and some of them in a body before.
    await dashboard.sendSpans([...drivers.slice(0, 2), ...routed.slice(0, 1)], {
      service: "routed",
    });
    await dashboard.sendSpans([...drivers.slice(2), ...routed.slice(1), request], {
      service: "routed",
    });
    const { groups, nPlusOnes } = await askDatabases({ service: "routed" });
    expect(groups.reduce((sum, { totals }) => sum + (totals.operationCount ?? 0), 0)).toBe(8);
    expect(nPlusOnes).toHaveLength(1);
    // The second was told by its driver's span, and the first came alone in its body.
    expect(nPlusOnes[0]?.queries).toBe(6);
  });
});
