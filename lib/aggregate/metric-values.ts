import { attributesToRecord } from "@/lib/decode/attributes.ts";
import type {
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  SummaryDataPoint,
} from "@/lib/decode/otlp-messages.ts";
import { type MetricPointRow, NO_RECORDED_VALUE } from "@/lib/domain/metrics.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import { encodeDistribution } from "./distribution.ts";
import { explicitBuckets, exponentialBuckets, type PointBuckets } from "./metric-distribution.ts";

/** Senders keep one exemplar a bucket, or a handful. */
const MOST_EXEMPLARS = 64;
const MOST_QUANTILES = 256;

/** The figures of a point, apart from whose and when they are. */
export type PointValues = Pick<
  MetricPointRow,
  "value" | "pointCount" | "pointSum" | "pointMin" | "pointMax" | "distribution" | "quantiles"
>;

/** The figures of a point, or why it has none that can be used. */
export type PointReading =
  | { kind: "values"; values: PointValues }
  | { kind: "unusable"; reason: string };

const NOTHING: PointValues = {
  value: null,
  pointCount: null,
  pointSum: null,
  pointMin: null,
  pointMax: null,
  distribution: null,
  quantiles: null,
};

const reading = (values: Partial<PointValues>): PointReading => ({
  kind: "values",
  values: { ...NOTHING, ...values },
});

const isUnrecorded = (point: { flags: number }) => (point.flags & NO_RECORDED_VALUE) !== 0;

/** Figures that JSON and sums cannot hold (NaN, infinities) are as good as none. */
const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** A gauge or sum. Integers beyond 2^53 are rounded to the nearest double. */
export function readNumber(point: NumberDataPoint): PointReading {
  if (isUnrecorded(point)) return reading({});
  if (point.asInt !== undefined) return reading({ value: Number(point.asInt) });
  if (point.asDouble !== undefined) return reading({ value: finite(point.asDouble) });
  return { kind: "unusable", reason: "a point has no value" };
}

export const readHistogram = (point: HistogramDataPoint): PointReading =>
  readBuckets(point, explicitBuckets);

export const readExponentialHistogram = (point: ExponentialHistogramDataPoint): PointReading =>
  readBuckets(point, exponentialBuckets);

type BucketPoint = Pick<HistogramDataPoint, "flags" | "count" | "sum" | "min" | "max">;

function readBuckets<Point extends BucketPoint>(
  point: Point,
  bucketsOf: (point: Point) => PointBuckets,
): PointReading {
  if (isUnrecorded(point)) return reading({});
  const buckets = bucketsOf(point);
  if (buckets.kind === "unusable") return buckets;
  return reading({
    pointCount: Number(point.count),
    pointSum: finite(point.sum),
    pointMin: finite(point.min),
    pointMax: finite(point.max),
    distribution: buckets.distribution && encodeDistribution(buckets.distribution),
  });
}

export function readSummary(point: SummaryDataPoint): PointReading {
  if (isUnrecorded(point)) return reading({});
  const quantiles = point.quantileValues
    .slice(0, MOST_QUANTILES)
    .map(({ quantile, value }) => ({ quantile: finite(quantile), value: finite(value) }));
  return reading({
    pointCount: Number(point.count),
    pointSum: finite(point.sum),
    quantiles: JSON.stringify(quantiles),
  });
}

/** JSON text of the exemplars that have a value; null: none. */
export function exemplarsJson(exemplars: readonly Exemplar[]): string | null {
  const kept = exemplars.slice(0, MOST_EXEMPLARS).flatMap((exemplar) => {
    const value = exemplar.asInt === undefined ? exemplar.asDouble : Number(exemplar.asInt);
    if (value === undefined || !Number.isFinite(value)) return [];
    const { record } = attributesToRecord(exemplar.filteredAttributes, ATTRIBUTE_LIMITS);
    return {
      traceId: hexOf(exemplar.traceId, 16),
      spanId: hexOf(exemplar.spanId, 8),
      value,
      atNs: exemplar.timeUnixNano.toString(),
      ...(exemplar.filteredAttributes.length > 0 && { attributes: record }),
    };
  });
  return kept.length === 0 ? null : JSON.stringify(kept);
}

/** Hex of an id; null when it has another length or only zeros. */
function hexOf(bytes: Uint8Array, length: number): string | null {
  if (bytes.length !== length || bytes.every((byte) => byte === 0)) return null;
  return Buffer.from(bytes).toString("hex");
}
