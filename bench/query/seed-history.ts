import type { Client } from "pg";
import { type RequestSeries, RequestSeriesRegistry } from "@/lib/aggregate/request-series.ts";
import type { TierKind } from "@/lib/aggregate/request-tiers.ts";
import { copyIn } from "@/lib/store/copy.ts";
import { CopyEncoder } from "@/lib/store/copy-binary.ts";
import { ensurePartitionsAt, forgetPartitions } from "@/lib/store/partitions.ts";
import { registerRequestSeries } from "@/lib/store/request-series.ts";
import { FIGURES, ID_COLUMN, TIER_TABLES, type TierSeconds } from "@/lib/store/request-tiers.ts";
import { FigureSource } from "./history.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** The namespace of the seeded services. */
export const SEEDED_NAMESPACE = "bench";
export const SERIES_A_SERVICE = 20;
const ROUTES = 5;
const OUTCOMES = [
  { method: "GET", status: "200" },
  { method: "GET", status: "404" },
  { method: "POST", status: "201" },
  { method: "GET", status: "500" },
];

/** The ranges that the questions ask for, in seconds. */
export const RANGES = { "1 h": HOUR, "24 h": DAY, "7 d": 7 * DAY, "30 d": 30 * DAY } as const;

/** How far back rows of each width are seeded; besides, minutes and wider in the hour in which a range begins. */
const SEEDED: Record<TierSeconds, number> = {
  10: 75 * 60,
  60: 25 * HOUR,
  300: 49 * HOUR,
  3600: 31 * DAY,
};

const ROWS_A_COPY = 8_192;

/** A row's id and how many requests it has a second; 0: the series that only says that a service reported. */
type Identity = { id: bigint; requestsPerSecond: number };

/** The name of a seeded service. */
export const serviceName = (index: number): string => `shop-${index}`;

/**
 * Seeds `seriesCount` series of one request a second each, 20 a service, in every tier up to `end` (Unix seconds), as
 * the fold would have written them: in order of time. Returns the number of rows.
 */
export async function seedHistory(
  client: Client,
  { seriesCount, end }: { seriesCount: number; end: number },
): Promise<number> {
  // Another database than the last one that was seeded.
  forgetPartitions();
  const series = makeSeries(seriesCount / SERIES_A_SERVICE, end);
  await registerRequestSeries(client, series, end * 1000);
  const source = new FigureSource();
  let rows = 0;
  for (const kind of ["series", "service"] as const) {
    const identities = identitiesOf(kind, series);
    for (const seconds of [10, 60, 300, 3_600] as const) {
      const buckets = bucketsOf(seconds, end);
      rows += await seedTier(client, { kind, seconds, buckets, identities, end, source });
    }
  }
  await client.query("VACUUM ANALYZE");
  return rows;
}

/** Series of so many services, 20 each, that report since `end` less 31 days (Unix seconds). */
export function makeSeries(services: number, end: number): RequestSeries[] {
  const registry = new RequestSeriesRegistry(SERIES_A_SERVICE * 2, () => undefined);
  const since = end - SEEDED[3_600];
  for (let i = 0; i < services; i++) {
    const service = {
      namespace: SEEDED_NAMESPACE,
      service: serviceName(i),
      environment: "production",
    };
    const nothing = { route: "", method: "", status: "", instance: "", version: "" };
    registry.find({ ...service, ...nothing }, "none", since);
    for (let route = 0; route < ROUTES; route++) {
      for (const outcome of OUTCOMES) {
        const where = { route: `/api/resource-${route}/{id}`, instance: "a", version: "1.4.2" };
        registry.find({ ...service, ...where, ...outcome }, "spans", since);
      }
    }
  }
  return registry.takeNew();
}

function identitiesOf(kind: TierKind, series: RequestSeries[]): Identity[] {
  const rates = new Map<bigint, number>();
  for (const one of series) {
    const id = kind === "series" ? one.id : one.tierId;
    rates.set(id, (rates.get(id) ?? 0) + (one.source === "none" ? 0 : 1));
  }
  return [...rates].map(([id, requestsPerSecond]) => ({ id, requestsPerSecond }));
}

/** Starts of the buckets of a width that are seeded, in order. */
function bucketsOf(seconds: TierSeconds, end: number): number[] {
  const starts = new Set<number>();
  const add = (from: number, to: number) => {
    for (let at = floorTo(from, seconds); at < to; at += seconds) starts.add(at);
  };
  add(end - SEEDED[seconds], end);
  if (seconds === 10) return [...starts];
  for (const range of Object.values(RANGES)) {
    const hour = floorTo(end - range, HOUR);
    add(hour, hour + HOUR);
  }
  return [...starts].sort((a, b) => a - b);
}

const floorTo = (value: number, width: number) => Math.floor(value / width) * width;

type Tier = {
  kind: TierKind;
  seconds: TierSeconds;
  buckets: number[];
  identities: Identity[];
  end: number;
  source: FigureSource;
};

async function seedTier(client: Client, tier: Tier): Promise<number> {
  const table = TIER_TABLES[tier.kind][tier.seconds];
  await ensurePartitionsAt(client, { table, seconds: tier.buckets });
  const columns = `${ID_COLUMN[tier.kind]}, bucket, ${FIGURES}`;
  const flush = (rows: CopyEncoder) =>
    copyIn(client, `COPY ${table} (${columns}) FROM STDIN (FORMAT binary)`, rows.finish());
  let rows = new CopyEncoder(4 * 1024 * 1024);
  let written = 0;
  for (const bucket of tier.buckets) {
    const passed = Math.min(tier.seconds, tier.end - bucket);
    for (const identity of tier.identities) encodeRow(rows, { ...identity, bucket, passed }, tier);
    if (rows.rows < ROWS_A_COPY) continue;
    await flush(rows);
    written += rows.rows;
    rows = new CopyEncoder(4 * 1024 * 1024);
  }
  await flush(rows);
  return written + rows.rows;
}

function encodeRow(
  rows: CopyEncoder,
  row: Identity & { bucket: number; passed: number },
  { source }: Tier,
): void {
  const figures = source.next(row.requestsPerSecond * row.passed);
  rows.row(8);
  rows.bigint(row.id);
  rows.integer(row.bucket);
  rows.double(figures.count);
  rows.double(figures.errors);
  rows.double(figures.sumSeconds);
  rows.double(figures.maxSeconds);
  rows.bytes(figures.sketch);
  if (figures.count === 0) rows.null();
  else rows.uuid(source.traceId());
}
