import type { LogContextParams, LogContextResponse } from "@/lib/contract/logs.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { readPool } from "@/lib/platform/db.ts";
import {
  findInstanceOrigins,
  findLog,
  findLogsAfter,
  findLogsBefore,
} from "@/lib/store/log-context.ts";
import { loadOrigins } from "@/lib/store/origins.ts";
import { parseLogCursor } from "./cursor.ts";
import { toLogRecord, toLogRecords } from "./logs.ts";

/**
 * A record with everything that is known of it, and the lines of the same instance around it. Throws `NotFoundError`
 * when there is no such record (any more).
 */
export async function queryLogContext(params: LogContextParams): Promise<LogContextResponse> {
  const pool = readPool();
  const at = parseLogCursor(params.id);
  const log = at && (await findLog(pool, at));
  if (!log) throw new NotFoundError("There is no log record with this id, or no longer");
  const originIds = await findInstanceOrigins(pool, log.originId);
  const around = { serviceId: log.serviceId, originIds, at: log };
  const [before, after, origins] = await Promise.all([
    findLogsBefore(pool, { ...around, limit: params.before }),
    findLogsAfter(pool, { ...around, limit: params.after }),
    loadOrigins(pool, [log.originId]),
  ]);
  const origin = origins.get(log.originId);
  return {
    record: {
      ...toLogRecord(log, origin),
      scope: origin?.scopeName ?? "",
      resource: origin?.resource ?? {},
    },
    before: await toLogRecords(pool, before.toReversed()),
    after: await toLogRecords(pool, after),
  };
}
