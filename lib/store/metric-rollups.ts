import type { ClientBase } from "pg";
import type { CellWidth } from "@/lib/aggregate/metric-cells.ts";
import { copyIn, copyOut } from "./copy.ts";
import { CopyEncoder, CopyReader } from "./copy-binary.ts";
import { idCondition, type SeriesWanted } from "./metric-reads.ts";
import type { Queryable } from "./queryable.ts";

const HOUR = 3_600;
const TABLES: Record<CellWidth, "metric_5m" | "metric_1h"> = {
  300: "metric_5m",
  3600: "metric_1h",
};

/** Position of a field in the rows of `readCellRows`. */
export const CELL_FIELD = { seriesId: 0, hour: 1, cells: 2 } as const;

const READABLE_HOURS = `
  SELECT hour FROM metric_rolled_hours WHERE hour >= $1 AND hour < $2
  EXCEPT
  SELECT hour FROM metric_late_hours WHERE hour >= $1 AND hour < $2
`;

/** Hours (their start, Unix seconds) that touch a range and whose rows tell all that is stored. */
export async function findRolledHours(
  client: Queryable,
  range: { from: number; to: number },
): Promise<Set<number>> {
  const first = Math.floor(range.from / HOUR) * HOUR;
  const { rows } = await client.query<{ hour: string }>(READABLE_HOURS, [first, range.to]);
  return new Set(rows.map(({ hour }) => Number(hour)));
}

/** The rows of hours that touch a range (Unix seconds, `to` exclusive). */
export async function readCellRows(
  client: ClientBase,
  width: CellWidth,
  { from, to, wanted }: { from: number; to: number; wanted: SeriesWanted },
): Promise<CopyReader> {
  const first = Math.floor(from / HOUR) * HOUR;
  const statement = `
    COPY (
      SELECT series_id, bucket, cells
      FROM ${TABLES[width]}
      WHERE bucket >= ${first} AND bucket < ${to} AND ${idCondition(wanted)}
    ) TO STDOUT (FORMAT binary)
  `;
  return new CopyReader(await copyOut(client, statement), 3);
}

/** A series' rows of an hour. */
export type RollupRow = { seriesId: bigint; fiveMinutes: Buffer; hour: Buffer };

/** Puts these rows in the place of all that the series have for the hour. `client` must be in a transaction. */
export async function replaceRollups(
  client: ClientBase,
  { hour, wanted }: { hour: number; wanted: SeriesWanted },
  rows: readonly RollupRow[],
): Promise<void> {
  for (const width of [300, 3_600] as const) {
    const table = TABLES[width];
    await client.query(`DELETE FROM ${table} WHERE bucket = ${hour} AND ${idCondition(wanted)}`);
    if (rows.length === 0) continue;
    const encoder = new CopyEncoder(rows.length * 256);
    for (const { seriesId, ...cells } of rows) {
      encoder.row(3);
      encoder.bigint(seriesId);
      encoder.integer(hour);
      encoder.bytes(width === 300 ? cells.fiveMinutes : cells.hour);
    }
    const statement = `COPY ${table} (series_id, bucket, cells) FROM STDIN (FORMAT binary)`;
    await copyIn(client, statement, encoder.finish());
  }
}

/** Notes that the rows of an hour are complete. */
export async function markRolled(client: Queryable, hour: number): Promise<void> {
  await client.query("INSERT INTO metric_rolled_hours (hour) VALUES ($1) ON CONFLICT DO NOTHING", [
    hour,
  ]);
}

const NEXT_HOUR = `
  SELECT
    (SELECT max(hour) FROM metric_rolled_hours) AS newest,
    (SELECT min(registered_ms) FROM metric_series) AS registered_ms
`;

/** The newest hour that is complete, and when the first series was registered; null: there is none. */
export async function rollupProgress(
  client: Queryable,
): Promise<{ newestHour: number | null; registeredMs: number | null }> {
  type Row = { newest: string | null; registered_ms: string | null };
  const { rows } = await client.query<Row>(NEXT_HOUR);
  const number = (text: string | null | undefined) => (text == null ? null : Number(text));
  return {
    newestHour: number(rows[0]?.newest),
    registeredMs: number(rows[0]?.registered_ms),
  };
}

const MARK_LATE = `
  INSERT INTO metric_late_hours (series_id, hour, marks)
  SELECT given.series_id, given.hour, 1
  FROM unnest($1::bigint[], $2::bigint[]) AS given (series_id, hour)
  ORDER BY given.series_id, given.hour
  ON CONFLICT (series_id, hour) DO UPDATE SET marks = metric_late_hours.marks + 1
`;

/** Notes hours of series whose rows must be made again. Each pair at most once. */
export async function markLate(
  client: Queryable,
  late: readonly { seriesId: bigint; hour: number }[],
): Promise<void> {
  if (late.length === 0) return;
  await client.query(MARK_LATE, [
    late.map(({ seriesId }) => seriesId),
    late.map(({ hour }) => hour),
  ]);
}

const LATE_OF_AN_HOUR = `
  SELECT series_id, hour
  FROM metric_late_hours
  WHERE hour = (SELECT min(hour) FROM metric_late_hours WHERE hour < $1)
  ORDER BY series_id
  LIMIT $2
`;

/** Series of the oldest hour before `before` that must be made again, at most `limit`; null: there is none. */
export async function findLate(
  client: Queryable,
  before: number,
  limit: number,
): Promise<{ hour: number; ids: bigint[] } | null> {
  type Row = { series_id: string; hour: string };
  const { rows } = await client.query<Row>(LATE_OF_AN_HOUR, [before, limit]);
  const [first] = rows;
  if (!first) return null;
  return { hour: Number(first.hour), ids: rows.map((row) => BigInt(row.series_id)) };
}

/** Forgets that these are late. Fails (SQLSTATE 40001) in a snapshot that does not see all marks. */
export async function forgetLate(
  client: Queryable,
  { hour, ids }: { hour: number; ids: readonly bigint[] },
): Promise<void> {
  await client.query(
    "DELETE FROM metric_late_hours WHERE hour = $1 AND series_id = ANY ($2::bigint[])",
    [hour, ids],
  );
}
