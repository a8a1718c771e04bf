import type { ServiceKey } from "./service.ts";

export type MetricKind = "gauge" | "sum" | "histogram" | "exponential_histogram" | "summary";

/** Gauges and summaries have none. */
export type Temporality = "unspecified" | "delta" | "cumulative";

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
