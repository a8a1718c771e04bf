import type { MetricKind, Temporality } from "@/lib/domain/metrics.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import type { Queryable } from "./queryable.ts";

/** Series that share a metric, a sender and the names of their attributes, and how many they are. */
export type MetricNameCount = ServiceKey & {
  name: string;
  unit: string;
  kind: MetricKind;
  temporality: Temporality;
  isMonotonic: boolean;
  description: string;
  attributes: string[];
  seriesCount: number;
  /** When the first of them was registered. */
  sinceMs: number;
};

const COUNT_NAMES = `
  SELECT
    namespace, service, environment, name, unit, kind, temporality, is_monotonic, keys,
    max(description) AS description,
    count(*)::int AS series_count,
    min(registered_ms) AS since_ms
  FROM (
    SELECT *, ARRAY(SELECT jsonb_object_keys(attributes)) AS keys
    FROM metric_series
    WHERE registered_ms >= $1 AND registered_ms < $2
  ) AS registered
  GROUP BY namespace, service, environment, name, unit, kind, temporality, is_monotonic, keys
`;

type Row = ServiceKey & {
  name: string;
  unit: string;
  kind: MetricKind;
  temporality: Temporality;
  is_monotonic: boolean;
  description: string;
  keys: string[];
  series_count: number;
  since_ms: string;
};

/** The metrics of series that were registered in a time (Unix milliseconds, `toMs` exclusive). */
export async function countMetricNames(
  client: Queryable,
  range: { fromMs: number; toMs: number },
): Promise<MetricNameCount[]> {
  const { rows } = await client.query<Row>(COUNT_NAMES, [range.fromMs, range.toMs]);
  return rows.map(({ keys, is_monotonic, series_count, since_ms, ...row }) => ({
    ...row,
    isMonotonic: is_monotonic,
    attributes: keys,
    seriesCount: series_count,
    sinceMs: Number(since_ms),
  }));
}
