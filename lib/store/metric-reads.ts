import type { ClientBase, Pool } from "pg";
import { copyOut } from "./copy.ts";
import { CopyReader } from "./copy-binary.ts";
import type { Queryable } from "./queryable.ts";

/** Which series: these, or those whose id lies in a range, both ends inclusive. */
export type SeriesWanted =
  | { kind: "ids"; ids: readonly bigint[] }
  | { kind: "range"; first: bigint; last: bigint };

/** Which points a question needs. Unix nanoseconds, `toNs` exclusive. */
export type PointsWanted = { fromNs: bigint; toNs: bigint; wanted: SeriesWanted };

/** Which columns are read after series_id, start_ns and time_ns. */
const COLUMNS = {
  number: "value",
  histogram: "point_count, point_sum, point_min, point_max, distribution",
  summary: "point_count, point_sum, quantiles::text",
} as const;
export type PointColumns = keyof typeof COLUMNS;

/** What a row must have to be one of the kind: points without a recorded value are left out. */
const RECORDED: Record<PointColumns, string> = {
  number: "value IS NOT NULL",
  histogram: "point_count IS NOT NULL",
  summary: "point_count IS NOT NULL",
};

/** Position of a field in the rows of each kind. */
export const POINT_FIELD = {
  seriesId: 0,
  startNs: 1,
  timeNs: 2,
  value: 3,
  count: 3,
  sum: 4,
  min: 5,
  max: 6,
  distribution: 7,
  quantiles: 5,
} as const;

const FIELDS: Record<PointColumns, number> = { number: 4, histogram: 8, summary: 6 };

/** Runs reads on one connection in one snapshot. */
export async function inSnapshot<T>(pool: Pool, read: (client: ClientBase) => Promise<T>) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const answer = await read(client);
    await client.query("COMMIT");
    client.release();
    return answer;
  } catch (error) {
    client.release(error instanceof Error ? error : true);
    throw error;
  }
}

/** The points of a range, in no order. */
export async function readMetricPoints(
  client: ClientBase,
  columns: PointColumns,
  { fromNs, toNs, wanted }: PointsWanted,
): Promise<CopyReader> {
  const statement = `
    COPY (
      SELECT series_id, start_ns, time_ns, ${COLUMNS[columns]}
      FROM metric_points
      WHERE time_ns >= ${fromNs} AND time_ns < ${toNs} AND ${RECORDED[columns]}
        AND ${idCondition(wanted)}
    ) TO STDOUT (FORMAT binary)
  `;
  return new CopyReader(await copyOut(client, statement), FIELDS[columns]);
}

/** Streams: a series, and when it began, in Unix nanoseconds to a microsecond. */
export type LastPointsWanted = Pick<PointsWanted, "fromNs" | "toNs"> & {
  streams: readonly { seriesId: bigint; startNs: bigint }[];
};

/** How far the start of a stream may be from what is asked for, since seconds do not tell it to the nanosecond. */
const START_ROUNDING_NS = 1_000n;

/** The newest point of each stream in a range: where an increase begins. */
export async function readLastPoints(
  client: ClientBase,
  columns: PointColumns,
  { fromNs, toNs, streams }: LastPointsWanted,
): Promise<CopyReader> {
  const list = (values: bigint[]) => `'{${values.join(",")}}'::bigint[]`;
  // One step back in the primary key for each: a day of all their points would be gone through otherwise.
  const statement = `
    COPY (
      SELECT last_before.*
      FROM unnest(
        ${list(streams.map(({ seriesId }) => seriesId))},
        ${list(streams.map(({ startNs }) => startNs))}
      ) AS given (of_series, of_start)
      CROSS JOIN LATERAL (
        SELECT series_id, start_ns, time_ns, ${COLUMNS[columns]}
        FROM metric_points
        WHERE series_id = of_series
          AND start_ns BETWEEN of_start - ${START_ROUNDING_NS} AND of_start + ${START_ROUNDING_NS}
          AND time_ns >= ${fromNs} AND time_ns < ${toNs} AND ${RECORDED[columns]}
        ORDER BY start_ns DESC, time_ns DESC
        LIMIT 1
      ) AS last_before
    ) TO STDOUT (FORMAT binary)
  `;
  return new CopyReader(await copyOut(client, statement), FIELDS[columns]);
}

/** The condition on `series_id`. */
export const idCondition = (wanted: SeriesWanted): string =>
  wanted.kind === "ids"
    ? `series_id = ANY ('{${wanted.ids.join(",")}}'::bigint[])`
    : `series_id BETWEEN ${wanted.first} AND ${wanted.last}`;

const READ_EXEMPLARS = `
  SELECT series_id, exemplars
  FROM metric_points
  WHERE series_id = ANY ($1::bigint[])
    AND time_ns >= $2
    AND time_ns < $3
    AND exemplars IS NOT NULL
  ORDER BY time_ns DESC
  LIMIT $4
`;

/** Exemplars as their points hold them, of the newest points first. */
export async function readExemplars(
  client: Queryable,
  { ids, fromNs, toNs }: { ids: readonly bigint[]; fromNs: bigint; toNs: bigint },
  limit: number,
): Promise<{ seriesId: bigint; exemplars: unknown }[]> {
  type Row = { series_id: string; exemplars: unknown };
  const { rows } = await client.query<Row>(READ_EXEMPLARS, [ids, fromNs, toNs, limit]);
  return rows.map(({ series_id, exemplars }) => ({ seriesId: BigInt(series_id), exemplars }));
}
