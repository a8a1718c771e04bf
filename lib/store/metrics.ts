import type { ClientBase } from "pg";
import type { MetricPointRow, MetricSeriesRow } from "@/lib/domain/metrics.ts";
import { CopyEncoder } from "./copy-binary.ts";

const GIVEN = `
  unnest(
    $1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[], $14::text[],
    $15::bigint[], $16::bigint[]
  ) AS given (
    series_id, service_id, namespace, service, environment, instance, version, name, unit,
    description, kind, temporality, is_monotonic, attributes, origin_id, registered_ms
  )
`;

const REGISTER_SERIES = `
  INSERT INTO metric_series (
    series_id, service_id, namespace, service, environment, instance, version, name, unit,
    description, kind, temporality, is_monotonic, attributes, origin_id, registered_ms
  )
  SELECT
    series_id, service_id, namespace, service, environment, instance, version, name, unit,
    description, kind, temporality, is_monotonic, attributes::jsonb, origin_id, registered_ms
  FROM ${GIVEN}
  ON CONFLICT (series_id) DO NOTHING
`;

const FIND_COLLISIONS = `
  SELECT known.series_id
  FROM ${GIVEN}
  JOIN metric_series AS known ON known.series_id = given.series_id
  WHERE (known.service_id, known.instance, known.name, known.unit, known.kind,
         known.temporality, known.is_monotonic, known.attributes)
    IS DISTINCT FROM
        (given.service_id, given.instance, given.name, given.unit, given.kind,
         given.temporality, given.is_monotonic, given.attributes::jsonb)
`;

/**
 * Writes the series that are not there yet, in a short transaction of its own, before any point names them: the
 * dictionary stays locked for others until it ends. `client` must not be in a transaction. Returns the ids that
 * another series already has (a collision of the hash, which mixes two series up and is for the caller to log).
 */
export async function registerMetricSeries(
  client: ClientBase,
  rows: readonly MetricSeriesRow[],
): Promise<bigint[]> {
  if (rows.length === 0) return [];
  // One order for all writers, so that two of them cannot wait for each other.
  const sorted = [...rows].sort((a, b) => (a.seriesId < b.seriesId ? -1 : 1));
  const given = toColumns(sorted);
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL statement_timeout = '5s'");
    const { rowCount } = await client.query(REGISTER_SERIES, given);
    await client.query("COMMIT");
    if (rowCount === sorted.length) return [];
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
  const { rows: collisions } = await client.query<{ series_id: string }>(FIND_COLLISIONS, given);
  return collisions.map((row) => BigInt(row.series_id));
}

function toColumns(rows: readonly MetricSeriesRow[]): unknown[] {
  const column = <Name extends keyof MetricSeriesRow>(name: Name) => rows.map((row) => row[name]);
  return [
    column("seriesId"),
    column("serviceId"),
    column("namespace"),
    column("service"),
    column("environment"),
    column("instance"),
    column("version"),
    column("name"),
    column("unit"),
    column("description"),
    column("kind"),
    column("temporality"),
    column("isMonotonic"),
    column("attributes"),
    column("originId"),
    column("registeredMs"),
  ];
}

/**
 * Points for binary COPY into series_id, start_ns, time_ns, value, point_count, point_sum, point_min, point_max,
 * distribution, quantiles, exemplars, flags.
 */
export function encodeMetricPoints(
  points: Iterable<MetricPointRow>,
  rows = new CopyEncoder(),
): CopyEncoder {
  const double = (value: number | null) => (value === null ? rows.null() : rows.double(value));
  const jsonb = (json: string | null) => (json === null ? rows.null() : rows.jsonb(json));
  for (const point of points) {
    rows.row(12);
    rows.bigint(point.seriesId);
    rows.bigint(point.startNs);
    rows.bigint(point.timeNs);
    double(point.value);
    double(point.pointCount);
    double(point.pointSum);
    double(point.pointMin);
    double(point.pointMax);
    if (point.distribution === null) rows.null();
    else rows.bytes(point.distribution);
    jsonb(point.quantiles);
    jsonb(point.exemplars);
    rows.int32(point.flags);
  }
  return rows;
}
