import type { ClientBase } from "pg";
import {
  type LogChunk,
  type LogSlice,
  type LogToIndex,
  timesOf,
} from "@/lib/aggregate/log-slice.ts";
import type { Queryable } from "./queryable.ts";
import { traceIdOfUuid } from "./span-ids.ts";

/** The key of the advisory lock of the one process that indexes. */
const INDEX_LOCK = 7_267;

/** Whether this session indexes now; true again each time until the session ends. */
export async function tryLogIndexLock(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_lock($1) AS locked",
    [INDEX_LOCK],
  );
  return rows[0]?.locked === true;
}

/** Numbers for chunks of records, drawn inside of the transaction that appends them. */
export async function nextLogArrivals(client: Queryable, count: number): Promise<bigint[]> {
  const { rows } = await client.query<{ id: string }>(
    "SELECT nextval('log_arrivals') AS id FROM generate_series(1, $1)",
    [count],
  );
  return rows.map(({ id }) => BigInt(id));
}

/** The newest number that was drawn; 0: none. Its transaction may not have ended. */
export async function newestLogArrival(client: Queryable): Promise<bigint> {
  const { rows } = await client.query<{ last_value: string; is_called: boolean }>(
    "SELECT last_value, is_called FROM log_arrivals",
  );
  const [row] = rows;
  return row?.is_called ? BigInt(row.last_value) : 0n;
}

/** Slices and counts hold every chunk up to this one. */
export async function readIndexedThrough(client: Queryable): Promise<bigint> {
  const { rows } = await client.query<{ indexed_through: string }>(
    "SELECT indexed_through FROM log_index_state WHERE id = 1",
  );
  return BigInt(rows[0]?.indexed_through ?? 0);
}

/** A moment of the database: transactions that had begun to write by then are older than `transaction`. */
export type WriteHorizon = { arrivalId: bigint; transaction: bigint };

/** Chunks that are drawn by now, and what tells later that their transactions have ended. Not within a transaction. */
export async function readWriteHorizon(client: ClientBase): Promise<WriteHorizon> {
  const arrivalId = await newestLogArrival(client);
  // A transaction draws numbers after it has written, so it is older than one that begins to write now.
  const { rows } = await client.query<{ id: string }>("SELECT pg_current_xact_id()::text AS id");
  return { arrivalId, transaction: BigInt(rows[0]?.id ?? 0) };
}

/** Whether everything of a horizon is committed or gone. */
export async function hasPassed(client: ClientBase, horizon: WriteHorizon): Promise<boolean> {
  const { rows } = await client.query<{ oldest: string }>(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS oldest",
  );
  return BigInt(rows[0]?.oldest ?? 0) >= horizon.transaction;
}

const FIND_CHUNKS = `
  SELECT arrival_id, count(*)::integer AS records
  FROM log_records
  WHERE arrival_id > $1 AND arrival_id <= $2
  GROUP BY arrival_id
  ORDER BY arrival_id
  LIMIT $3
`;

/** Chunks after one, up to another, in order. */
export async function findLogChunks(
  client: ClientBase,
  { after, through, limit }: { after: bigint; through: bigint; limit: number },
): Promise<LogChunk[]> {
  const { rows } = await client.query<{ arrival_id: string; records: number }>(FIND_CHUNKS, [
    after,
    through,
    limit,
  ]);
  return rows.map((row) => ({ arrivalId: BigInt(row.arrival_id), records: row.records }));
}

const READ_TO_INDEX = `
  SELECT
    arrival_id, time_ns, service_id, origin_id, severity_number, body #>> '{}',
    CASE WHEN jsonb_typeof(body) IN ('object', 'array') THEN body END,
    attributes, trace_id
  FROM log_records
  WHERE arrival_id >= $1 AND arrival_id <= $2
  ORDER BY arrival_id
`;

type RowToIndex = [
  string,
  string,
  string,
  string,
  number,
  string | null,
  unknown,
  Record<string, unknown>,
  string | null,
];

/** The records of the chunks from one to another, both inclusive, in order. */
export async function readLogsToIndex(
  client: ClientBase,
  first: bigint,
  last: bigint,
): Promise<LogToIndex[]> {
  const { rows } = await client.query<RowToIndex>({
    text: READ_TO_INDEX,
    values: [first, last],
    rowMode: "array",
  });
  return rows.map((row) => ({
    arrivalId: BigInt(row[0]),
    timeNs: BigInt(row[1]),
    serviceId: BigInt(row[2]),
    originId: BigInt(row[3]),
    severityNumber: row[4],
    bodyText: row[5] ?? "",
    body: row[6],
    attributes: row[7],
    traceId: row[8] === null ? null : traceIdOfUuid(row[8]),
  }));
}

const WRITE_SLICE = `
  INSERT INTO log_slices (
    first_arrival, last_arrival, from_ns, to_ns, positions,
    block_first_arrivals, block_last_arrivals, block_from_ns, block_to_ns, bits
  )
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
`;
const WRITE_COUNTS = `
  INSERT INTO log_counts (service_id, bucket, width, severity_number, record_count, last_arrival)
  SELECT service_id, bucket, width, severity_number, record_count, $6
  FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::smallint[], $5::bigint[])
    AS given (service_id, bucket, width, severity_number, record_count)
`;

/** Appends a slice with its counts, so that readers stop reading its records themselves. The partitions must exist. */
export async function writeLogSlice(
  client: ClientBase,
  { blocks, positions, bits, counts }: LogSlice,
): Promise<void> {
  const last = blocks.at(-1)?.lastArrival ?? 0n;
  const span = timesOf(blocks);
  await client.query("BEGIN");
  try {
    await client.query(WRITE_SLICE, [
      blocks[0]?.firstArrival,
      last,
      span.fromNs,
      span.toNs,
      positions,
      blocks.map((block) => block.firstArrival.toString()),
      blocks.map((block) => block.lastArrival.toString()),
      blocks.map((block) => block.fromNs.toString()),
      blocks.map((block) => block.toNs.toString()),
      bits,
    ]);
    await client.query(WRITE_COUNTS, [
      counts.map((count) => count.serviceId.toString()),
      counts.map((count) => count.bucket),
      counts.map((count) => count.width),
      counts.map((count) => count.severityNumber),
      counts.map((count) => count.records),
      last,
    ]);
    await client.query("UPDATE log_index_state SET indexed_through = $1 WHERE id = 1", [last]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
