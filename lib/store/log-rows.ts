import type { LogRecordRow } from "@/lib/domain/logs.ts";
import { CopyEncoder } from "./copy-binary.ts";
import { spanIdOfBigint, traceIdOfUuid } from "./span-ids.ts";

/** Where a page ended: records are ordered by time, then id, newest first. */
export type LogPosition = { timeNs: bigint; logId: bigint };

/** A log record as it is read back. */
export type StoredLog = LogPosition & {
  serviceId: bigint;
  originId: bigint;
  severityNumber: number;
  severityText: string;
  body: unknown;
  /** The body as one text: itself, or its JSON as Postgres writes it. */
  bodyText: string;
  attributes: Record<string, unknown>;
  traceId: string | null;
  spanId: string | null;
  eventName: string;
};

/** The columns of a `LogRow`. */
export const LOG_COLUMNS = `time_ns, log_id, service_id, origin_id, severity_number, severity_text,
    body #>> '{}' AS body_text, jsonb_typeof(body) AS body_type, attributes, trace_id, span_id, event_name`;

export type LogRow = {
  time_ns: string;
  log_id: string;
  service_id: string;
  origin_id: string;
  severity_number: number;
  severity_text: string;
  body_text: string | null;
  body_type: string;
  attributes: Record<string, unknown>;
  trace_id: string | null;
  span_id: string | null;
  event_name: string;
};

export function fromRow(row: LogRow): StoredLog {
  const bodyText = row.body_text ?? "";
  return {
    timeNs: BigInt(row.time_ns),
    logId: BigInt(row.log_id),
    serviceId: BigInt(row.service_id),
    originId: BigInt(row.origin_id),
    severityNumber: row.severity_number,
    severityText: row.severity_text,
    body: row.body_type === "string" ? bodyText : JSON.parse(row.body_text ?? "null"),
    bodyText,
    attributes: row.attributes,
    traceId: row.trace_id === null ? null : traceIdOfUuid(row.trace_id),
    spanId: row.span_id === null ? null : spanIdOfBigint(row.span_id),
    eventName: row.event_name,
  };
}

/** Records of one chunk at most. */
const CHUNK_RECORDS = 512;

/** Chunks that so many records take. */
export const chunksOf = (records: number): number => Math.ceil(records / CHUNK_RECORDS);

/**
 * Records for binary COPY into service_id, time_ns, log_id, origin_id, severity_number, severity_text, body,
 * attributes, trace_id, span_id, event_name, arrival_id. `arrivalIds`: one for each of `chunksOf(logs.length)`.
 */
export function encodeLogs(
  logs: readonly LogRecordRow[],
  arrivalIds: readonly bigint[],
  rows = new CopyEncoder(),
): CopyEncoder {
  logs.forEach((log, index) => {
    const arrivalId = arrivalIds[Math.floor(index / CHUNK_RECORDS)];
    if (arrivalId === undefined) throw new Error("a chunk of log records has no number");
    encodeLog(rows, log, arrivalId);
  });
  return rows;
}

function encodeLog(rows: CopyEncoder, log: LogRecordRow, arrivalId: bigint): void {
  rows.row(12);
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
  rows.bigint(arrivalId);
}
