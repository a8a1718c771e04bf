import type { Exemplar, KeyValue, Message, Metric } from "@/lib/decode/otlp-messages.ts";
import {
  type MetricPointRow,
  type MetricSeriesRow,
  TEMPORALITIES,
  type Temporality,
} from "@/lib/domain/metrics.ts";
import {
  type AcceptanceWindow,
  noRejections,
  type Rejections,
  reject,
  startsTooLate,
  timeRefusal,
} from "./acceptance.ts";
import { describeSeries, type MetricShape } from "./metric-identity.ts";
import {
  exemplarsJson,
  type PointReading,
  readExponentialHistogram,
  readHistogram,
  readNumber,
  readSummary,
} from "./metric-values.ts";
import type { Origin } from "./origin.ts";
import type { RowContext } from "./row-context.ts";

/** Rows of one body, and the data points that were rejected alone. */
export type MetricRows = Rejections & {
  /** Each series once, whether or not it is known to the store. */
  series: MetricSeriesRow[];
  points: MetricPointRow[];
  /** Attributes that were shortened or left out. */
  cut: number;
};

type DataPoint = {
  attributes: readonly KeyValue[];
  startTimeUnixNano: bigint;
  timeUnixNano: bigint;
  flags: number;
  exemplars?: readonly Exemplar[];
};

type ReadPoint = { point: DataPoint; reading: PointReading };

/** The series and points of an export request of any metrics, in the order in which they came. */
export function metricRows(
  request: Message<"ExportMetricsServiceRequest">,
  { originOf, acceptance }: RowContext,
): MetricRows {
  const collector = new MetricCollector(acceptance);
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    for (const { scope, metrics } of scopeMetrics) {
      const origin = originOf(resource, scope);
      for (const metric of metrics) collector.add(metric, origin);
    }
  }
  return collector.rows();
}

class MetricCollector {
  private readonly series = new Map<bigint, MetricSeriesRow>();
  private readonly points: MetricPointRow[] = [];
  private readonly rejections = noRejections();
  private cut = 0;

  constructor(private readonly acceptance: AcceptanceWindow) {}

  rows(): MetricRows {
    const series = [...this.series.values()];
    return { series, points: this.points, cut: this.cut, ...this.rejections };
  }

  add(metric: Metric, origin: Origin): void {
    const shape = shapeOf(metric);
    if (!shape) return;
    for (const { point, reading } of readPoints(metric)) {
      const refusal = this.refusalOf(metric, point);
      if (refusal !== null) reject(this.rejections, refusal);
      else if (reading.kind === "unusable") reject(this.rejections, reading.reason);
      else {
        const seriesId = this.register(metric, shape, { origin, attributes: point.attributes });
        this.points.push({
          seriesId,
          startNs: point.startTimeUnixNano,
          timeNs: point.timeUnixNano,
          ...reading.values,
          exemplars: exemplarsJson(point.exemplars ?? []),
          flags: point.flags & 0x7fff_ffff,
        });
      }
    }
  }

  private refusalOf(metric: Metric, point: DataPoint): string | null {
    if (metric.name === "") return "a metric has no name";
    const refusal = timeRefusal(point.timeUnixNano, this.acceptance);
    if (refusal !== null) return refusal;
    return startsTooLate(point) ? "a point starts after its time" : null;
  }

  private register(
    metric: Metric,
    shape: MetricShape,
    from: { origin: Origin; attributes: readonly KeyValue[] },
  ): bigint {
    const registeredMs = this.acceptance.receivedMs;
    const { row, cut } = describeSeries(metric, shape, { ...from, registeredMs });
    this.cut += cut;
    if (!this.series.has(row.seriesId)) this.series.set(row.seriesId, row);
    return row.seriesId;
  }
}

/** Null: the metric is of no kind that this version knows. */
function shapeOf(metric: Metric): MetricShape | null {
  const plain = { temporality: "unspecified", isMonotonic: false } as const;
  if (metric.gauge) return { ...plain, kind: "gauge" };
  if (metric.sum) {
    return {
      kind: "sum",
      temporality: temporalityOf(metric.sum.aggregationTemporality),
      isMonotonic: metric.sum.isMonotonic,
    };
  }
  if (metric.histogram) {
    const temporality = temporalityOf(metric.histogram.aggregationTemporality);
    return { ...plain, kind: "histogram", temporality };
  }
  if (metric.exponentialHistogram) {
    const temporality = temporalityOf(metric.exponentialHistogram.aggregationTemporality);
    return { ...plain, kind: "exponential_histogram", temporality };
  }
  return metric.summary ? { ...plain, kind: "summary" } : null;
}

/** In the order of OTLP's numbers. */
const temporalityOf = (number: number): Temporality => TEMPORALITIES[number] ?? "unspecified";

/** A metric has the points of one kind. */
function* readPoints(metric: Metric): Generator<ReadPoint> {
  for (const point of metric.gauge?.dataPoints ?? []) yield { point, reading: readNumber(point) };
  for (const point of metric.sum?.dataPoints ?? []) yield { point, reading: readNumber(point) };
  for (const point of metric.histogram?.dataPoints ?? []) {
    yield { point, reading: readHistogram(point) };
  }
  for (const point of metric.exponentialHistogram?.dataPoints ?? []) {
    yield { point, reading: readExponentialHistogram(point) };
  }
  for (const point of metric.summary?.dataPoints ?? []) {
    yield { point, reading: readSummary(point) };
  }
}
