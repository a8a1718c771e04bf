import type { ClientBase } from "pg";
import type { MetricPointRow, MetricSeriesRow } from "@/lib/domain/metrics.ts";
import { CopyEncoder } from "./copy-binary.ts";

const REGISTER_SERIES = `
  INSERT INTO metric_series (
    series_id, service_id, namespace, service, environment, instance, version, name, unit,
    description, kind, temporality, is_monotonic, attributes, origin_id, registered_ms
  )
  SELECT
    series_id, service_id, namespace, service, environment, instance, version, name, unit,
    description, kind, temporality, is_monotonic, attributes::jsonb, origin_id, registered_ms
  FROM unnest(
    $1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[], $14::text[],
    $15::bigint[], $16::bigint[]
  ) AS given (
    series_id, service_id, namespace, service, environment, instance, version, name, unit,
    description, kind, temporality, is_monotonic, attributes, origin_id, registered_ms
  )
  ON CONFLICT (series_id) DO NOTHING
`;

/**
 * Writes the series that are not there yet, in a short transaction of its own, before any point names them: the
 * dictionary stays locked for others until it ends. `client` must not be in a transaction.
 */
export async function registerMetricSeries(
  client: ClientBase,
  rows: readonly MetricSeriesRow[],
): Promise<void> {
  if (rows.length === 0) return;
  // One order for all writers, so that two of them cannot wait for each other.
  const sorted = [...rows].sort((a, b) => (a.seriesId < b.seriesId ? -1 : 1));
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL statement_timeout = '5s'");
    await client.query(REGISTER_SERIES, toColumns(sorted));
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
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
