import type { ClientBase } from "pg";
import type { OperationConcern, OperationIdentity } from "@/lib/domain/span-operations.ts";
import type { Queryable } from "./queryable.ts";

/** An operation series as the dictionary has it. */
export type OperationSeriesRow = OperationIdentity & {
  seriesId: bigint;
  targetId: bigint;
  registeredMs: number;
};

const GIVEN = `
  unnest(
    $1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[]
  ) AS given (
    series_id, target_id, namespace, service, environment, concern, target, instance, detail
  )
`;

const REGISTER = `
  INSERT INTO operation_series (
    series_id, target_id, namespace, service, environment, concern, target, instance, detail,
    registered_ms
  )
  SELECT
    series_id, target_id, namespace, service, environment, concern, target::jsonb, instance,
    detail::jsonb, $10::bigint
  FROM ${GIVEN}
  ON CONFLICT (series_id) DO NOTHING
`;

const COLLISIONS = `
  SELECT known.series_id
  FROM ${GIVEN}
  JOIN operation_series AS known ON known.series_id = given.series_id
  WHERE (known.namespace, known.service, known.environment, known.concern, known.target,
         known.instance, known.detail)
    IS DISTINCT FROM
        (given.namespace, given.service, given.environment, given.concern, given.target::jsonb,
         given.instance, given.detail::jsonb)
`;

/**
 * Registers series in a short transaction of their own, before any row names them. Returns the ids that another
 * series already has (a collision of the hash, which would merge two series and is for the caller to log).
 */
export async function registerOperationSeries(
  client: ClientBase,
  series: readonly (OperationIdentity & { id: bigint; tierId: bigint })[],
  nowMs: number,
): Promise<bigint[]> {
  if (series.length === 0) return [];
  // One order for all writers, so that two of them cannot wait for each other.
  const sorted = [...series].sort((a, b) => (a.id < b.id ? -1 : 1));
  const given = [
    sorted.map((one) => one.id),
    sorted.map((one) => one.tierId),
    sorted.map((one) => one.service.namespace),
    sorted.map((one) => one.service.service),
    sorted.map((one) => one.service.environment),
    sorted.map((one) => one.concern),
    sorted.map((one) => JSON.stringify(one.target)),
    sorted.map((one) => one.instance),
    sorted.map((one) => JSON.stringify(one.detail)),
  ];
  const { rowCount } = await client.query(REGISTER, [...given, nowMs]);
  if (rowCount === sorted.length) return [];
  const { rows } = await client.query<{ series_id: string }>(COLLISIONS, given);
  return rows.map((row) => BigInt(row.series_id));
}

const SINCE = `
  SELECT series_id, target_id, namespace, service, environment, concern, target, instance, detail,
         registered_ms
  FROM operation_series
  WHERE registered_ms >= $1
`;

type DatabaseRow = {
  series_id: string;
  target_id: string;
  namespace: string;
  service: string;
  environment: string;
  concern: OperationConcern;
  target: Record<string, string>;
  instance: string;
  detail: Record<string, string>;
  registered_ms: string;
};

/** The series registered at or after `sinceMs`, by the registering process's clock. */
export async function loadOperationSeries(
  client: Queryable,
  sinceMs: number,
): Promise<OperationSeriesRow[]> {
  const { rows } = await client.query<DatabaseRow>(SINCE, [sinceMs]);
  return rows.map((row) => ({
    seriesId: BigInt(row.series_id),
    targetId: BigInt(row.target_id),
    service: {
      namespace: row.namespace,
      service: row.service,
      environment: row.environment,
    },
    concern: row.concern,
    target: row.target,
    instance: row.instance,
    detail: row.detail,
    registeredMs: Number(row.registered_ms),
  }));
}
