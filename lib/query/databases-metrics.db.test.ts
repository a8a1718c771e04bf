import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GivenMetric } from "@/lib/ingest/test-support/metric-bodies.ts";
import { ago, askDatabases, querySpan, SHOP, startDatabases } from "./test-support/databases.ts";

let dashboard: Awaited<ReturnType<typeof startDatabases>>;

beforeAll(async () => {
  dashboard = await startDatabases();
});

afterAll(() => dashboard.stop());

/** `count` operations of 50 ms. */
const durations = (count: number, attributes: Record<string, string>) => ({
  ...{ startMs: ago(10), timeMs: ago(1), bounds: [0.01, 0.1] },
  ...{ counts: [0, count, 0], sum: count * 0.05 },
  attributes: { "db.system.name": "postgresql", ...attributes },
});
const sendDurations = (service: string, histogram: ReturnType<typeof durations>[]) =>
  dashboard.sendMetrics([{ name: "db.client.operation.duration", unit: "s", histogram }], {
    service,
  });
const select = (i: number) => querySpan({ at: ago(5) + i, ms: 50, sql: "SELECT 1" });

describe("metrics of operations", () => {
  test("tell of a service without spans; what failed is told apart", async () => {
    await sendDurations("metered", [
      durations(90, { "db.namespace": "shop" }),
      durations(10, { "db.namespace": "shop", "error.type": "40P01" }),
    ]);
    const returned = {
      ...durations(100, { "db.namespace": "shop" }),
      ...{ bounds: [1, 100], sum: 1_200 },
    };
    await dashboard.sendMetrics(
      [{ name: "db.client.response.returned_rows", histogram: [returned] }],
      { service: "metered" },
    );
    const [group] = (await askDatabases({ service: "metered" })).groups;
    expect(group?.source).toBe("metrics");
    expect(group?.totals.operationCount).toBeCloseTo(100, 6);
    expect(group?.totals.errorRatio).toBeCloseTo(0.1, 9);
    expect(group?.totals.meanMs).toBeCloseTo(50, 6);
    expect(group?.totals.perRequest).toBeNull();
    // 1,200 rows of 100 operations.
    expect(group?.totals.rowsPerOperation).toBeCloseTo(12, 6);
  });

  test("are not counted besides spans that are as many", async () => {
    await dashboard.sendSpans(
      Array.from({ length: 10 }, (_, i) => select(i)),
      { service: "both" },
    );
    await sendDurations("both", [durations(10, { "db.namespace": "shop" })]);
    const [group, ...others] = (await askDatabases({ service: "both" })).groups;
    expect(others).toEqual([]);
    expect(group?.source).toBe("spans");
    expect(group?.totals.operationCount).toBe(10);
  });

  test("are counted instead of spans that are far fewer: traces are sampled", async () => {
    await dashboard.sendSpans([select(0)], { service: "sampled" });
    await sendDurations("sampled", [durations(10, { "db.namespace": "shop" })]);
    const [group, ...others] = (await askDatabases({ service: "sampled" })).groups;
    expect(others).toEqual([]);
    expect(group?.source).toBe("metrics");
    expect(group?.totals.operationCount).toBeCloseTo(10, 6);
  });

  test("of a router and of the driver below it are counted once", async () => {
    await sendDurations("routed", [
      durations(30, { "db.datasource": "replica", "db.replica.name": "replica-1" }),
      durations(20, { "db.datasource": "writer" }),
      durations(50, { "server.address": "10.0.0.1" }),
    ]);
    const { groups } = await askDatabases({ service: "routed" });
    expect(groups).toHaveLength(1);
    expect(groups[0]?.totals.operationCount).toBeCloseTo(50, 6);
  });
});

const POOL = { "db.client.connection.pool.name": "db:5432/shop" };
const state = (value: string) => ({ ...POOL, "db.client.connection.state": value });
const level = (name: string, values: number[], attributes: Record<string, string>) => ({
  name,
  upDown: values.map((value, i) => ({
    ...{ startMs: ago(15), timeMs: ago(values.length - i), value, attributes },
  })),
});

/** Four minutes of a pool of ten, with ten waits of 50 ms. */
const poolOf = (used: number[], pending: number[]): GivenMetric[] => [
  level("db.client.connection.count", used, state("used")),
  level("db.client.connection.count", [1, 1, 1, 1], state("idle")),
  level("db.client.connection.max", [10, 10, 10, 10], POOL),
  level("db.client.connection.pending_requests", pending, POOL),
  {
    name: "db.client.connection.wait_time",
    unit: "s",
    histogram: [
      {
        ...{ startMs: ago(10), timeMs: ago(1), attributes: POOL },
        ...{ bounds: [0.001, 0.1], counts: [0, 10, 0], sum: 0.5 },
      },
    ],
  },
];

