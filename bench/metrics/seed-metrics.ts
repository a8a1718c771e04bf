import type { Client } from "pg";
import { encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { seriesId } from "@/lib/aggregate/series-id.ts";
import { serviceId } from "@/lib/aggregate/service-id.ts";
import type { MetricKind, MetricPointRow, MetricSeriesRow } from "@/lib/domain/metrics.ts";
import { copyIn } from "@/lib/store/copy.ts";
import { CopyEncoder } from "@/lib/store/copy-binary.ts";
import { encodeMetricPoints, registerMetricSeries } from "@/lib/store/metrics.ts";
import { ensurePartitions, forgetPartitions } from "@/lib/store/partitions.ts";
import { Random } from "../random.ts";

const MINUTE = 60;
const HOUR = 3_600;
const NS = 1_000_000_000n;
const SERVICES = 10;
const ROWS_A_COPY = 20_000;
const SERIES_A_STATEMENT = 2_000;
/** The bounds of the SDKs' request histograms, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Values of each histogram series a minute, and hits of each counter. */
export const EVENTS_A_MINUTE = 60;

/** A metric that is seeded: so many series over so long, a point a minute each. */
export type SeededMetric = {
  name: string;
  unit: string;
  kind: Extract<MetricKind, "gauge" | "sum" | "histogram">;
  seriesCount: number;
  seconds: number;
};

/** A few metrics over a day, and one of `seriesCount` series over a little more than an hour. */
export const seededMetrics = (seriesCount: number): readonly SeededMetric[] => [
  { name: "bench.queue.depth", unit: "{item}", kind: "gauge", seriesCount, seconds: 70 * MINUTE },
  { name: "bench.cache.hits", unit: "{hit}", kind: "sum", seriesCount: 1_000, seconds: 25 * HOUR },
  { name: "bench.memory.used", unit: "By", kind: "gauge", seriesCount: 500, seconds: 25 * HOUR },
  { name: "bench.duration", unit: "s", kind: "histogram", seriesCount: 200, seconds: 25 * HOUR },
];

/** Seeds the metrics up to `end` (Unix seconds, a whole minute), in order of time. Returns the number of points. */
export async function seedMetrics(
  client: Client,
  { metrics, end }: { metrics: readonly SeededMetric[]; end: number },
): Promise<number> {
  // Another database than the last one that was seeded.
  forgetPartitions();
  const longest = Math.max(...metrics.map(({ seconds }) => seconds));
  const range = { fromSeconds: end - longest, toSeconds: end };
  await ensurePartitions(client, { table: "metric_points", ...range });
  const seeded = metrics.map((metric) => ({ metric, series: seriesOf(metric, end) }));
  for (const { series } of seeded) await register(client, series);
  const random = new Random(20_261_125);
  let rows = new CopyEncoder(8 * 1024 * 1024);
  let written = 0;
  const flush = async () => {
    written += rows.rows;
    await copyIn(client, "COPY metric_points FROM STDIN (FORMAT binary)", rows.finish());
    rows = new CopyEncoder(8 * 1024 * 1024);
  };
  for (let at = end - longest; at <= end; at += MINUTE) {
    for (const { metric, series } of seeded) {
      if (at < end - metric.seconds) continue;
      encodeMetricPoints(pointsAt(metric, series, { at, end, random }), rows);
      if (rows.rows >= ROWS_A_COPY) await flush();
    }
  }
  await flush();
  await client.query("VACUUM ANALYZE metric_points");
  await client.query("ANALYZE metric_series");
  return written;
}

function seriesOf(
  { name, unit, kind, seriesCount, seconds }: SeededMetric,
  end: number,
): MetricSeriesRow[] {
  return Array.from({ length: seriesCount }, (_, i) => {
    const service = {
      namespace: "bench",
      service: `service-${i % SERVICES}`,
      environment: "production",
    };
    const instance = `instance-${Math.floor(i / SERVICES) % 20}`;
    return {
      ...service,
      seriesId: seriesId(["metric", name, String(i)]),
      serviceId: serviceId(service),
      instance,
      version: "1.4.2",
      name,
      unit,
      description: `Seeded ${kind} number one of ${seriesCount}`,
      kind,
      temporality: kind === "gauge" ? "unspecified" : "cumulative",
      isMonotonic: kind === "sum",
      attributes: JSON.stringify({ "bench.shard": `shard-${i}`, "bench.zone": `zone-${i % 3}` }),
      originId: 1n,
      registeredMs: (end - seconds) * 1000,
    };
  });
}

async function register(client: Client, series: MetricSeriesRow[]): Promise<void> {
  for (let at = 0; at < series.length; at += SERIES_A_STATEMENT) {
    await registerMetricSeries(client, series.slice(at, at + SERIES_A_STATEMENT));
  }
}

function* pointsAt(
  metric: SeededMetric,
  series: readonly MetricSeriesRow[],
  { at, end, random }: { at: number; end: number; random: Random },
): Generator<MetricPointRow> {
  const minutes = (at - (end - metric.seconds)) / MINUTE;
  const count = minutes * EVENTS_A_MINUTE;
  for (const [i, { seriesId: id }] of series.entries()) {
    yield {
      ...NOTHING,
      seriesId: id,
      startNs: metric.kind === "gauge" ? 0n : BigInt(end - metric.seconds) * NS + BigInt(i),
      timeNs: BigInt(at) * NS,
      ...(metric.kind === "histogram" ? histogramValues(minutes) : {}),
      ...(metric.kind === "sum" ? { value: count } : {}),
      ...(metric.kind === "gauge" ? { value: i + random.unit() } : {}),
    };
  }
}

const NOTHING: Omit<MetricPointRow, "seriesId" | "startNs" | "timeNs"> = {
  value: null,
  pointCount: null,
  pointSum: null,
  pointMin: null,
  pointMax: null,
  distribution: null,
  quantiles: null,
  exemplars: null,
  flags: 0,
};

const encoded = new Map<number, Buffer>();

/** Four in every bucket each minute. */
function histogramValues(minutes: number): Partial<MetricPointRow> {
  const counts = new Array<number>(BOUNDS.length + 1).fill(minutes * 4);
  let distribution = encoded.get(minutes);
  if (!distribution) {
    const explicit = [{ bounds: BOUNDS, counts }];
    distribution = encodeDistribution({ zeroCount: 0, exponential: new Map(), explicit });
    encoded.set(minutes, distribution);
  }
  const pointCount = minutes * EVENTS_A_MINUTE;
  return { pointCount, pointSum: pointCount * 1.5, pointMin: 0.001, pointMax: 12, distribution };
}
