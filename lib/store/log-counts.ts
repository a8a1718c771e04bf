import type { LogBlock } from "@/lib/aggregate/log-slice.ts";
import { LogConditions, type LogFilter } from "./log-conditions.ts";
import { requireBlocks, withinBlocks } from "./logs.ts";
import type { Queryable } from "./queryable.ts";

/** Points of a chart in Unix seconds: point n begins at `first + n × stepSeconds`. */
export type PointGrid = { first: number; stepSeconds: number };

/** Records of one severity in one point. */
export type PointCount = { point: number; severityNumber: number; records: number };

type CountRow = { point: string; severity_number: number; records: string };

const SUM_COUNTS = `
  SELECT
    (bucket - $1::bigint) / $2::bigint AS point,
    severity_number,
    sum(record_count) AS records
  FROM log_counts
  WHERE width = $3
    AND bucket >= $4
    AND bucket < $5
    AND last_arrival <= $6
    AND ($7::bigint[] IS NULL OR service_id = ANY ($7))
    AND ($8::smallint[] IS NULL OR severity_number = ANY ($8))
  GROUP BY point, severity_number
`;

/** Records as they were counted when they were indexed: those of chunks up to `indexedThrough`. */
export async function sumLogCounts(
  client: Queryable,
  grid: PointGrid,
  wanted: {
    /** Seconds; `from` and `to` (exclusive) are multiples of it. */
    width: number;
    from: number;
    to: number;
    indexedThrough: bigint;
    serviceIds: readonly bigint[] | null;
    severityNumbers: readonly number[] | null;
  },
): Promise<PointCount[]> {
  const { rows } = await client.query<CountRow>(SUM_COUNTS, [
    grid.first,
    grid.stepSeconds,
    wanted.width,
    wanted.from,
    wanted.to,
    wanted.indexedThrough,
    wanted.serviceIds,
    wanted.severityNumbers,
  ]);
  return rows.map(fromRow);
}

/** Counts the records themselves that match: of some blocks, or of chunks after one and those without a number. */
export async function countLogs(
  client: Queryable,
  grid: PointGrid,
  {
    filter,
    among,
  }: { filter: LogFilter; among: { blocks: readonly LogBlock[] } | { after: bigint } },
): Promise<PointCount[]> {
  const inBlocks = "blocks" in among;
  const conditions = LogConditions.of(inBlocks ? withinBlocks(filter, among.blocks) : filter);
  if (inBlocks) requireBlocks(conditions, among.blocks);
  else conditions.add((n) => `(arrival_id > ${n} OR arrival_id = 0)`, among.after);
  const first = conditions.place(grid.first);
  const step = conditions.place(grid.stepSeconds);
  const { rows } = await client.query<CountRow>(
    `
    SELECT
      (time_ns / 1000000000 - ${first}::bigint) / ${step}::bigint AS point,
      severity_number,
      count(*) AS records
    FROM log_records
    WHERE ${conditions.text()}
    GROUP BY point, severity_number
    `,
    conditions.values,
  );
  return rows.map(fromRow);
}

const fromRow = (row: CountRow): PointCount => ({
  point: Number(row.point),
  severityNumber: row.severity_number,
  records: Number(row.records),
});
