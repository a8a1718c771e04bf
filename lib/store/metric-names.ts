import type { MetricKind, Temporality } from "@/lib/domain/metrics.ts";
import { SELF_SERVICE, type ServiceKey } from "@/lib/domain/service.ts";
import type { SenderFilter } from "./metric-catalog.ts";
import type { Queryable } from "./queryable.ts";

/** A metric as its series have it, and who sends it. */
export type StoredMetricName = {
  name: string;
  unit: string;
  kind: MetricKind;
  temporality: Temporality;
  isMonotonic: boolean;
  description: string;
  seriesCount: number;
  services: ServiceKey[];
};

/** Headroom's own metrics are meant only where a filter names it. */
const SENDERS = `
  (cardinality($1::text[]) = 0 OR service = ANY ($1))
  AND (cardinality($2::text[]) = 0 OR namespace = ANY ($2))
  AND (cardinality($3::text[]) = 0 OR environment = ANY ($3))
  AND (service <> '${SELF_SERVICE}' OR service = ANY ($1))
`;

const FIND_NAMES = `
  WITH meant AS (
    SELECT DISTINCT name, unit, kind, temporality, is_monotonic
    FROM metric_series
    WHERE ${SENDERS}
      AND registered_ms < $4
      AND metric_search_text(name, unit, description, attributes) LIKE ALL ($5::text[])
  ),
  page AS (
    SELECT *, count(*) OVER () AS total
    FROM meant
    ORDER BY (lower(name) LIKE ALL ($5::text[])) DESC, name, unit, kind, temporality, is_monotonic
    LIMIT $6
  )
  SELECT
    name, unit, kind, temporality, is_monotonic,
    max(total)::int AS total,
    max(description) AS description,
    count(*)::int AS series_count,
    array_agg(DISTINCT ARRAY[namespace, service, environment]) AS services
  FROM page
  JOIN metric_series USING (name, unit, kind, temporality, is_monotonic)
  WHERE ${SENDERS}
  GROUP BY name, unit, kind, temporality, is_monotonic
  ORDER BY (lower(name) LIKE ALL ($5::text[])) DESC, name, unit, kind, temporality, is_monotonic
`;

const FIND_ATTRIBUTES = `
  SELECT DISTINCT name, unit, kind, key
  FROM metric_series
  CROSS JOIN LATERAL jsonb_object_keys(attributes) AS key
  WHERE ${SENDERS} AND name = ANY ($4::text[])
  ORDER BY key
`;

type NameRow = {
  name: string;
  unit: string;
  kind: MetricKind;
  temporality: Temporality;
  is_monotonic: boolean;
  total: number;
  description: string;
  series_count: number;
  services: string[][];
};

/** Metrics that contain every word; `toMs`: known before that. `total`: how many there are without the limit. */
export async function findMetricNames(
  client: Queryable,
  search: { senders: SenderFilter; words: readonly string[]; toMs: number; limit: number },
): Promise<{ metrics: StoredMetricName[]; total: number }> {
  const { service, namespace, environment } = search.senders;
  const patterns = search.words.map((word) => `%${escapeLike(word.toLowerCase())}%`);
  const values = [service, namespace, environment, search.toMs, patterns, search.limit];
  const { rows } = await client.query<NameRow>(FIND_NAMES, values);
  return { metrics: rows.map(fromRow), total: rows[0]?.total ?? 0 };
}

/** The attribute names of metrics, by `metricText`. */
export async function findAttributeNames(
  client: Queryable,
  senders: SenderFilter,
  names: readonly string[],
): Promise<Map<string, string[]>> {
  const { service, namespace, environment } = senders;
  type Row = { name: string; unit: string; kind: MetricKind; key: string };
  const { rows } = await client.query<Row>(FIND_ATTRIBUTES, [
    service,
    namespace,
    environment,
    names,
  ]);
  const found = new Map<string, string[]>();
  for (const { key, ...metric } of rows) {
    const text = metricText(metric);
    found.set(text, [...(found.get(text) ?? []), key]);
  }
  return found;
}

/** One text for a metric of a unit and kind. */
export const metricText = ({
  name,
  unit,
  kind,
}: Pick<StoredMetricName, "name" | "unit" | "kind">): string => JSON.stringify([name, unit, kind]);

/** The text as a LIKE pattern that matches nothing but itself. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

const fromRow = (row: NameRow): StoredMetricName => ({
  name: row.name,
  unit: row.unit,
  kind: row.kind,
  temporality: row.temporality,
  isMonotonic: row.is_monotonic,
  description: row.description,
  seriesCount: row.series_count,
  services: row.services.map(([namespace = "", service = "", environment = ""]) => ({
    namespace,
    service,
    environment,
  })),
});
