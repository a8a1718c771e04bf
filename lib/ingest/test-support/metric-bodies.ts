import { writeMessage } from "@/lib/decode/write-message.ts";
import { attributes, nanos, resourceOf, type Sender } from "./bodies.ts";

type Attributes = Record<string, string | number>;

/** A reading of a gauge or sum; Unix milliseconds, no start when it is left out. */
export type GivenNumber = {
  timeMs: number;
  startMs?: number;
  value: number;
  attributes?: Attributes;
};

/** A histogram point of explicit bounds. */
export type GivenHistogram = Omit<GivenNumber, "value"> & {
  bounds: number[];
  counts: number[];
  sum?: number;
  min?: number;
  max?: number;
  exemplars?: { timeMs: number; value: number; traceId: string; spanId: string }[];
};

/** A summary point. */
export type GivenSummary = Omit<GivenNumber, "value"> & {
  count: number;
  sum: number;
  quantiles: Record<string, number>;
};

/** A metric of any kind as a test gives it; cumulative unless it says delta. */
export type GivenMetric = {
  name: string;
  unit?: string;
  description?: string;
  isDelta?: boolean;
} & (
  | { gauge: GivenNumber[] }
  | { counter: GivenNumber[] }
  | { upDown: GivenNumber[] }
  | { histogram: GivenHistogram[] }
  | { exponential: (Omit<GivenHistogram, "bounds"> & { scale: number; offset: number })[] }
  | { summary: GivenSummary[] }
);

/** A metrics body in protobuf. */
export const metricsBody = (metrics: readonly GivenMetric[], sender: Sender = {}): Uint8Array =>
  writeMessage("ExportMetricsServiceRequest", {
    resourceMetrics: [
      { resource: resourceOf(sender), scopeMetrics: [{ metrics: metrics.map(toMetric) }] },
    ],
  });

function toMetric(metric: GivenMetric) {
  const { name, unit = "", description = "" } = metric;
  const aggregationTemporality = metric.isDelta ? 1 : 2;
  const described = { name, unit, description };
  if ("gauge" in metric) return { ...described, gauge: { dataPoints: metric.gauge.map(toNumber) } };
  if ("counter" in metric) {
    const dataPoints = metric.counter.map(toNumber);
    return { ...described, sum: { dataPoints, aggregationTemporality, isMonotonic: true } };
  }
  if ("upDown" in metric) {
    const dataPoints = metric.upDown.map(toNumber);
    return { ...described, sum: { dataPoints, aggregationTemporality, isMonotonic: false } };
  }
  if ("histogram" in metric) {
    const dataPoints = metric.histogram.map(toHistogram);
    return { ...described, histogram: { dataPoints, aggregationTemporality } };
  }
  if ("exponential" in metric) {
    const dataPoints = metric.exponential.map(({ scale, offset, counts, ...point }) => ({
      ...timed(point),
      ...figures({ ...point, counts }),
      scale,
      zeroCount: 0n,
      positive: { offset, bucketCounts: counts.map(BigInt) },
    }));
    return { ...described, exponentialHistogram: { dataPoints, aggregationTemporality } };
  }
  return { ...described, summary: { dataPoints: metric.summary.map(toSummary) } };
}

const timed = (point: { timeMs: number; startMs?: number; attributes?: Attributes }) => ({
  startTimeUnixNano: point.startMs === undefined ? 0n : nanos(point.startMs),
  timeUnixNano: nanos(point.timeMs),
  attributes: attributes(point.attributes ?? {}),
});

const toNumber = (point: GivenNumber) => ({ ...timed(point), asDouble: point.value });

function figures({
  counts,
  sum,
  min,
  max,
}: Pick<GivenHistogram, "counts" | "sum" | "min" | "max">) {
  return {
    count: BigInt(counts.reduce((total, count) => total + count, 0)),
    ...(sum === undefined ? {} : { sum }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

const toHistogram = (point: GivenHistogram) => ({
  ...timed(point),
  ...figures(point),
  explicitBounds: point.bounds,
  bucketCounts: point.counts.map(BigInt),
  exemplars: (point.exemplars ?? []).map(({ timeMs, value, traceId, spanId }) => ({
    timeUnixNano: nanos(timeMs),
    asDouble: value,
    traceId: Uint8Array.from(Buffer.from(traceId, "hex")),
    spanId: Uint8Array.from(Buffer.from(spanId, "hex")),
  })),
});

const toSummary = ({ count, sum, quantiles, ...point }: GivenSummary) => ({
  ...timed(point),
  count: BigInt(count),
  sum,
  quantileValues: Object.entries(quantiles).map(([quantile, value]) => ({
    quantile: Number(quantile),
    value,
  })),
});
