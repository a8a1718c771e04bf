import type { MetricKind, MetricSeriesRow, Temporality } from "@/lib/domain/metrics.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import type { Queryable } from "./queryable.ts";

/** A series as it is read back; its attributes are parsed. */
export type StoredMetricSeries = Omit<MetricSeriesRow, "attributes" | "serviceId"> & {
  attributes: Record<string, unknown>;
};

const SERIES_COLUMNS = `
  series_id, namespace, service, environment, instance, version, name, unit, description,
  kind, temporality, is_monotonic, attributes, origin_id, registered_ms
`;

const SERIES_OF_NAMES = `
  SELECT ${SERIES_COLUMNS}
  FROM metric_series
  WHERE name = ANY ($1::text[]) AND registered_ms >= $2
`;

const SERIES_OF_SERVICES = `
  SELECT ${SERIES_COLUMNS}
  FROM metric_series
  WHERE (cardinality($1::text[]) = 0 OR service = ANY ($1))
    AND (cardinality($2::text[]) = 0 OR namespace = ANY ($2))
    AND (cardinality($3::text[]) = 0 OR environment = ANY ($3))
  ORDER BY name, service, series_id
  LIMIT $4
`;

const SHAPES_IN_RANGE = `
  SELECT series_id, kind, temporality, is_monotonic
  FROM metric_series
  WHERE series_id BETWEEN $1 AND $2
`;

/** What the points of a series are. */
export type StoredShape = { kind: MetricKind; temporality: Temporality; isMonotonic: boolean };

/** Shapes of the series whose ids lie in a range, both ends inclusive. */
export async function loadShapes(
  client: Queryable,
  range: { first: bigint; last: bigint },
): Promise<Map<bigint, StoredShape>> {
  type Row = Pick<SeriesRow, "series_id" | "kind" | "temporality" | "is_monotonic">;
  const { rows } = await client.query<Row>(SHAPES_IN_RANGE, [range.first, range.last]);
  return new Map(
    rows.map(({ series_id, kind, temporality, is_monotonic }) => [
      BigInt(series_id),
      { kind, temporality, isMonotonic: is_monotonic },
    ]),
  );
}

type SeriesRow = ServiceKey & {
  series_id: string;
  instance: string;
  version: string;
  name: string;
  unit: string;
  description: string;
  kind: MetricKind;
  temporality: Temporality;
  is_monotonic: boolean;
  attributes: Record<string, unknown>;
  origin_id: string;
  registered_ms: string;
};

/** The series of some metrics that were registered at or after `sinceMs`, by the registering process's clock. */
export async function loadSeriesOfNames(
  client: Queryable,
  names: readonly string[],
  sinceMs: number,
): Promise<StoredMetricSeries[]> {
  const { rows } = await client.query<SeriesRow>(SERIES_OF_NAMES, [names, sinceMs]);
  return rows.map(fromRow);
}

/** Which senders; an empty list does not narrow. */
export type SenderFilter = { service: string[]; namespace: string[]; environment: string[] };

/** The first series of some services, of any metric, by name. */
export async function loadSeriesOfServices(
  client: Queryable,
  filter: SenderFilter,
  limit: number,
): Promise<StoredMetricSeries[]> {
  const values = [filter.service, filter.namespace, filter.environment, limit];
  const { rows } = await client.query<SeriesRow>(SERIES_OF_SERVICES, values);
  return rows.map(fromRow);
}

const fromRow = (row: SeriesRow): StoredMetricSeries => ({
  namespace: row.namespace,
  service: row.service,
  environment: row.environment,
  seriesId: BigInt(row.series_id),
  instance: row.instance,
  version: row.version,
  name: row.name,
  unit: row.unit,
  description: row.description,
  kind: row.kind,
  temporality: row.temporality,
  isMonotonic: row.is_monotonic,
  attributes: row.attributes,
  originId: BigInt(row.origin_id),
  registeredMs: Number(row.registered_ms),
});
