import type { ClientBase } from "pg";
import type { RequestSeries } from "@/lib/aggregate/request-series.ts";
import type { RequestDimensions, RequestSource } from "@/lib/domain/requests.ts";
import type { Queryable } from "./queryable.ts";

/** A request series as the dictionary has it. */
export type RequestSeriesRow = RequestDimensions & {
  seriesId: bigint;
  tierId: bigint;
  source: RequestSource | "none";
  /** Unix seconds of its first known bucket. */
  firstBucket: number;
  registeredMs: number;
};

const GIVEN = `
  unnest(
    $1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[]
  ) AS given (
    series_id, service_id, namespace, service, environment, route,
    method, status, instance, version, source, first_bucket
  )
`;

const REGISTER = `
  INSERT INTO request_series (
    series_id, service_id, namespace, service, environment, route,
    method, status, instance, version, source, first_bucket, registered_ms
  )
  SELECT given.*, $13::bigint FROM ${GIVEN}
  ON CONFLICT (series_id) DO NOTHING
`;

const COLLISIONS = `
  SELECT known.series_id
  FROM ${GIVEN}
  JOIN request_series AS known ON known.series_id = given.series_id
  WHERE (known.namespace, known.service, known.environment, known.route, known.method,
         known.status, known.instance, known.version, known.source)
    IS DISTINCT FROM
        (given.namespace, given.service, given.environment, given.route, given.method,
         given.status, given.instance, given.version, given.source)
`;

/**
 * Registers series in a short transaction of their own, before any row names them. Returns the ids that another
 * series already has (a collision of the hash, which would merge two series and is for the caller to log).
 */
export async function registerRequestSeries(
  client: ClientBase,
  series: readonly RequestSeries[],
  nowMs: number,
): Promise<bigint[]> {
  if (series.length === 0) return [];
  // One order for all writers, so that two of them cannot wait for each other.
  const sorted = [...series].sort((a, b) => (a.id < b.id ? -1 : 1));
  const texts = (name: keyof RequestDimensions) => sorted.map((one) => one.dimensions[name]);
  const given = [
    sorted.map((one) => one.id),
    sorted.map((one) => one.tierId),
    texts("namespace"),
    texts("service"),
    texts("environment"),
    texts("route"),
    texts("method"),
    texts("status"),
    texts("instance"),
    texts("version"),
    sorted.map((one) => one.source),
    sorted.map((one) => one.firstBucket),
  ];
  const { rowCount } = await client.query(REGISTER, [...given, nowMs]);
  if (rowCount === sorted.length) return [];
  const { rows } = await client.query<{ series_id: string }>(COLLISIONS, given);
  return rows.map((row) => BigInt(row.series_id));
}

const SINCE = `
  SELECT series_id, service_id, namespace, service, environment, route, method, status,
         instance, version, source, first_bucket, registered_ms
  FROM request_series
  WHERE registered_ms >= $1
`;

type DatabaseRow = RequestDimensions & {
  series_id: string;
  service_id: string;
  source: RequestSource | "none";
  first_bucket: string;
  registered_ms: string;
};

/** The series registered at or after `sinceMs`, by the registering process's clock. */
export async function loadRequestSeries(
  client: Queryable,
  sinceMs: number,
): Promise<RequestSeriesRow[]> {
  const { rows } = await client.query<DatabaseRow>(SINCE, [sinceMs]);
  return rows.map(({ series_id, service_id, first_bucket, registered_ms, ...dimensions }) => ({
    ...dimensions,
    seriesId: BigInt(series_id),
    tierId: BigInt(service_id),
    firstBucket: Number(first_bucket),
    registeredMs: Number(registered_ms),
  }));
}

const FIRST_OF_ENVIRONMENT = `
  SELECT min(first_bucket) AS first_bucket
  FROM request_series
  WHERE environment = $1 AND service = $2
`;

/** The earliest bucket (Unix seconds) that a service of an environment was registered with; null: none is known. */
export async function findFirstBucket(
  client: Queryable,
  of: { environment: string; service: string },
): Promise<number | null> {
  const { rows } = await client.query<{ first_bucket: string | null }>(FIRST_OF_ENVIRONMENT, [
    of.environment,
    of.service,
  ]);
  const first = rows[0]?.first_bucket ?? null;
  return first === null ? null : Number(first);
}
