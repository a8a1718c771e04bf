import { LogConditions, type LogFilter } from "./log-conditions.ts";
import { fromRow, LOG_COLUMNS, type LogRow, type StoredLog } from "./log-rows.ts";
import type { Queryable } from "./queryable.ts";

const FIND_ARRIVED = `
  SELECT DISTINCT arrival_id
  FROM log_records
  WHERE time_ns >= $1
    AND (arrival_id > $2 OR arrival_id = ANY ($3::bigint[]))
`;

/** Chunks after one, or among those that were missing, that are there now and have records from a time on. */
export async function findArrivedChunks(
  client: Queryable,
  { fromNs, after, missing }: { fromNs: bigint; after: bigint; missing: readonly bigint[] },
): Promise<bigint[]> {
  const { rows } = await client.query<{ arrival_id: string }>(FIND_ARRIVED, [
    fromNs,
    after,
    missing,
  ]);
  return rows.map((row) => BigInt(row.arrival_id));
}

/** The newest records of some chunks that match, at most `limit`. */
export async function findLogsOfChunks(
  client: Queryable,
  {
    filter,
    arrivalIds,
    limit,
  }: { filter: LogFilter; arrivalIds: readonly bigint[]; limit: number },
): Promise<StoredLog[]> {
  const conditions = ofChunks(filter, arrivalIds);
  const { rows } = await client.query<LogRow>(
    `
    SELECT ${LOG_COLUMNS}
    FROM log_records
    WHERE ${conditions.text()}
    ORDER BY time_ns DESC, log_id DESC
    LIMIT ${conditions.place(limit)}
    `,
    conditions.values,
  );
  return rows.map(fromRow);
}

/** How many records of some chunks match. */
export async function countLogsOfChunks(
  client: Queryable,
  { filter, arrivalIds }: { filter: LogFilter; arrivalIds: readonly bigint[] },
): Promise<number> {
  const conditions = ofChunks(filter, arrivalIds);
  const { rows } = await client.query<{ records: number }>(
    `SELECT count(*)::integer AS records FROM log_records WHERE ${conditions.text()}`,
    conditions.values,
  );
  return rows[0]?.records ?? 0;
}

const ofChunks = (filter: LogFilter, arrivalIds: readonly bigint[]): LogConditions =>
  LogConditions.of(filter).add((n) => `arrival_id = ANY (${n}::bigint[])`, arrivalIds);
