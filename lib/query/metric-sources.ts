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
import {
  CELL_FIELD,
  findRolledDays,
  findRolledHours,
  readCellRows,
} from "@/lib/store/metric-rollups.ts";
import { findYoungHours } from "@/lib/store/metric-young-hours.ts";
import type { RangePlan } from "./range-plan.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** Parts of a range (Unix seconds, `to` exclusive): what is read as cells of which width, and what as single points. */
type Sources = {
  cells: { width: CellWidth; from: number; to: number }[];
  points: { from: number; to: number }[];
};

/** A row of a series' cells from `start` on, of which those within `from` and `to` count. */
export type CellSource = {
  start: number;
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
  const young = isCoarse ? await findYoungHours(client, plan) : new Map<number, number>();
  const hasDays = plan.stepSeconds % DAY === 0;
  const days = hasDays ? await findRolledDays(client, plan) : new Set<number>();
  for (const { width, from, to } of plan.segments) {
    if (width < 300) addPart(sources.points, from, to);
    for (let at = from; width >= 300 && at < to; ) {
      const isDay = width >= HOUR && at + DAY <= to && days.has(at);
      const end = isDay ? at + DAY : Math.min(hourOf(at) + HOUR, to);
      if (isDay) addCells(sources.cells, DAY, [at, end]);
      else if (rolled.has(hourOf(at)))
        addCells(sources.cells, width >= HOUR ? HOUR : 300, [at, end]);
      else addYoung(sources, [at, end], young.get(hourOf(at)) ?? at);
      at = end;
    }
  }
  return sources;
}

/** An hour that is not rolled up as a whole: cells up to `until`, single points from there on. */
function addYoung(
  { cells, points }: Sources,
  [from, to]: readonly [number, number],
  until: number,
): void {
  const between = Math.min(Math.max(until, from), to);
  if (between > from) addCells(cells, 300, [from, between]);
  if (to > between) addPart(points, between, to);
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
        start: reader.integer(CELL_FIELD.start),
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

function spanOf({ start, width, from, to }: CellSource, slot: number): Span | null {
  const at = start + slot * width;
  return at >= from && at < to ? [at, at + width] : null;
}
