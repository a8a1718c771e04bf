import fc from "fast-check";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { requestMetricsBody, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { createTestPipeline, type TestPipeline } from "@/lib/ingest/test-support/pipeline.ts";
import { OperationCatalog } from "@/lib/query/operation-catalog.ts";
import { SeriesCatalog } from "@/lib/query/series-catalog.ts";
import { freeFoldedSlots, sealOpenSlot } from "@/lib/store/arrival.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { TIER_TABLES } from "@/lib/store/request-tiers.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { foldSealedSlots } from "./fold.ts";
import { readTiers } from "./test-support/tiers.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);

type Bench = {
  database: TestDatabase;
  client: pg.Client;
  ingest: TestPipeline;
  fold: () => Promise<void>;
};

const benches: Bench[] = [];

async function openBench(): Promise<Bench> {
  forgetPartitions();
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  client.on("error", () => undefined);
  await client.connect();
  const ingest = createTestPipeline(database.url, () => NOW_MS);
  const catalog = new SeriesCatalog(ingest.pool);
  const operations = new OperationCatalog(ingest.pool);
  const bench: Bench = {
    database,
    client,
    ingest,
    fold: async () => {
      await sealOpenSlot(client, NOW_MS);
      await foldSealedSlots({
        client,
        pool: ingest.pool,
        catalog,
        operations,
        now: () => NOW_MS,
      });
      // Long after: the ring has slots again.
      await freeFoldedSlots(client, NOW_MS + 1);
    },
  };
  benches.push(bench);
  return bench;
}

async function closeBenches(): Promise<void> {
  for (const { client, ingest, database } of benches.splice(0)) {
    await client.end();
    await ingest.stop();
    await database.drop();
  }
}

/** A body as its sender made it, however it arrives. */
type Body = { signal: "traces" | "metrics"; body: Uint8Array };

const spans = fc.record({
  agoSeconds: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 7_200 })),
  durationMs: fc.integer({ min: 0, max: 3_000 }),
  route: fc.constantFrom("/a", "/b"),
  status: fc.constantFrom(200, 200, 500),
  environment: fc.constantFrom("production", "staging"),
});

const traces: fc.Arbitrary<Body> = fc.array(spans, { minLength: 1, maxLength: 6 }).map((list) => ({
  signal: "traces",
  body: traceBody(
    list.map(({ agoSeconds, durationMs, route, status }) => ({
      startMs: NOW_MS - agoSeconds * 1000 - 4_000,
      durationMs,
      attributes: {
        "http.route": route,
        "http.request.method": "GET",
        "http.response.status_code": status,
      },
    })),
    { service: "shop", environment: list[0]?.environment ?? "" },
  ),
}));

