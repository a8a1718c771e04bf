import { fromRow, LOG_COLUMNS, type LogPosition, type LogRow, type StoredLog } from "./log-rows.ts";
import type { Queryable } from "./queryable.ts";

const FIND_ONE = `
  SELECT ${LOG_COLUMNS}
  FROM log_records
  WHERE time_ns = $1 AND log_id = $2
`;

/** The record at a position; null: there is none, or no longer. */
export async function findLog(client: Queryable, at: LogPosition): Promise<StoredLog | null> {
  const { rows } = await client.query<LogRow>(FIND_ONE, [at.timeNs, at.logId]);
  const [row] = rows;
  return row ? fromRow(row) : null;
}

const FIND_INSTANCE = `
  SELECT other.origin_id
  FROM origins AS one
  JOIN origins AS other
    ON other.namespace = one.namespace
    AND other.service = one.service
    AND other.environment = one.environment
    AND other.instance = one.instance
  WHERE one.origin_id = $1
`;

/** The origins of the same instance of the same service, of any scope: at least the given one. */
export async function findInstanceOrigins(client: Queryable, originId: bigint): Promise<bigint[]> {
  const { rows } = await client.query<{ origin_id: string }>(FIND_INSTANCE, [originId]);
  return rows.length === 0 ? [originId] : rows.map((row) => BigInt(row.origin_id));
}

const FIND_ORIGINS_WITH = `
  SELECT origin_id
  FROM origins
  WHERE resource ->> $1 = $2
    OR CASE $1
      WHEN 'service' THEN service = $2
      WHEN 'namespace' THEN namespace = $2
      WHEN 'environment' THEN environment = $2
      WHEN 'instance' THEN instance = $2
      WHEN 'version' THEN version = $2
      WHEN 'scope' THEN scope_name = $2
      ELSE FALSE
    END
  LIMIT $3
`;

/** Origins whose identity or resource has a value under a name. */
export async function findOriginsWith(
  client: Queryable,
  { name, value, limit }: { name: string; value: string; limit: number },
): Promise<bigint[]> {
  const { rows } = await client.query<{ origin_id: string }>(FIND_ORIGINS_WITH, [
    name,
    value,
    limit,
  ]);
  return rows.map((row) => BigInt(row.origin_id));
}

type Around = { serviceId: bigint; originIds: readonly bigint[]; at: LogPosition; limit: number };

const FIND_BEFORE = `
  SELECT ${LOG_COLUMNS}
  FROM log_records
  WHERE service_id = $1
    AND origin_id = ANY ($2::bigint[])
    AND time_ns >= $5
    AND time_ns <= $3
    AND (time_ns, log_id) < ($3, $4::bigint)
  ORDER BY time_ns DESC, log_id DESC
  LIMIT $6
`;
const FIND_AFTER = `
  SELECT ${LOG_COLUMNS}
  FROM log_records
  WHERE service_id = $1
    AND origin_id = ANY ($2::bigint[])
    AND time_ns >= $3
    AND time_ns <= $5
    AND (time_ns, log_id) > ($3, $4::bigint)
  ORDER BY time_ns, log_id
  LIMIT $6
`;

/** Lines further away than this do not surround a record; it also bounds the partitions that are opened. */
const AROUND_NS = 86_400_000_000_000n;

/** The records of some origins right before a position, the nearest first. */
export async function findLogsBefore(client: Queryable, around: Around): Promise<StoredLog[]> {
  return findAround(client, FIND_BEFORE, around, around.at.timeNs - AROUND_NS);
}

/** The records of some origins right after a position, the nearest first. */
export async function findLogsAfter(client: Queryable, around: Around): Promise<StoredLog[]> {
  return findAround(client, FIND_AFTER, around, around.at.timeNs + AROUND_NS);
}

async function findAround(
  client: Queryable,
  statement: string,
  { serviceId, originIds, at, limit }: Around,
  boundNs: bigint,
): Promise<StoredLog[]> {
  const { rows } = await client.query<LogRow>(statement, [
    serviceId,
    originIds,
    at.timeNs,
    at.logId,
    boundNs,
    limit,
  ]);
  return rows.map(fromRow);
}
