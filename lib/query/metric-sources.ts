import type { ClientBase } from "pg";
import {
  type CellWidth,
  type HistogramCellRow,
  type NumberCell,
  readHistogramCells,
  readNumberCells,
} from "@/lib/aggregate/metric-cells.ts";
import { hourOf } from "@/lib/domain/metric-hours.ts";
import type { SeriesWanted } from "@/lib/store/metric-reads.ts";
import { CELL_FIELD, findRolledHours, readCellRows } from "@/lib/store/metric-rollups.ts";
import type { RangePlan } from "./range-plan.ts";

const HOUR = 3_600;

/** Parts of a range (Unix seconds, `to` exclusive): what is read as cells of which width, and what as single points. */
type Sources = {
  cells: { width: CellWidth; from: number; to: number }[];
  points: { from: number; to: number }[];
};

/** The cells of a series in an hour, of which those within `from` and `to` count. */
export type CellSource = {
  hour: number;
  width: CellWidth;
  from: number;
  to: number;
  bytes: Buffer;
};
export type CellsOfSeries = Map<bigint, CellSource[]>;

/** Where the plan's range is read: in hours that are rolled up the widest cells that the step allows. */
export async function planSources(client: ClientBase, plan: RangePlan): Promise<Sources> {
  const sources: Sources = { cells: [], points: [] };
  const isCoarse = plan.segments.some(({ width }) => width >= 300);
  const rolled = isCoarse ? await findRolledHours(client, plan) : new Set<number>();
  for (const { width, from, to } of plan.segments) {
    if (width < 300) addPart(sources.points, from, to);
    for (let at = from; width >= 300 && at < to; ) {
      const end = Math.min(hourOf(at) + HOUR, to);
      if (rolled.has(hourOf(at))) addCells(sources.cells, width >= HOUR ? 3_600 : 300, [at, end]);
      else addPart(sources.points, at, end);
      at = end;
    }
  }
  return sources;
}

function addPart(parts: Sources["points"], from: number, to: number): void {
  const last = parts.at(-1);
  if (last?.to === from) last.to = to;
  else parts.push({ from, to });
}

function addCells(
  parts: Sources["cells"],
  width: CellWidth,
  [from, to]: readonly [number, number],
): void {
  const last = parts.at(-1);
  if (last?.to === from && last.width === width) last.to = to;
  else parts.push({ width, from, to });
}

/** Reads the cells of some parts. */
export async function loadCells(
  client: ClientBase,
  parts: Sources["cells"],
  wanted: SeriesWanted,
): Promise<CellsOfSeries> {
  const found: CellsOfSeries = new Map();
  for (const { width, from, to } of parts) {
    const reader = await readCellRows(client, width, { from, to, wanted });
    while (reader.next()) {
      const id = reader.bigint(CELL_FIELD.seriesId);
      const source = {
        hour: reader.integer(CELL_FIELD.hour),
        ...{ width, from, to },
        bytes: reader.bytes(CELL_FIELD.cells),
      };
      const known = found.get(id);
      if (known) known.push(source);
      else found.set(id, [source]);
    }
  }
  return found;
}

/** From when to when (Unix seconds) a cell tells something. */
type Span = readonly [from: number, to: number];

/** Calls back the cells of a gauge or counter that count. */
export function forEachNumberCell(
  source: CellSource,
  found: (span: Span, cell: NumberCell) => void,
): void {
  readNumberCells(source.bytes, (slot, cell) => {
    const span = spanOf(source, slot);
    if (span) found(span, cell);
  });
}

/** Calls back the cells of a histogram that count. */
export function forEachHistogramCell(
  source: CellSource,
  found: (span: Span, cell: HistogramCellRow) => void,
): void {
  readHistogramCells(source.bytes, (slot, cell) => {
    const span = spanOf(source, slot);
    if (span) found(span, cell);
  });
}

function spanOf({ hour, width, from, to }: CellSource, slot: number): Span | null {
  const start = hour + slot * width;
  return start >= from && start < to ? [start, start + width] : null;
}
