import { ParameterError } from "@/lib/contract/time.ts";
import type { LogPosition } from "@/lib/store/log-rows.ts";
import type { EntryPosition } from "@/lib/store/traces.ts";

/** `cursor` of an answer about spans, for the page after this position. */
export const spanCursor = ({ key, traceId, spanId }: EntryPosition): string =>
  `${key}.${traceId}.${spanId}`;

/** The position of a `spanCursor`; null: none was given. Throws `ParameterError`. */
export function parseSpanCursor(cursor: string | undefined): EntryPosition | null {
  if (cursor === undefined) return null;
  const match = /^(\d{1,19})\.([0-9a-f]{32})\.([0-9a-f]{16})$/.exec(cursor);
  const [, key = "", traceId = "", spanId = ""] = match ?? refuse();
  return { key: parseBigint(key), traceId, spanId };
}

/** `cursor` of an answer about log records, for the page after this position. */
export const logCursor = ({ timeNs, logId }: LogPosition): string => `${timeNs}.${logId}`;

/** The position of a `logCursor`; null: none was given. Throws `ParameterError`. */
export function parseLogCursor(cursor: string | undefined): LogPosition | null {
  if (cursor === undefined) return null;
  const [, timeNs = "", logId = ""] = /^(\d{1,19})\.(\d{1,19})$/.exec(cursor) ?? refuse();
  return { timeNs: parseBigint(timeNs), logId: parseBigint(logId) };
}

function parseBigint(digits: string): bigint {
  const value = BigInt(digits);
  return value < 2n ** 63n ? value : refuse();
}

function refuse(): never {
  throw new ParameterError("cursor", "use the cursor of an earlier answer as it was given");
}
