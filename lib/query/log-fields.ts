import type { LogFieldsResponse, LogFilters } from "@/lib/contract/logs.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { someField } from "@/lib/domain/log-fields.ts";
import { readPool } from "@/lib/platform/db.ts";
import type { StoredLog } from "@/lib/store/log-rows.ts";
import { loadOrigins, type Origin } from "@/lib/store/origins.ts";
import { findLogPage } from "./log-pages.ts";
import { selectLogs } from "./log-selection.ts";

/** Enough to know what the records of the moment carry. */
const SAMPLE = 1_000;
const MOST_FIELDS = 100;
const MOST_VALUES = 12;
/** A longer value is no choice that anybody makes from a list. */
const LONGEST_VALUE = 120;

/** The fields that the newest records of a range have, with frequent values. Throws `ParameterError`. */
export async function queryLogFields(
  filters: LogFilters,
  nowMs: number,
): Promise<LogFieldsResponse> {
  const pool = readPool();
  const selection = await selectLogs(pool, filters, resolveRange(filters, nowMs));
  const { logs } = await findLogPage(pool, selection, { before: null, limit: SAMPLE });
  const origins = await loadOrigins(
    pool,
    logs.map((log) => log.originId),
  );
  const counts = new Map<string, Map<string, number>>();
  for (const log of logs) countFields(counts, log, origins.get(log.originId));
  return { records: logs.length, fields: ranked(counts) };
}

function countFields(
  counts: Map<string, Map<string, number>>,
  log: StoredLog,
  origin: Origin | undefined,
): void {
  const see = (name: string, value: string) => {
    const values = counts.get(name) ?? new Map<string, number>();
    counts.set(name, values);
    values.set(value, (values.get(value) ?? 0) + 1);
    return false;
  };
  someField(log.attributes, see);
  someField(log.body, see);
  someField({ ...origin?.resource, service: origin?.service ?? "" }, see);
}

function ranked(counts: Map<string, Map<string, number>>): LogFieldsResponse["fields"] {
  return [...counts]
    .map(([name, values]) => ({
      name,
      records: [...values.values()].reduce((sum, count) => sum + count, 0),
      values: [...values]
        .filter(([value]) => value !== "" && value.length <= LONGEST_VALUE)
        .map(([value, records]) => ({ value, records }))
        .sort((a, b) => b.records - a.records || a.value.localeCompare(b.value))
        .slice(0, MOST_VALUES),
    }))
    .sort((a, b) => b.records - a.records || a.name.localeCompare(b.name))
    .slice(0, MOST_FIELDS);
}
