import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MetricPointRow, MetricSeriesRow } from "@/lib/domain/metrics.ts";
import { copyUnique } from "./ingest-group.ts";
import { encodeMetricPoints, registerMetricSeries } from "./metrics.ts";
import { ensurePartitionsAt } from "./partitions.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

/** 2026-11-24 00:00 UTC. */
const MIDNIGHT = 1_795_478_400;
const TIME_NS = BigInt(MIDNIGHT) * 1_000_000_000n + 7n;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await ensurePartitionsAt(client, { table: "metric_points", seconds: [MIDNIGHT] });
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const SERIES: MetricSeriesRow = {
  seriesId: 7n,
  serviceId: 8n,
  namespace: "shop",
  service: "orders",
  environment: "production",
  instance: "i-1",
  version: "1.4.0",
  name: "cache.hits",
  unit: "{hit}",
  description: "Hits",
  kind: "sum",
  temporality: "cumulative",
  isMonotonic: true,
  attributes: '{"cache.name":"it\'s, {\\"quoted\\"}"}',
  originId: 9n,
  registeredMs: 1_795_478_400_123,
};

const POINT: MetricPointRow = {
  seriesId: 7n,
  startNs: 0n,
  timeNs: TIME_NS,
  value: 0.1,
  pointCount: null,
  pointSum: null,
  pointMin: null,
  pointMax: null,
  distribution: null,
  quantiles: null,
  exemplars: null,
  flags: 0,
};

async function write(points: MetricPointRow[]): Promise<void> {
  await client.query("BEGIN");
  await copyUnique(client, "metric_points", encodeMetricPoints(points));
  await client.query("COMMIT");
}

test("a series is stored as it is, once", async () => {
  expect(await registerMetricSeries(client, [SERIES])).toEqual([]);
  expect(await registerMetricSeries(client, [{ ...SERIES, version: "2.0.0" }])).toEqual([]);
  const { rows } = await client.query("SELECT * FROM metric_series WHERE series_id = 7");
  expect(rows).toEqual([
    {
      series_id: "7",
      service_id: "8",
      namespace: "shop",
      service: "orders",
      environment: "production",
      instance: "i-1",
      version: "1.4.0",
      name: "cache.hits",
      unit: "{hit}",
      description: "Hits",
      kind: "sum",
      temporality: "cumulative",
      is_monotonic: true,
      attributes: { "cache.name": 'it\'s, {"quoted"}' },
      origin_id: "9",
      registered_ms: "1795478400123",
    },
  ]);
});

test("another series with the same id is named, not stored", async () => {
  await registerMetricSeries(client, [{ ...SERIES, seriesId: 17n }]);
  const other = { ...SERIES, seriesId: 17n, attributes: "{}" };
  expect(await registerMetricSeries(client, [SERIES, other])).toEqual([17n]);
});

test("a point that comes again is stored once, its new neighbours too", async () => {
  await write([POINT]);
  await write([POINT, { ...POINT, timeNs: TIME_NS + 1n, value: 0.2 }, POINT]);
  const { rows } = await client.query("SELECT time_ns, value FROM metric_points ORDER BY time_ns");
  expect(rows).toEqual([
    { time_ns: String(TIME_NS), value: 0.1 },
    { time_ns: String(TIME_NS + 1n), value: 0.2 },
  ]);
});

test("every column comes back", async () => {
  await write([
    {
      seriesId: 70n,
      startNs: 5n,
      timeNs: TIME_NS,
      value: null,
      pointCount: 3,
      pointSum: -1.5,
      pointMin: -2,
      pointMax: 1e300,
      distribution: Uint8Array.of(0, 1, 255),
      quantiles: '[{"quantile":0.5,"value":null}]',
      exemplars: '[{"value":1}]',
      flags: 1,
    },
  ]);
  const { rows } = await client.query("SELECT * FROM metric_points WHERE series_id = 70");
  expect(rows).toEqual([
    {
      series_id: "70",
      start_ns: "5",
      time_ns: String(TIME_NS),
      value: null,
      point_count: 3,
      point_sum: -1.5,
      point_min: -2,
      point_max: 1e300,
      distribution: Buffer.from([0, 1, 255]),
      quantiles: [{ quantile: 0.5, value: null }],
      exemplars: [{ value: 1 }],
      flags: 1,
    },
  ]);
});