test("a pool: all instances together, the most that waited, and the fullest instance", async () => {
  await dashboard.sendMetrics(poolOf([4, 9, 10, 2], [0, 0, 7, 0]), { instance: "a" });
  await dashboard.sendMetrics(poolOf([1, 1, 1, 1], [0, 0, 0, 0]), { instance: "b" });
  const { pools } = await askDatabases({ service: "shop", step: "60" });
  expect(pools.map(({ key }) => key)).toEqual([{ ...SHOP, pool: "db:5432/shop" }]);
  const totals = pools[0]?.totals;
  expect(totals).toMatchObject({ used: 3, idle: 2, max: 20, pending: 0, mostPending: 7 });
  expect(totals?.utilization).toBeCloseTo(1, 9);
  expect(totals?.waitMeanMs).toBeCloseTo(50, 6);
  expect(totals?.timeouts).toBeNull();
  const waiting = pools[0]?.points.filter(({ mostPending }) => (mostPending ?? 0) > 0);
  expect(waiting?.map(({ at, pending }) => [at, pending])).toEqual([
    [new Date(ago(2)).toISOString(), 7],
  ]);
});

describe("a primary and its replica", () => {
  const routed = (sql: string, ms: number, more: Record<string, string>) =>
    Array.from({ length: 10 }, (_, i) => querySpan({ at: ago(5) + i, ms, sql, more }));
  const writer = { "db.datasource": "writer" };
  const replica = { "db.datasource": "replica", "db.replica.name": "replica-1" };
  const lag = (values: number[]): GivenMetric => ({
    ...{ name: "postgresql.wal.delay", unit: "s" },
    gauge: values.map((value, i) => ({
      ...{ timeMs: ago(values.length - i), value },
      attributes: { operation: "replay", replication_client: "replica-1" },
    })),
  });

  test("share and latency of reads, and the lag", async () => {
    const reads = Array.from({ length: 3 }, () => routed("SELECT * FROM a", 20, replica)).flat();
    await dashboard.sendSpans(
      [
        ...routed("INSERT INTO a VALUES (1)", 3, writer),
        ...routed("SELECT * FROM a", 8, writer),
        ...reads,
      ],
      { service: "split" },
    );
    await dashboard.sendMetrics([lag([0, 12, 45, 0.2])], { service: "split" });
    const { replicas, groups } = await askDatabases({ service: "split" });
    expect(groups).toHaveLength(1);
    expect(groups[0]?.totals.operationCount).toBe(50);
    expect(replicas.map(({ key }) => [key.role, key.node])).toEqual([
      ["primary", "primary"],
      ["replica", "replica-1"],
    ]);
    const [primary, follower] = replicas;
    expect(primary?.totals).toMatchObject({ reads: 10, lagMs: null, errorCount: 0 });
    expect(primary?.totals.readShare).toBeCloseTo(0.25, 9);
    expect(Math.abs((primary?.totals.readP95Ms ?? 0) - 8)).toBeLessThan(0.05);
    expect(follower?.totals.reads).toBe(30);
    expect(follower?.totals.readShare).toBeCloseTo(0.75, 9);
    expect(follower?.totals.lagMs).toBeCloseTo(200, 6);
    expect(follower?.totals.mostLagMs).toBeCloseTo(45_000, 6);
  });

  test("are told by their addresses where nothing else tells them", async () => {
    await dashboard.sendSpans(
      [
        ...routed("SELECT 1", 5, { "server.address": "db-1" }),
        ...routed("SELECT 1", 5, { "server.address": "db-2" }),
      ],
      { service: "addressed" },
    );
    const { replicas } = await askDatabases({ service: "addressed" });
    expect(replicas.map(({ key, totals }) => [key.role, key.node, totals.readShare])).toEqual([
      ["", "db-1", 0.5],
      ["", "db-2", 0.5],
    ]);
  });

  test("a replica whose readers are not known has its lag alone", async () => {
    await dashboard.sendMetrics([lag([3])], { service: "collector" });
    const { replicas } = await askDatabases({ service: "collector" });
    expect(replicas).toHaveLength(1);
    expect(replicas[0]?.totals).toMatchObject({ reads: null, readShare: null, lagMs: 3_000 });
  });
});

test("what a server tells of itself stands by its database", async () => {
  const point = { startMs: ago(15), timeMs: ago(1) };
  const metrics: GivenMetric[] = [
    { name: "postgresql.backends", upDown: [{ ...point, value: 12 }] },
    { name: "postgresql.connection.max", gauge: [{ timeMs: ago(1), value: 100 }] },
    {
      name: "postgresql.deadlocks",
      counter: [
        { ...point, timeMs: ago(9), value: 1 },
        { ...point, value: 4 },
      ],
    },
  ];
  await dashboard.sendMetrics(metrics, { service: "pg" });
  const [group] = (await askDatabases({ service: "pg" })).groups;
  expect(group?.totals).toMatchObject({ operationCount: null, backends: 12, backendLimit: 100 });
  expect(group?.totals.deadlocks).toBeCloseTo(4, 6);
  expect(group?.totals.commits).toBeNull();
});
