import type { ServiceKey } from "./service.ts";

export const METRIC_KINDS = [
  "gauge",
  "sum",
  "histogram",
  "exponential_histogram",
  "summary",
] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** Gauges and summaries have none. */
export const TEMPORALITIES = ["unspecified", "delta", "cumulative"] as const;
export type Temporality = (typeof TEMPORALITIES)[number];

/** How points over time and series become one value. */
export const METRIC_AGGS = [
  "avg",
  "min",
  "max",
  "sum",
  "last",
  "count",
  "rate",
  "increase",
  "mean",
  "p50",
  "p75",
  "p90",
  "p95",
  "p99",
  "quantiles",
] as const;
export type MetricAgg = (typeof METRIC_AGGS)[number];

/**
 * What can be asked of a metric. counter: what happened, as a count that grows or as changes; gauge: a state that is
 * sampled; histogram: values in buckets; summary: quantiles that the sender worked out.
 */
export type MetricClass = "counter" | "gauge" | "histogram" | "summary";

/** Aggregations that have a meaning for each class; the first is the one to use when none is asked for. */
export const AGGS_OF_CLASS = {
  counter: ["rate", "increase", "sum", "avg", "min", "max", "last", "count"],
  gauge: ["avg", "min", "max", "sum", "last", "count"],
  histogram: ["p95", "p50", "p75", "p90", "p99", "mean", "min", "max", "sum", "count", "rate"],
  summary: ["quantiles", "p50", "p75", "p90", "p95", "p99", "mean", "sum", "count", "rate"],
} as const satisfies Record<MetricClass, readonly MetricAgg[]>;

/** The class of a metric. Changes of an up-and-down counter (delta, not monotonic) add up as a counter's do. */
export function metricClassOf(
  kind: MetricKind,
  shape: { temporality: Temporality; isMonotonic: boolean },
): MetricClass {
  if (kind === "sum") {
    return shape.isMonotonic || shape.temporality === "delta" ? "counter" : "gauge";
  }
  return kind === "exponential_histogram" ? "histogram" : kind;
}

/** What tells senders apart beside a metric's own attributes; a parameter of this name means this. */
export const METRIC_DIMENSIONS = [
  "service",
  "namespace",
  "environment",
  "instance",
  "version",
] as const;
export type MetricDimension = (typeof METRIC_DIMENSIONS)[number];

/** One stream of points of any metric, as its row holds it. */
export type MetricSeriesRow = ServiceKey & {
  seriesId: bigint;
  serviceId: bigint;
  instance: string;
  version: string;
  name: string;
  unit: string;
  description: string;
  kind: MetricKind;
  temporality: Temporality;
  isMonotonic: boolean;
  /** JSON text of the point's attributes, an object with sorted keys. */
  attributes: string;
  originId: bigint;
  registeredMs: number;
};

/** One point as its row holds it. Null: the kind has no such figure, or it was not recorded or not a number. */
export type MetricPointRow = {
  seriesId: bigint;
  /** 0: the sender gave no start. */
  startNs: bigint;
  timeNs: bigint;
  /** Of a gauge or a sum. */
  value: number | null;
  pointCount: number | null;
  pointSum: number | null;
  pointMin: number | null;
  pointMax: number | null;
  /** Bytes of an encoded distribution, in the metric's own unit. */
  distribution: Uint8Array | null;
  /** JSON text of `{ quantile, value }[]`, of a summary. */
  quantiles: string | null;
  /** JSON text of `{ traceId, spanId, value, atNs, attributes? }[]`. */
  exemplars: string | null;
  /** OTLP's DataPointFlags. */
  flags: number;
};

/** The sender says that it has no value for this moment: a gap, not a zero. */
export const NO_RECORDED_VALUE = 1;
