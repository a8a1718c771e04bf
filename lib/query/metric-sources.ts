import type { ClientBase } from "pg";
import { BLOCK_SECONDS, type CellWidth } from "@/lib/aggregate/metric-cells.ts";
import { hourOf } from "@/lib/domain/metric-hours.ts";
import {
  type CellStates,
  type RolledState,
  readCellStates,
} from "@/lib/store/metric-cell-versions.ts";
import { type CellPart, readKeptRows } from "./cell-rows.ts";
import type { RangePlan } from "./range-plan.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** Parts of a range (Unix seconds, `to` exclusive): what is read as cells of which width, and what as single points. */
export type Sources = {
  cells: CellPart[];
  points: { from: number; to: number }[];
  states: CellStates;
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
  const isCoarse = plan.segments.some(({ width }) => width >= 300);
  const states = isCoarse ? await readCellStates(client, plan) : NO_STATES;
  const sources: Sources = { cells: [], points: [], states };
  const hasDays = plan.stepSeconds % DAY === 0;
  for (const { width, from, to } of plan.segments) {
    if (width < 300) addPart(sources.points, from, to);
    for (let at = from; width >= 300 && at < to; ) {
      const isDay = hasDays && width >= HOUR && at + DAY <= to && isRolled(states.days.get(at));
      const end = isDay ? at + DAY : Math.min(hourOf(at) + HOUR, to);
      if (isDay) addCells(sources.cells, DAY, [at, end]);
      else addOfHour(sources, [at, end], width >= HOUR ? HOUR : 300);
      at = end;
    }
  }
  return sources;
}

const isRolled = (state: RolledState | undefined) => state !== undefined && !state.isLate;

/** A part of an hour; the hour that is not rolled up as a whole has only cells of five minutes. */
function addOfHour(sources: Sources, [at, end]: readonly [number, number], width: CellWidth): void {
  const { hours, young } = sources.states;
  if (isRolled(hours.get(hourOf(at)))) {
    addCells(sources.cells, width, [at, end]);
    return;
  }
  const own = young.get(hourOf(at));
  addYoung(sources, [at, end], own && isRolled(own) ? own.until : at);
}

const NO_STATES: CellStates = {
  hours: new Map(),
  young: new Map(),
  days: new Map(),
  late: new Set(),
};

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

/** Which cells of the parts of a plan are read, and how often those were made. */
export function cellsVersion({ cells, states }: Pick<Sources, "cells" | "states">): string {
  const versionOf = blockVersions(states);
  const texts = cells.map(({ width, from, to }) => {
    const versions: string[] = [];
    const block = BLOCK_SECONDS[width];
    for (let at = Math.floor(from / block) * block; at < to; at += block) {
      versions.push(versionOf(width, at));
    }
    return `${width} ${from} ${to} ${versions.join()}`;
  });
  return texts.join(" ");
}

/** Reads the cells of the parts of a plan that have them. */
export async function loadCells(
  client: ClientBase,
  { cells, states }: Pick<Sources, "cells" | "states">,
  ids: readonly bigint[],
): Promise<CellsOfSeries> {
  const found: CellsOfSeries = new Map(ids.map((id) => [id, []]));
  const versionOf = blockVersions(states);
  for (const part of cells) {
    const forEachRow = await readKeptRows(client, { part, ids }, versionOf);
    const { width, from, to } = part;
    for (const [id, sources] of found) {
      forEachRow(id, ({ start, bytes }) => sources.push({ start, width, from, to, bytes }));
    }
  }
  return found;
}

/** What tells whether the rows that begin in a block are still those that were read. */
function blockVersions({
  hours,
  young,
  days,
}: CellStates): (width: CellWidth, start: number) => string {
  const sums = new Map<string, number>();
  const add = (width: CellWidth, at: number, version: number) => {
    const start = Math.floor(at / BLOCK_SECONDS[width]) * BLOCK_SECONDS[width];
    const text = `${width} ${start}`;
    sums.set(text, (sums.get(text) ?? 0) + version + 1);
  };
  for (const [at, { version }] of hours) add(HOUR, at, version);
  for (const [at, { version }] of days) add(DAY, at, version);
  return (width, start) => {
    if (width !== 300) return String(sums.get(`${width} ${start}`) ?? 0);
    const rolled = hours.get(start);
    if (rolled) return `rolled ${rolled.version}`;
    const own = young.get(start);
    return own ? `young ${own.until} ${own.version}` : "";
  };
}
