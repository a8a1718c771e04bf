import type { LogRecord, LogsParams, LogsResponse } from "@/lib/contract/logs.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { severityNumbersOf, severityOf } from "@/lib/domain/logs.ts";
import { UNKNOWN_SERVICE } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { findLogs, type LogFilter, type StoredLog } from "@/lib/store/logs.ts";
import { loadOrigins, type Origin } from "@/lib/store/origins.ts";
import { logCursor, parseLogCursor } from "./cursor.ts";
import { instantOfNs, nsOfMs } from "./nanoseconds.ts";
import { findServiceIds } from "./service-filter.ts";

/** Log records, newest first, a page at a time. Throws `ParameterError`. */
export async function queryLogs(params: LogsParams, nowMs: number): Promise<LogsResponse> {
  const { fromMs, toMs } = resolveRange(params, nowMs);
  const before = parseLogCursor(params.cursor);
  const pool = readPool();
  const filter: LogFilter = {
    fromNs: nsOfMs(fromMs),
    toNs: nsOfMs(toMs),
    serviceIds: await findServiceIds(pool, params),
    severityNumbers:
      params.severity.length === 0 ? null : params.severity.flatMap(severityNumbersOf),
    search: params.search || null,
    traceId: params.traceId ?? null,
  };
  // One more than is shown tells whether there is another page.
  const found = await findLogs(pool, { filter, before, limit: params.limit + 1 });
  const page = found.slice(0, params.limit);
  const last = found.length > params.limit ? page.at(-1) : undefined;
  const origins = await loadOrigins(
    pool,
    page.map((log) => log.originId),
  );
  return {
    logs: page.map((log) => toLogRecord(log, origins.get(log.originId))),
    cursor: last ? logCursor(last) : null,
  };
}

const toLogRecord = (log: StoredLog, origin: Origin | undefined): LogRecord => ({
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
