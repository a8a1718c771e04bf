import type { LogRecordRow } from "@/lib/domain/logs.ts";
import { CopyEncoder } from "./copy-binary.ts";
import type { Queryable } from "./queryable.ts";
import { spanIdOfBigint, traceIdOfUuid } from "./span-ids.ts";

/** Which log records are asked for. Times in Unix nanoseconds. */
export type LogFilter = {
  /** Inclusive. */
  fromNs: bigint;
  /** Exclusive. */
  toNs: bigint;
  /** Null: every service. Empty: none. */
  serviceIds: bigint[] | null;
  /** Null: every severity. */
  severityNumbers: number[] | null;
  /** A text that the body must contain, in either case; null: any. */
  search: string | null;
  /** 32 hex digits; null: any. */
  traceId: string | null;
};

/** Where a page ended: records are ordered by time, then id, newest first. */
export type LogPosition = { timeNs: bigint; logId: bigint };

/** A log record as it is read back. */
export type StoredLog = LogPosition & {
  originId: bigint;
  severityNumber: number;
  severityText: string;
  body: unknown;
  attributes: Record<string, unknown>;
  traceId: string | null;
  spanId: string | null;
  eventName: string;
};

type LogRow = {
  time_ns: string;
  log_id: string;
  origin_id: string;
  severity_number: number;
  severity_text: string;
  body: unknown;
  attributes: Record<string, unknown>;
  trace_id: string | null;
  span_id: string | null;
  event_name: string;
};

const FIND_LOGS = `
  SELECT
    time_ns, log_id, origin_id, severity_number, severity_text, body, attributes, trace_id, span_id,
    event_name
  FROM log_records
  WHERE time_ns >= $1
    AND time_ns < $2
    AND ($3::bigint[] IS NULL OR service_id = ANY ($3))
    AND ($4::smallint[] IS NULL OR severity_number = ANY ($4))
    AND ($5::text IS NULL OR body #>> '{}' ILIKE $5)
    AND ($6::uuid IS NULL OR trace_id = $6)
    AND ($7::bigint IS NULL OR (time_ns, log_id) < ($7, $8::bigint))
  ORDER BY time_ns DESC, log_id DESC
  LIMIT $9
`;

/**
 * Records for binary COPY into service_id, time_ns, log_id, origin_id, severity_number, severity_text, body,
 * attributes, trace_id, span_id, event_name.
 */
export function encodeLogs(logs: Iterable<LogRecordRow>, rows = new CopyEncoder()): CopyEncoder {
  for (const log of logs) {
    rows.row(11);
    rows.bigint(log.serviceId);
    rows.bigint(log.timeNs);
    rows.bigint(log.logId);
    rows.bigint(log.originId);
    rows.int16(log.severityNumber);
    rows.text(log.severityText);
    rows.jsonb(log.body);
    rows.jsonb(log.attributes);
    if (log.traceId === null) rows.null();
    else rows.uuid(log.traceId);
    if (log.spanId === null) rows.null();
    else rows.bigint(log.spanId);
    rows.text(log.eventName);
  }
  return rows;
}

/** The newest records that match, at most `limit`, older than `before`. */
export async function findLogs(
  client: Queryable,
  { filter, before, limit }: { filter: LogFilter; before: LogPosition | null; limit: number },
): Promise<StoredLog[]> {
  // The cursor bounds the range too, so that later partitions are not opened.
  const newestNs = before && before.timeNs < filter.toNs ? before.timeNs + 1n : filter.toNs;
  const { rows } = await client.query<LogRow>(FIND_LOGS, [
    filter.fromNs,
    newestNs,
    filter.serviceIds,
    filter.severityNumbers,
    filter.search === null ? null : `%${escapeLike(filter.search)}%`,
    filter.traceId,
    before?.timeNs ?? null,
    before?.logId ?? null,
    limit,
  ]);
  return rows.map(fromRow);
}

/** The text as a LIKE pattern that matches nothing but itself. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

function fromRow(row: LogRow): StoredLog {
  return {
    timeNs: BigInt(row.time_ns),
    logId: BigInt(row.log_id),
    originId: BigInt(row.origin_id),
    severityNumber: row.severity_number,
    severityText: row.severity_text,
    body: row.body,
    attributes: row.attributes,
    traceId: row.trace_id === null ? null : traceIdOfUuid(row.trace_id),
    spanId: row.span_id === null ? null : spanIdOfBigint(row.span_id),
    eventName: row.event_name,
  };
}
