import type {
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  KeyValue,
  Message,
  Metric,
} from "@/lib/decode/otlp-messages.ts";
import { NO_RECORDED_VALUE } from "@/lib/domain/metrics.ts";
import { type AcceptanceWindow, startsTooLate, timeRefusal } from "./acceptance.ts";
import { type Distribution, emptyDistribution } from "./distribution.ts";
import { sketchLowerBound } from "./latency-sketch.ts";
import { explicitBuckets, exponentialBuckets } from "./metric-distribution.ts";
import type { Origin } from "./origin.ts";
import { BUCKET_SECONDS } from "./request-cell.ts";
import { isErrorSpan, methodOf, routeOf, statusOf } from "./request-rules.ts";
import type { RequestSeries, RequestSeriesRegistry } from "./request-series.ts";
import type { OriginOf } from "./row-context.ts";
import { seriesId } from "./series-id.ts";

/** Histograms whose points are requests, with the unit that they have when they name none. */
const REQUEST_METRICS: ReadonlyMap<string, "s" | "ms"> = new Map([
  ["http.server.request.duration", "s"],
  ["http.server.duration", "ms"],
  ["rpc.server.call.duration", "s"],
  ["rpc.server.duration", "ms"],
]);
const SECONDS_PER = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 } as const;
const DELTA = 1;

/** One point of a request histogram: a total since `startNs` when cumulative, else what `startNs`–`timeNs` added. */
export type RequestPoint = {
  series: RequestSeries;
  /** The metric's full attributes and instance: several streams may feed one series. */
  streamId: bigint;
  /** The metric of one reporting instance. */
  groupId: bigint;
  startNs: bigint;
  timeNs: bigint;
  isDelta: boolean;
  isError: boolean;
  count: number;
  sumSeconds: number;
  maxSeconds: number;
  distribution: Distribution;
  /** 16 bytes, or null. */
  exemplarTraceId: Uint8Array | null;
};

/** The request points of an export request; points that `metricRows` rejects are left out here too. */
export function requestPoints(
  request: Message<"ExportMetricsServiceRequest">,
  context: { originOf: OriginOf; acceptance: AcceptanceWindow; registry: RequestSeriesRegistry },
): RequestPoint[] {
  const found: RequestPoint[] = [];
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    for (const { scope, metrics } of scopeMetrics) {
      const requests = metrics.filter((metric) => REQUEST_METRICS.has(metric.name));
      if (requests.length === 0) continue;
      const origin = context.originOf(resource, scope);
      for (const metric of requests) addMetric(metric, origin, { ...context, found });
    }
  }
  return found;
}

type Target = {
  acceptance: AcceptanceWindow;
  registry: RequestSeriesRegistry;
  found: RequestPoint[];
};

function addMetric(metric: Metric, origin: Origin, target: Target): void {
  const seconds = secondsPerUnit(metric);
  for (const point of metric.histogram?.dataPoints ?? []) {
    const isDelta = metric.histogram?.aggregationTemporality === DELTA;
    addPoint(point, explicitBuckets(point), { metric, origin, seconds, isDelta, target });
  }
  for (const point of metric.exponentialHistogram?.dataPoints ?? []) {
    const isDelta = metric.exponentialHistogram?.aggregationTemporality === DELTA;
    addPoint(point, exponentialBuckets(point), { metric, origin, seconds, isDelta, target });
  }
}

function secondsPerUnit(metric: Metric): number {
  const unit = metric.unit === "" ? REQUEST_METRICS.get(metric.name) : metric.unit;
  return unit === "ms" || unit === "us" || unit === "ns" ? SECONDS_PER[unit] : 1;
}

