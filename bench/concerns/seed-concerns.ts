import type { Client } from "pg";
import { seriesId } from "@/lib/aggregate/series-id.ts";
import { serviceId } from "@/lib/aggregate/service-id.ts";
import type { MetricPointRow, MetricSeriesRow } from "@/lib/domain/metrics.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { copyIn } from "@/lib/store/copy.ts";
import { CopyEncoder } from "@/lib/store/copy-binary.ts";
import { encodeMetricPoints, registerMetricSeries } from "@/lib/store/metrics.ts";
import { ensurePartitionsAt, forgetPartitions } from "@/lib/store/partitions.ts";
import { CellSource, pointValues } from "./report-values.ts";
import { INSTANCES, REPORTS, type Report } from "./reports.ts";

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 24 * HOUR;
const NS = 1_000_000_000n;
const ROWS_A_COPY = 16_384;
const SERIES_A_STATEMENT = 2_000;
/** Hours that are seeded. */
const HISTORY = 31 * DAY;
/** Five-minute cells of so long: a day, and the day before to compare it with. */
const FIVE_MINUTES = 49 * HOUR;
/** Single points of so long: an hour, the hour before, and what an increase begins at. */
const POINTS = 2 * HOUR + 10 * MINUTE;
/** Hours are rolled up that ended so long ago. */
const ROLLED_AFTER = 15 * MINUTE;

/** A seeded series: what it reports, and its number. */
type Seeded = { report: Report; number: number; row: MetricSeriesRow };

/** The ranges that are asked for, in seconds. */
export const RANGES = { "1 h": HOUR, "24 h": DAY, "7 d": 7 * DAY, "30 d": 30 * DAY } as const;

/** The name of a seeded service. */
export const serviceName = (index: number): string => `shop-${index}`;

/** Seeds what `services` services reported up to `end` (Unix seconds), a whole minute, as ingest and jobs write it. */
export async function seedConcerns(
  client: Client,
  { services, end }: { services: number; end: number },
): Promise<{ series: number; rows: number }> {
  // Another database than the last one that was seeded.
  forgetPartitions();
  await client.query("SET synchronous_commit = off");
  const seeded = seriesOf(services, end);
  const rolledUntil = Math.floor((end - ROLLED_AFTER) / HOUR) * HOUR;
  const hours = hoursFrom(floorTo(end - HISTORY, DAY), rolledUntil);
  const days = hours.filter((hour) => hour % DAY === 0);
  await markAllRolled(client, { hours, days: days.filter((day) => day + DAY <= rolledUntil) });
  let rows = 0;
  for (const day of days) {
    const cells = Math.min((rolledUntil - day) / HOUR, 24);
    const source = new CellSource({ minutes: 60, first: 0, cells });
    rows += await seedCells(client, { table: "metric_1h", seeded, starts: [day], source });
  }
  for (const start of new Set(days.map((day) => floorTo(day, 32 * DAY)))) {
    const whole = days.filter(
      (day) => floorTo(day, 32 * DAY) === start && day + DAY <= rolledUntil,
    );
    const first = ((whole[0] ?? start) - start) / DAY;
    const source = new CellSource({ minutes: 24 * 60, first, cells: whole.length });
    rows += await seedCells(client, { table: "metric_1d", seeded, starts: [start], source });
  }
  const fine = new Set(hoursFrom(end - FIVE_MINUTES, rolledUntil));
  for (const edge of edgesOf(end)) fine.add(floorTo(edge, HOUR));
  const fives = new CellSource({ minutes: 5, first: 0, cells: 12 });
  rows += await seedCells(client, {
    table: "metric_5m",
    seeded,
    starts: hours.filter((hour) => fine.has(hour)),
    source: fives,
  });
  rows += await seedPoints(client, { seeded, end });
  // Before there is anything to roll up: who began to read before the table was emptied would find nothing in it.
  await withoutOwnPoints(client);
  // Last, since the server's own roller asks what is registered; it then makes the young cells again.
  for (let at = 0; at < seeded.length; at += SERIES_A_STATEMENT) {
    const some = seeded.slice(at, at + SERIES_A_STATEMENT);
    await registerMetricSeries(
      client,
      some.map(({ row }) => row),
    );
  }
  await client.query("DELETE FROM metric_young_hours");
  await client.query("VACUUM ANALYZE");
  return { series: seeded.length, rows };
}

/** Points as they lie where nobody seeds: by time, without gaps. */
const POINTS_BY_TIME = [
  "BEGIN",
  "LOCK TABLE metric_points IN ACCESS EXCLUSIVE MODE",
  `CREATE TEMPORARY TABLE seeded_points ON COMMIT DROP AS
   SELECT * FROM metric_points
   WHERE series_id NOT IN (SELECT series_id FROM metric_series WHERE service = '${SELF_SERVICE}')`,
  "TRUNCATE metric_points",
  "INSERT INTO metric_points SELECT * FROM seeded_points ORDER BY time_ns",
  "COMMIT",
];

/**
 * While hours long past were being seeded, the server wrote what it measures of itself between them: many ranges of pages
 * reach up to now, and each question of the last minutes would read them all. Just deleted, what comes next would fill the gaps.
 */
async function withoutOwnPoints(client: Client): Promise<void> {
  for (const statement of POINTS_BY_TIME) await client.query(statement);
}