/** The reports of one process: cumulative, each minute or after a gap of up to two hours. */
const reports: fc.Arbitrary<Body[]> = fc
  .record({
    startAgo: fc.integer({ min: 7_200, max: 9_000 }),
    steps: fc.array(
      fc.record({
        wait: fc.oneof(fc.constant(60), fc.constant(60), fc.integer({ min: 60, max: 6_000 })),
        added: fc.array(fc.constantFrom(0.003, 0.04, 0.2, 0.3, 4), { maxLength: 5 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map(({ startAgo, steps }) => {
    const startMs = NOW_MS - startAgo * 1000;
    let timeMs = startMs;
    let values: number[] = [];
    const bodies: Body[] = [];
    for (const { wait, added } of steps) {
      timeMs += wait * 1000;
      if (timeMs > NOW_MS) break;
      values = [...values, ...added];
      bodies.push({
        signal: "metrics",
        body: requestMetricsBody([{ startMs, timeMs, values }], { service: "metered" }),
      });
    }
    return bodies;
  });

const bodies = fc
  .tuple(fc.array(traces, { maxLength: 6 }), fc.array(reports, { maxLength: 3 }))
  .map(([traced, reported]) => [...traced, ...reported.flat()])
  .filter((list) => list.length > 0);

/** The same bodies in another order, with numbers that say after which of them a slot is folded. */
const arrivals = bodies.chain((list) =>
  fc.record({
    list: fc.constant(list),
    order: fc.shuffledSubarray(list, { minLength: list.length }),
    folds: fc.array(fc.boolean(), { minLength: list.length, maxLength: list.length }),
  }),
);

describe("any order, any slots, any lateness", () => {
  let whole: Bench;
  let split: Bench;

  beforeAll(async () => {
    whole = await openBench();
    split = await openBench();
  });

  afterAll(closeBenches);

  async function empty({ client }: Bench): Promise<void> {
    const tables = Object.values(TIER_TABLES).flatMap((kind) => Object.values(kind));
    await client.query(`TRUNCATE request_points, accepted_bodies, ${tables.join(", ")}`);
  }

  test("give the rows of one batch", { timeout: 120_000 }, async () => {
    const [a, b] = [whole, split];
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ list, order, folds }) => {
        await empty(a);
        await empty(b);
        await Promise.all(list.map(({ signal, body }) => a.ingest.send(signal, body)));
        await a.fold();
        for (const [i, { signal, body }] of order.entries()) {
          await b.ingest.send(signal, body);
          if (folds[i]) await b.fold();
        }
        await b.fold();
        expect(await readTiers(b.client)).toEqual(await readTiers(a.client));
      }),
      { numRuns: 25, interruptAfterTimeLimit: 40_000 },
    );
  });
});

const span = (startMs: number, durationMs = 100, status = 200) => ({
  startMs,
  durationMs,
  attributes: {
    "http.route": "/pay",
    "http.request.method": "GET",
    "http.response.status_code": status,
  },
});

describe("a fold", () => {
  afterEach(closeBenches);

  test("puts a request into the bucket of its start at every width, by series and by service", async () => {
    const bench = await openBench();
    const startMs = Date.UTC(2026, 10, 24, 11, 59, 59, 999);
    await bench.ingest.send(
      "traces",
      traceBody([span(startMs, 5_000), span(startMs + 1, 10, 503)]),
    );
    await bench.fold();
    const tiers = await readTiers(bench.client);
    const counts = [...tiers].map(([name, { count, errors }]) => {
      const [table = "", , bucket] = name.split(" ");
      return `${table} ${new Date(Number(bucket) * 1000).toISOString().slice(11, 19)} ${count} ${errors}`;
    });
    const expected = (["request", "service"] as const).flatMap((kind) => [
      `${kind}_10s 11:59:50 1 0`,
      `${kind}_10s 12:00:00 1 1`,
      `${kind}_1m 11:59:00 1 0`,
      `${kind}_1m 12:00:00 1 1`,
      `${kind}_5m 11:55:00 1 0`,
      `${kind}_5m 12:00:00 1 1`,
      `${kind}_1h 11:00:00 1 0`,
      `${kind}_1h 12:00:00 1 1`,
    ]);
    expect(counts.sort()).toEqual(expected.sort());
    const first = [...tiers].find(([name]) => name.startsWith("request_10s"));
    expect(first?.[1].max).toBeOneOf([5, 0.01]);
  });

  test("that is killed changes nothing and is repeated", async () => {
    const bench = await openBench();
    await bench.ingest.send("traces", traceBody([span(NOW_MS - 5_000), span(NOW_MS - 4_000)]));
    await sealOpenSlot(bench.client, NOW_MS);
    const catalog = new SeriesCatalog(bench.ingest.pool);
    const operations = new OperationCatalog(bench.ingest.pool);
    for (let statement = 1; statement < 60; statement++) {
      const victim = new pg.Client({ connectionString: bench.database.url });
      victim.on("error", () => undefined);
      await victim.connect();
      const whole = await foldUntil(victim, statement, {
        catalog,
        operations,
        pool: bench.ingest.pool,
      });
      await victim.end().catch(() => undefined);
      if (whole) break;
      expect((await readTiers(bench.client)).size).toBe(0);
      const { rows } = await bench.client.query(
        "SELECT count(*)::int AS sealed FROM arrival_slots WHERE state = 'sealed'",
      );
      expect(rows).toEqual([{ sealed: 1 }]);
    }
    const tiers = [...(await readTiers(bench.client))];
    expect(
      tiers.filter(([name]) => name.startsWith("service_1h")).map(([, row]) => row.count),
    ).toEqual([2]);
  });

  test("of two at a time, one gives way", async () => {
    const bench = await openBench();
    await bench.ingest.send("traces", traceBody([span(NOW_MS - 5_000)]));
    await sealOpenSlot(bench.client, NOW_MS);
    const other = new pg.Client({ connectionString: bench.database.url });
    await other.connect();
    const catalog = new SeriesCatalog(bench.ingest.pool);
    const operations = new OperationCatalog(bench.ingest.pool);
    const parts = { pool: bench.ingest.pool, catalog, operations, now: () => NOW_MS };
    const both = await Promise.allSettled([
      foldSealedSlots({ ...parts, client: bench.client }),
      foldSealedSlots({ ...parts, client: other }),
    ]);
    await other.end();
    await bench.client.query("ROLLBACK");
    expect(both.some(({ status }) => status === "fulfilled")).toBe(true);
    const hours = [...(await readTiers(bench.client))].filter(([name]) =>
      name.startsWith("service_1h"),
    );
    expect(hours.map(([, { count }]) => count)).toEqual([1]);
  });
});

/** Folds over a connection that ends before the given statement; true: the fold was through before. */
async function foldUntil(
  client: pg.Client,
  statement: number,
  parts: { catalog: SeriesCatalog; operations: OperationCatalog; pool: pg.Pool },
): Promise<boolean> {
  let left = statement;
  const query = client.query.bind(client);
  const counting = (...given: Parameters<typeof query>) => {
    if (--left === 0) throw new Error("killed");
    return query(...given);
  };
  Object.defineProperty(client, "query", { value: counting });
  try {
    await foldSealedSlots({ ...parts, client, now: () => NOW_MS });
    return true;
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "killed") throw error;
    return false;
  }
}