function addPoint(
  point: HistogramDataPoint | ExponentialHistogramDataPoint,
  buckets: ReturnType<typeof explicitBuckets>,
  from: { metric: Metric; origin: Origin; seconds: number; isDelta: boolean; target: Target },
): void {
  const { metric, origin, seconds, isDelta, target } = from;
  if (buckets.kind === "unusable" || (point.flags & NO_RECORDED_VALUE) !== 0) return;
  if (timeRefusal(point.timeUnixNano, target.acceptance) !== null) return;
  if (startsTooLate(point)) return;
  const series = seriesOf(point.attributes, origin, target);
  const second = Number(point.timeUnixNano / 1_000_000_000n);
  series.firstBucket = Math.min(series.firstBucket, second - (second % BUCKET_SECONDS));
  const group = [origin.serviceId.toString(), origin.instance, origin.hostName, metric.name];
  target.found.push({
    series,
    streamId: seriesId(["stream", ...group, attributesText(point.attributes)]),
    groupId: seriesId(["group", ...group]),
    startNs: point.startTimeUnixNano,
    timeNs: point.timeUnixNano,
    isDelta,
    isError: isErrorPoint(point.attributes),
    count: Number(point.count),
    sumSeconds: Number.isFinite(point.sum) ? (point.sum ?? 0) * seconds : 0,
    maxSeconds: Number.isFinite(point.max) ? Math.max((point.max ?? 0) * seconds, 0) : 0,
    distribution: inSeconds(buckets.distribution ?? emptyDistribution(), seconds),
    exemplarTraceId: exemplarOf(point),
  });
}

/** The exemplar of the largest value that names a trace. */
function exemplarOf(point: HistogramDataPoint | ExponentialHistogramDataPoint): Uint8Array | null {
  let best: { value: number; traceId: Uint8Array } | null = null;
  for (const { asDouble, asInt, traceId } of point.exemplars) {
    const value = asDouble ?? Number(asInt ?? 0);
    if (traceId.length === 16 && (best === null || value > best.value)) best = { value, traceId };
  }
  return best?.traceId ?? null;
}

/** Sketch buckets of another unit do not line up with ours: they keep their own bounds. */
function inSeconds(distribution: Distribution, seconds: number): Distribution {
  if (seconds === 1) return distribution;
  const explicit = distribution.explicit.map(({ bounds, counts }) => ({
    bounds: bounds.map((bound) => bound * seconds),
    counts,
  }));
  const indices = [...distribution.exponential.keys()].sort((a, b) => a - b);
  const [first, last] = [indices[0], indices.at(-1)];
  if (first !== undefined && last !== undefined) {
    const bounds = [sketchLowerBound(first) * seconds];
    const counts = [0];
    for (let index = first; index <= last; index++) {
      bounds.push(sketchLowerBound(index + 1) * seconds);
      counts.push(distribution.exponential.get(index) ?? 0);
    }
    explicit.push({ bounds, counts: [...counts, 0] });
  }
  return { zeroCount: distribution.zeroCount, exponential: new Map(), explicit };
}

function text(attributes: readonly KeyValue[], ...keys: string[]): string {
  for (const key of keys) {
    const value = attributes.find((attribute) => attribute.key === key)?.value;
    if (value?.stringValue) return value.stringValue;
    if (value?.intValue !== undefined) return value.intValue.toString();
  }
  return "";
}

const httpStatusOf = (attributes: readonly KeyValue[]) =>
  text(attributes, "http.response.status_code", "http.status_code");

function isErrorPoint(attributes: readonly KeyValue[]): boolean {
  return isErrorSpan(
    0,
    Number(httpStatusOf(attributes)) || 0,
    text(attributes, "error.type") !== "",
  );
}

function seriesOf(attributes: readonly KeyValue[], origin: Origin, target: Target): RequestSeries {
  const method = methodOf(text(attributes, "http.request.method", "http.method"));
  const route = routeOf({
    httpRoute: text(attributes, "http.route"),
    path: text(attributes, "url.path", "http.target"),
    method,
    rpcService: text(attributes, "rpc.service"),
    rpcMethod: text(attributes, "rpc.method"),
    spanName: "",
  });
  const status =
    httpStatusOf(attributes) ||
    text(attributes, "rpc.response.status_code", "rpc.grpc.status_code");
  const { instance, version } = origin;
  return target.registry.find(
    { ...origin.service, route, method, status: statusOf(status), instance, version },
    "metrics",
    target.acceptance.receivedMs / 1000,
  );
}

const attributesText = (attributes: readonly KeyValue[]): string =>
  JSON.stringify(
    [...attributes].sort((a, b) => (a.key < b.key ? -1 : 1)),
    (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value),
  );