/** At first, so that the server's roller does not begin with what is being seeded. */
async function markAllRolled(
  client: Client,
  { hours, days }: { hours: readonly number[]; days: readonly number[] },
): Promise<void> {
  const mark = (table: string, starts: readonly number[]) =>
    client.query(`INSERT INTO ${table} SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING`, [
      starts,
    ]);
  await mark("metric_rolled_hours", hours);
  await mark("metric_rolled_days", days);
}

const floorTo = (value: number, width: number) => Math.floor(value / width) * width;

function hoursFrom(from: number, to: number): number[] {
  const hours: number[] = [];
  for (let hour = floorTo(from, HOUR); hour < to; hour += HOUR) hours.push(hour);
  return hours;
}

/** Where ranges and the ranges before them begin: there single points are read. */
const edgesOf = (end: number): number[] =>
  Object.values(RANGES).flatMap((range) =>
    2 * range <= HISTORY ? [end - range, end - 2 * range] : [end - range],
  );

function seriesOf(services: number, end: number): Seeded[] {
  const seeded: Seeded[] = [];
  for (let service = 0; service < services; service++) {
    for (const report of REPORTS) {
      for (const instance of report.isOfInstance ? INSTANCES : [""]) {
        const number = seeded.length;
        const name = serviceName(service);
        seeded.push({ report, number, row: rowOf(report, { service: name, instance, end }) });
      }
    }
  }
  // As the roller goes through them.
  return seeded.sort((a, b) => (a.row.seriesId < b.row.seriesId ? -1 : 1));
}

function rowOf(
  report: Report,
  { service, instance, end }: { service: string; instance: string; end: number },
): MetricSeriesRow {
  const key = { namespace: "bench", service, environment: "production" };
  const isSum = report.kind === "counter" || (report.kind === "gauge" && report.isSum === true);
  const attributes = JSON.stringify(report.attributes);
  return {
    ...key,
    seriesId: seriesId(["metric", service, instance, report.name, attributes]),
    serviceId: serviceId(key),
    ...{ instance, version: "1.4.2", name: report.name, unit: report.unit, description: "" },
    kind: isSum ? "sum" : report.kind === "histogram" ? "histogram" : "gauge",
    temporality: report.kind === "gauge" && !isSum ? "unspecified" : "cumulative",
    isMonotonic: report.kind === "counter",
    attributes,
    originId: 1n,
    registeredMs: (end - HISTORY) * 1_000,
  };
}

type CellSeeds = {
  table: "metric_5m" | "metric_1h" | "metric_1d";
  seeded: readonly Seeded[];
  /** Where the rows begin, Unix seconds. */
  starts: readonly number[];
  source: CellSource;
};

async function seedCells(
  client: Client,
  { table, seeded, starts, source }: CellSeeds,
): Promise<number> {
  await ensurePartitionsAt(client, { table, seconds: starts });
  const statement = `COPY ${table} (series_id, bucket, cells) FROM STDIN (FORMAT binary)`;
  const writer = new BatchWriter(client, statement);
  for (const start of starts) {
    for (const { report, number, row } of seeded) {
      const rows = writer.rows;
      rows.row(3);
      rows.bigint(row.seriesId);
      rows.integer(start);
      rows.bytes(source.next(report, number));
      if (rows.rows >= ROWS_A_COPY) await writer.flush();
    }
  }
  return writer.finish();
}

async function seedPoints(
  client: Client,
  { seeded, end }: { seeded: readonly Seeded[]; end: number },
): Promise<number> {
  const minutes = new Set<number>();
  const add = (from: number, to: number) => {
    for (let at = floorTo(from, MINUTE); at <= to; at += MINUTE) minutes.add(at);
  };
  add(end - POINTS, end);
  for (const edge of edgesOf(end)) add(edge - 7 * MINUTE, edge + 11 * MINUTE);
  const times = [...minutes].sort((a, b) => a - b);
  await ensurePartitionsAt(client, { table: "metric_points", seconds: times });
  const writer = new BatchWriter(client, "COPY metric_points FROM STDIN (FORMAT binary)");
  const began = end - HISTORY - HOUR;
  for (const time of times) {
    for (const one of seeded) {
      encodeMetricPoints([pointOf(one, time, began)], writer.rows);
      if (writer.rows.rows >= ROWS_A_COPY) await writer.flush();
    }
  }
  return writer.finish();
}

function pointOf({ report, number, row }: Seeded, time: number, began: number): MetricPointRow {
  return {
    ...pointValues(report, number, (time - began) / MINUTE),
    seriesId: row.seriesId,
    startNs: row.temporality === "cumulative" ? BigInt(began) * NS : 0n,
    timeNs: BigInt(time) * NS,
  };
}

/** Rows that go by COPY in batches. */
class BatchWriter {
  rows = new CopyEncoder(4 * 1024 * 1024);
  private written = 0;

  constructor(
    private readonly client: Client,
    private readonly statement: string,
  ) {}

  async flush(): Promise<void> {
    this.written += this.rows.rows;
    await copyIn(this.client, this.statement, this.rows.finish());
    this.rows = new CopyEncoder(4 * 1024 * 1024);
  }

  async finish(): Promise<number> {
    await this.flush();
    return this.written;
  }
}
