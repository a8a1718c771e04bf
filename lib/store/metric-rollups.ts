import type { ClientBase } from "pg";
import { type AnyCell, withCell, withoutCell } from "@/lib/aggregate/cell-blocks.ts";
import { BLOCK_SECONDS, type CellWidth } from "@/lib/aggregate/metric-cells.ts";
import { copyIn, copyOut } from "./copy.ts";
import { CopyEncoder, CopyReader } from "./copy-binary.ts";
import { idCondition, type SeriesWanted } from "./metric-reads.ts";
import type { Queryable } from "./queryable.ts";

const DAY = 86_400;
/** Where the cells of each width lie. */
export const CELL_TABLES = {
  300: "metric_5m",
  3600: "metric_1h",
  86400: "metric_1d",
} as const satisfies Record<CellWidth, string>;

/** Position of a field in the rows of `readCellRows`. */
export const CELL_FIELD = { seriesId: 0, start: 1, cells: 2 } as const;

/** The rows whose cells may touch a range (Unix seconds, `to` exclusive). */
export async function readCellRows(
  client: ClientBase,
  width: CellWidth,
  { from, to, wanted }: { from: number; to: number; wanted: SeriesWanted },
): Promise<CopyReader> {
  const block = BLOCK_SECONDS[width];
  const first = Math.floor(from / block) * block;
  const statement = `
    COPY (
      SELECT series_id, bucket, cells
      FROM ${CELL_TABLES[width]}
      WHERE bucket >= ${first} AND bucket < ${to} AND ${idCondition(wanted)}
    ) TO STDOUT (FORMAT binary)
  `;
  return new CopyReader(await copyOut(client, statement), 3);
}

/** What a series came to in an hour. */
export type HourRollup = { seriesId: bigint; fiveMinutes: Buffer; hour: AnyCell };

/** Puts these in the place of all that the series have for the hour. `client` must be in a transaction. */
export async function replaceRollups(
  client: ClientBase,
  { hour, wanted }: { hour: number; wanted: SeriesWanted },
  rollups: readonly HourRollup[],
): Promise<void> {
  await replaceFiveMinutes(client, { hour, wanted }, rollups);
  const cells = new Map(rollups.map(({ seriesId, hour: cell }) => [seriesId, cell]));
  // Until rows held a day, each held one hour and stood at its start.
  const isWholeRow = hour % DAY !== 0;
  if (isWholeRow) await deleteRows(client, 3_600, { wanted, start: hour });
  await replaceCells(client, 3_600, { wanted, at: hour, cells });
}

/** As `replaceRollups`, of the five-minute cells alone. */
export async function replaceFiveMinutes(
  client: ClientBase,
  { hour, wanted }: { hour: number; wanted: SeriesWanted },
  rollups: readonly Pick<HourRollup, "seriesId" | "fiveMinutes">[],
): Promise<void> {
  const rows = new Map(rollups.map(({ seriesId, fiveMinutes }) => [seriesId, fiveMinutes]));
  await replaceRows(client, 300, { wanted, start: hour, rows });
}

/** Puts the cells of one hour or day in their place in the series' rows; series without one have none there. */
export async function replaceCells(
  client: ClientBase,
  width: 3_600 | 86_400,
  { wanted, at, cells }: { wanted: SeriesWanted; at: number; cells: ReadonlyMap<bigint, AnyCell> },
): Promise<void> {
  const start = Math.floor(at / BLOCK_SECONDS[width]) * BLOCK_SECONDS[width];
  const slot = (at - start) / width;
  const rows = new Map<bigint, Buffer>();
  const known = await readCellRows(client, width, { from: start, to: start + 1, wanted });
  while (known.next()) rows.set(known.bigint(CELL_FIELD.seriesId), known.bytes(CELL_FIELD.cells));
  for (const [id, row] of rows) {
    if (cells.has(id)) continue;
    const rest = withoutCell(row, slot);
    if (rest) rows.set(id, rest);
    else rows.delete(id);
  }
  for (const [id, cell] of cells) {
    const row = withCell(rows.get(id) ?? null, slot, cell);
    if (row) rows.set(id, row);
  }
  await replaceRows(client, width, { wanted, start, rows });
}

async function deleteRows(
  client: ClientBase,
  width: CellWidth,
  { wanted, start }: { wanted: SeriesWanted; start: number },
): Promise<void> {
  const table = CELL_TABLES[width];
  await client.query(`DELETE FROM ${table} WHERE bucket = ${start} AND ${idCondition(wanted)}`);
}

async function replaceRows(
  client: ClientBase,
  width: CellWidth,
  {
    wanted,
    start,
    rows,
  }: { wanted: SeriesWanted; start: number; rows: ReadonlyMap<bigint, Buffer> },
): Promise<void> {
  await deleteRows(client, width, { wanted, start });
  if (rows.size === 0) return;
  const encoder = new CopyEncoder(rows.size * 512);
  for (const [seriesId, cells] of rows) {
    encoder.row(3);
    encoder.bigint(seriesId);
    encoder.integer(start);
    encoder.bytes(cells);
  }
  const statement = `COPY ${CELL_TABLES[width]} (series_id, bucket, cells) FROM STDIN (FORMAT binary)`;
  await copyIn(client, statement, encoder.finish());
}

/** Notes that the rows of an hour are complete. */
export async function markRolled(client: Queryable, hour: number): Promise<void> {
  await client.query("INSERT INTO metric_rolled_hours (hour) VALUES ($1) ON CONFLICT DO NOTHING", [
    hour,
  ]);
}

/** Notes that the cells of a day are complete. */
export async function markDayRolled(client: Queryable, day: number): Promise<void> {
  await client.query("INSERT INTO metric_rolled_days (day) VALUES ($1) ON CONFLICT DO NOTHING", [
    day,
  ]);
}

const NEXT_DAY = `
  SELECT hour - hour % 86400 AS day
  FROM metric_rolled_hours
  WHERE hour >= coalesce((SELECT max(day) + 86400 FROM metric_rolled_days), 0)
  GROUP BY hour - hour % 86400
  HAVING count(*) = 24
  ORDER BY 1
  LIMIT 1
`;

/** The first day after those whose cells are made of which every hour is complete; null: there is none. */
export async function nextDay(client: Queryable): Promise<number | null> {
  const { rows } = await client.query<{ day: string }>(NEXT_DAY);
  return rows[0] === undefined ? null : Number(rows[0].day);
}

/** Whether the cells of a day have been made. */
export async function isDayRolled(client: Queryable, day: number): Promise<boolean> {
  const { rowCount } = await client.query("SELECT FROM metric_rolled_days WHERE day = $1", [day]);
  return rowCount === 1;
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
  WHERE hour = (
    SELECT min(hour)
    FROM metric_late_hours
    WHERE hour < $1 OR hour IN (SELECT hour FROM metric_young_hours)
  )
  ORDER BY series_id
  LIMIT $2
`;

/** Series of the oldest hour that is before `before` or young and must be made again, at most `limit`; null: there is none. */
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
