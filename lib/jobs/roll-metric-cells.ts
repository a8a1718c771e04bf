import type { ClientBase } from "pg";
import { type AnyCell, type HourRow, mergeHours } from "@/lib/aggregate/cell-blocks.ts";
import {
  gridOfHour,
  NumberRollup,
  type Rollup,
  rollupHistogram,
} from "@/lib/aggregate/metric-rollup.ts";
import { metricClassOf } from "@/lib/domain/metrics.ts";
import { loadHistograms, loadReadings } from "@/lib/query/metric-points.ts";
import { loadShapes, type StoredShape } from "@/lib/store/metric-catalog.ts";
import type { SeriesWanted } from "@/lib/store/metric-reads.ts";
import {
  CELL_FIELD,
  type HourRollup,
  readCellRows,
  replaceCells,
  replaceFiveMinutes,
  replaceRollups,
} from "@/lib/store/metric-rollups.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** Makes the rows of some series for one hour (its start, Unix seconds) anew. `client` must be in a transaction. */
export async function rollHour(
  client: ClientBase,
  wanted: SeriesWanted,
  hour: number,
): Promise<void> {
  const rollups = await rollupsOf(client, wanted, { hour, until: hour + HOUR });
  await replaceRollups(client, { hour, wanted }, rollups);
}

/** As `rollHour`, of the five-minute cells before `until` alone. */
export async function rollYoung(
  client: ClientBase,
  wanted: SeriesWanted,
  part: { hour: number; until: number },
): Promise<void> {
  const rollups = await rollupsOf(client, wanted, part);
  await replaceFiveMinutes(client, { hour: part.hour, wanted }, rollups);
}

async function rollupsOf(
  client: ClientBase,
  wanted: SeriesWanted,
  { hour, until }: { hour: number; until: number },
): Promise<HourRollup[]> {
  const range = { wanted, from: hour, to: until };
  const grid = gridOfHour(hour, until);
  const shapes = await shapesOf(client, wanted);
  const numbers = new NumberRollup(grid);
  const rollups: HourRollup[] = [];
  const add = (seriesId: bigint, rollup: Rollup) => {
    if (rollup) rollups.push({ seriesId, ...rollup });
  };
  for (const [seriesId, points] of await loadReadings(client, range)) {
    const shape = shapes.get(seriesId);
    if (!shape) continue;
    const sum = { isDelta: shape.temporality === "delta", isMonotonic: shape.isMonotonic };
    const isCounter = metricClassOf(shape.kind, shape) === "counter";
    add(seriesId, isCounter ? numbers.counter(points, sum) : numbers.gauge(points));
  }
  for (const [seriesId, points] of await loadHistograms(client, range)) {
    const shape = shapes.get(seriesId);
    if (shape === undefined || metricClassOf(shape.kind, shape) !== "histogram") continue;
    add(seriesId, rollupHistogram(grid, points, shape.temporality === "delta"));
  }
  return rollups;
}

/** Makes the cells of some series for one day (its start, Unix seconds) anew. `client` must be in a transaction. */
export async function rollDay(
  client: ClientBase,
  wanted: SeriesWanted,
  day: number,
): Promise<void> {
  const shapes = await shapesOf(client, wanted);
  const hours = new Map<bigint, HourRow[]>();
  const rows = await readCellRows(client, HOUR, { from: day, to: day + DAY, wanted });
  while (rows.next()) {
    const id = rows.bigint(CELL_FIELD.seriesId);
    const row = { start: rows.integer(CELL_FIELD.start), bytes: rows.bytes(CELL_FIELD.cells) };
    const known = hours.get(id);
    if (known) known.push(row);
    else hours.set(id, [row]);
  }
  const cells = new Map<bigint, AnyCell>();
  for (const [id, own] of hours) {
    const shape = shapes.get(id);
    if (!shape) continue;
    const isHistogram = metricClassOf(shape.kind, shape) === "histogram";
    const cell = mergeHours(isHistogram ? "histogram" : "number", own);
    if (cell) cells.set(id, cell);
  }
  await replaceCells(client, DAY, { wanted, at: day, cells });
}

function shapesOf(client: Queryable, wanted: SeriesWanted): Promise<Map<bigint, StoredShape>> {
  if (wanted.kind === "range") return loadShapes(client, wanted);
  const sorted = [...wanted.ids].sort((a, b) => (a < b ? -1 : 1));
  return loadShapes(client, { first: sorted[0] ?? 0n, last: sorted.at(-1) ?? 0n });
}
