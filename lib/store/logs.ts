import { type LogBlock, timesOf } from "@/lib/aggregate/log-slice.ts";
import { LogConditions, type LogFilter } from "./log-conditions.ts";
import { fromRow, LOG_COLUMNS, type LogPosition, type LogRow, type StoredLog } from "./log-rows.ts";
import type { Queryable } from "./queryable.ts";

type Page = {
  filter: LogFilter;
  /** Only records that come after this one in the list; null: from the newest on. */
  before: LogPosition | null;
  limit: number;
};

/**
 * The newest records that match, at most `limit`. `afterArrival`: only of later chunks and of those without a number,
 * which are older than the index.
 */
export async function findLogs(
  client: Queryable,
  { filter, before, limit }: Page,
  afterArrival: bigint | null = null,
): Promise<StoredLog[]> {
  const conditions = conditionsOf(filter, before);
  if (afterArrival !== null) {
    conditions.add((n) => `(arrival_id > ${n} OR arrival_id = 0)`, afterArrival);
  }
  // A trace's records are few and found by its id; the planner would rather walk through time.
  const fence = filter.traceId === null ? "" : "OFFSET 0";
  const { rows } = await client.query<LogRow>(
    `
    SELECT * FROM (
      SELECT ${LOG_COLUMNS}
      FROM log_records
      WHERE ${conditions.text()}
      ${fence}
    ) AS found
    ORDER BY time_ns DESC, log_id DESC
    LIMIT ${conditions.place(limit)}
    `,
    conditions.values,
  );
  return rows.map(fromRow);
}

/** Every record of some blocks that matches, in no order. */
export async function findLogsInBlocks(
  client: Queryable,
  { filter, before, blocks }: Omit<Page, "limit"> & { blocks: readonly LogBlock[] },
): Promise<StoredLog[]> {
  if (blocks.length === 0) return [];
  const conditions = conditionsOf(withinBlocks(filter, blocks), before);
  requireBlocks(conditions, blocks);
  const { rows } = await client.query<LogRow>(
    `SELECT ${LOG_COLUMNS} FROM log_records WHERE ${conditions.text()}`,
    conditions.values,
  );
  return rows.map(fromRow);
}

/** Only records of these blocks. */
export function requireBlocks(conditions: LogConditions, blocks: readonly LogBlock[]): void {
  const ranges = blocks.map(
    ({ firstArrival, lastArrival }) =>
      `arrival_id BETWEEN ${conditions.place(firstArrival)} AND ${conditions.place(lastArrival)}`,
  );
  conditions.require(`(${ranges.join(" OR ")})`);
}

/** The blocks' times bound the range too, so that other partitions are not opened. */
export function withinBlocks(filter: LogFilter, blocks: readonly LogBlock[]): LogFilter {
  const { fromNs, toNs } = timesOf(blocks);
  const within = { ...filter };
  if (fromNs > filter.fromNs) within.fromNs = fromNs;
  if (toNs < filter.toNs) within.toNs = toNs + 1n;
  return within;
}

function conditionsOf(filter: LogFilter, before: LogPosition | null): LogConditions {
  if (before === null) return LogConditions.of(filter);
  // The cursor bounds the range too, so that later partitions are not opened.
  const toNs = before.timeNs < filter.toNs ? before.timeNs + 1n : filter.toNs;
  const conditions = LogConditions.of({ ...filter, toNs });
  const time = conditions.place(before.timeNs);
  return conditions.add((id) => `(time_ns, log_id) < (${time}, ${id}::bigint)`, before.logId);
}
