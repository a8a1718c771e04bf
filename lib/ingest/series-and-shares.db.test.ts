import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { log } from "@/lib/platform/log.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { type GivenSpan, traceBody } from "./test-support/bodies.ts";
import { createTestPipeline, type TestPipeline } from "./test-support/pipeline.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);

let database: TestDatabase;
let ingest: TestPipeline | undefined;

beforeEach(async () => {
  forgetPartitions();
  database = await createTestDatabase();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await ingest?.stop();
  await database.drop();
});

async function rows<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const span = (route: string): GivenSpan => ({
  startMs: NOW_MS - 1_000,
  durationMs: 10,
  attributes: {
    "http.route": route,
    "http.request.method": "GET",
    "http.response.status_code": 200,
  },
});

test("over the cap a service's requests are all counted, under `*`, and the loss is counted too", async () => {
  ingest = createTestPipeline(database.url, () => NOW_MS, { seriesCap: 20 });
  for (let i = 0; i < 60; i++) {
    const sender = { instance: `pod-${i}`, version: `v${i % 2}` };
    await ingest.send("traces", traceBody([span(`/${i % 3}`)], sender));
  }
  const found = await rows<{ instance: string; count: number }>(
    `SELECT CASE instance WHEN '*' THEN '*' ELSE 'own' END AS instance, sum(request_count) AS count
     FROM request_deltas JOIN request_series USING (series_id)
     WHERE source = 'spans' GROUP BY 1 ORDER BY 1`,
  );
  expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(60);
  expect(found.find(({ instance }) => instance === "*")?.count).toBeGreaterThanOrEqual(40);
  const reasons = ingest.refusals.since().map(({ reason }) => reason);
  expect(reasons).toContain("too many series: instance dropped");
});

test("a collision of two series is detected and logged", async () => {
  ingest = createTestPipeline(database.url, () => NOW_MS);
  await ingest.send("traces", traceBody([span("/pay")]));
  const [known] = await rows<{ series_id: string }>(
    "SELECT series_id FROM request_series WHERE route = '/pay'",
  );
  // As if another series had had the hash before.
  await rows(`UPDATE request_series SET route = '/other' WHERE series_id = ${known?.series_id}`);
  const logged = vi.spyOn(log, "error").mockImplementation(() => undefined);
  const other = createTestPipeline(database.url, () => NOW_MS);
  await other.send("traces", traceBody([span("/pay")]));
  await other.stop();
  expect(logged).toHaveBeenCalledWith("two request series have the same id", {
    seriesId: known?.series_id,
  });
});

test("what was received and what was kept is recorded, so that nothing claims more than it has", async () => {
  ingest = createTestPipeline(database.url, () => NOW_MS, { traceBudget: 1 });
  await ingest.send("traces", traceBody(Array.from({ length: 500 }, () => span("/pay"))));
  const [share] = await rows<{ received: number; kept: number }>(
    "SELECT sum(received_spans)::int AS received, sum(kept_spans)::int AS kept FROM kept_shares",
  );
  const [stored] = await rows<{ count: number }>("SELECT count(*)::int AS count FROM spans");
  expect(share).toEqual({ received: 500, kept: stored?.count });
  // A minute's budget at most, though every span counts.
  expect(stored?.count).toBeLessThanOrEqual(60);
  const [counted] = await rows<{ count: number }>(
    "SELECT sum(request_count) AS count FROM request_deltas",
  );
  expect(counted?.count).toBe(500);
});
