import { BLOCK_SECONDS } from "@/lib/aggregate/metric-cells.ts";
import type { Queryable } from "./queryable.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** Rows of an hour or a day. `isLate`: they do not tell all that is stored. */
export type RolledState = { version: number; isLate: boolean };
/** As `RolledState`, of an hour whose cells before `until` (Unix seconds) have been made. */
export type YoungState = RolledState & { until: number };

/** What has been made of hours and days, by their start in Unix seconds. */
export type CellStates = {
  hours: ReadonlyMap<number, RolledState>;
  young: ReadonlyMap<number, YoungState>;
  days: ReadonlyMap<number, RolledState>;
  /** Hours of which points came late. */
  late: ReadonlySet<number>;
};

const STATES = `
  WITH late AS (
    SELECT DISTINCT hour FROM metric_late_hours WHERE hour >= $1 AND hour < $2
  )
  SELECT 'hour' AS kind, hour AS at, version, 0 AS until, hour IN (SELECT hour FROM late) AS is_late
  FROM metric_rolled_hours
  WHERE hour >= $3 AND hour < $4
  UNION ALL
  SELECT 'young', hour, version, until, hour IN (SELECT hour FROM late)
  FROM metric_young_hours
  WHERE hour >= $3 AND hour < $4
  UNION ALL
  SELECT 'day', day, version, 0, day IN (SELECT hour - hour % 86400 FROM late)
  FROM metric_rolled_days
  WHERE day >= $1 AND day < $2
  UNION ALL
  SELECT 'late', hour, 0, 0, true FROM late
`;

/** What has been made of the hours of all days, and the days of all rows of days, that touch a range (Unix seconds). */
export async function readCellStates(
  client: Queryable,
  { from, to }: { from: number; to: number },
): Promise<CellStates> {
  const outwards = (width: number) => [
    Math.floor(from / width) * width,
    Math.ceil(to / width) * width,
  ];
  type Row = { kind: string; at: string; version: string; until: string; is_late: boolean };
  const bounds = [...outwards(BLOCK_SECONDS[DAY]), ...outwards(BLOCK_SECONDS[HOUR])];
  const { rows } = await client.query<Row>(STATES, bounds);
  const [hours, days] = [new Map<number, RolledState>(), new Map<number, RolledState>()];
  const young = new Map<number, YoungState>();
  const late = new Set<number>();
  for (const row of rows) {
    const state = { version: Number(row.version), isLate: row.is_late };
    const at = Number(row.at);
    if (row.kind === "hour") hours.set(at, state);
    else if (row.kind === "day") days.set(at, state);
    else if (row.kind === "late") late.add(at);
    else young.set(at, { ...state, until: Number(row.until) });
  }
  return { hours, young, days, late };
}

/** Notes that rows of an hour, and those of its day, were made again. Whoever makes them calls it in the same transaction. */
export async function bumpCellVersions(client: Queryable, hour: number): Promise<void> {
  for (const table of ["metric_rolled_hours", "metric_young_hours"]) {
    await client.query(`UPDATE ${table} SET version = version + 1 WHERE hour = $1`, [hour]);
  }
  await client.query("UPDATE metric_rolled_days SET version = version + 1 WHERE day = $1", [
    hour - (hour % DAY),
  ]);
}
