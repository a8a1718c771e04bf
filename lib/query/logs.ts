import type { LogRecord, LogsParams, LogsResponse } from "@/lib/contract/logs.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { severityOf } from "@/lib/domain/logs.ts";
import { UNKNOWN_SERVICE } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import type { StoredLog } from "@/lib/store/log-rows.ts";
import { loadOrigins, type Origin } from "@/lib/store/origins.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { logCursor, parseLogCursor } from "./cursor.ts";
import { findLogPage } from "./log-pages.ts";
import { selectLogs } from "./log-selection.ts";
import { instantOfNs } from "./nanoseconds.ts";

/** Log records, newest first, a page at a time. Throws `ParameterError`. */
export async function queryLogs(params: LogsParams, nowMs: number): Promise<LogsResponse> {
  const range = resolveRange(params, nowMs);
  const before = parseLogCursor(params.cursor);
  const pool = readPool();
  const selection = await selectLogs(pool, params, range);
  // One more than is shown tells whether there is another page.
  const { logs, searchedTo } = await findLogPage(pool, selection, {
    before,
    limit: params.limit + 1,
  });
  const page = logs.slice(0, params.limit);
  const end = logs.length > params.limit ? page.at(-1) : searchedTo;
  return {
    logs: await toLogRecords(pool, page),
    cursor: end ? logCursor(end) : null,
    searchedTo: searchedTo ? instantOfNs(searchedTo.timeNs) : null,
  };
}

/** Stored records as they are answered, in the same order. */
export async function toLogRecords(client: Queryable, logs: StoredLog[]): Promise<LogRecord[]> {
  const origins = await loadOrigins(
    client,
    logs.map((log) => log.originId),
  );
  return logs.map((log) => toLogRecord(log, origins.get(log.originId)));
}

/** A stored record as it is answered. */
export const toLogRecord = (log: StoredLog, origin: Origin | undefined): LogRecord => ({
  id: logCursor(log),
  at: instantOfNs(log.timeNs),
  service: origin?.service ?? UNKNOWN_SERVICE,
  namespace: origin?.namespace ?? "",
  environment: origin?.environment ?? "",
  instance: origin?.instance ?? "",
  version: origin?.version ?? "",
  severity: severityOf(log.severityNumber),
  severityText: log.severityText,
  eventName: log.eventName,
  body: log.body,
  attributes: log.attributes,
  traceId: log.traceId,
  spanId: log.spanId,
});
