import { HistogramSlots } from "@/lib/aggregate/histogram-slots.ts";
import { SeriesSlots, type SlotState } from "@/lib/aggregate/series-slots.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import { type GroupOf, groupsOf, type SeriesByClass } from "./lens-groups.ts";
import type { CellsOfSeries } from "./metric-sources.ts";
import type { RangePlan } from "./range-plan.ts";

/**
 * What the cells of a plan come to, before single points are added: the groups of counters and of histograms and the
 * gauges each stand in the order of their lists. Null: no cell tells of it. To be read only.
 */
export type LensFold = {
  counters: readonly (CounterFold | null)[];
  gauges: readonly (SlotState | null)[];
  histograms: readonly (HistogramSlots | null)[];
};

/** Increases by bucket, and over the whole range in the last place; NaN: nothing was reported. */
export type CounterFold = { counts: Float64Array; newest: number };

// Next bundles this module more than once in a process; what is kept must be counted once, and no two lists of series may
// have one number.
declare global {
  var headroomLensFolds: { folds: CountedCache<string, LensFold>; lists: number } | undefined;
}

/** Bytes of folds that are kept in memory. */
const MOST_BYTES = 128 * 1_048_576;
/** A larger one is not kept: it would drive out everybody else's. */
const MOST_OF_ONE = 24 * 1_048_576;
/** What a line takes beside its numbers. */
const LINE_BYTES = 300;

function kept() {
  globalThis.headroomLensFolds ??= {
    folds: new CountedCache<string, LensFold>("cells by line", {
      maxSize: MOST_BYTES,
      maxEntrySize: MOST_OF_ONE,
      sizeCalculation: bytesOf,
    }),
    lists: 0,
  };
  return globalThis.headroomLensFolds;
}

/** Twice their numbers: the lines that are drawn of them are kept beside them. */
function bytesOf({ counters, gauges, histograms }: LensFold): number {
  let numbers = 0;
  for (const one of counters) numbers += one?.counts.byteLength ?? 0;
  for (const one of gauges) numbers += one?.numbers.byteLength ?? 0;
  for (const one of histograms) numbers += one?.bytes ?? 0;
  const lines = counters.length + gauges.length + histograms.length;
  return 1 + lines * LINE_BYTES + 2 * numbers;
}

type Wanted<Dimension extends string, Measure extends string> = {
  series: SeriesByClass<Dimension, Measure>;
  groupOf: GroupOf<Dimension, Measure> | undefined;
  plan: RangePlan;
  /** Which cells are read, and how often they were made. */
  version: string;
};

/**
 * What the cells of a plan come to. They hardly ever change: as long as `version` says the same, what they came to
 * before is answered, and nothing is read.
 */
export async function foldOfCells<Dimension extends string, Measure extends string>(
  wanted: Wanted<Dimension, Measure>,
  load: () => Promise<CellsOfSeries>,
): Promise<LensFold> {
  const { series, groupOf, plan, version } = wanted;
  const { first, stepSeconds, points } = plan;
  const lists = `${numberOf(series)} ${groupOf ? numberOf(groupOf) : ""}`;
  const text = `${lists} ${first} ${stepSeconds} ${points} ${version}`;
  const known = kept().folds.get(text);
  if (known) return known;
  const made = fold(wanted, await load());
  kept().folds.set(text, made);
  return made;
}

const numbers = new WeakMap<object, number>();

/** Lists of series, and what groups them, are the same objects from question to question. */
function numberOf(one: object): number {
  const known = numbers.get(one) ?? ++kept().lists;
  numbers.set(one, known);
  return known;
}

function fold<Dimension extends string, Measure extends string>(
  { series, groupOf, plan }: Wanted<Dimension, Measure>,
  cells: CellsOfSeries,
): LensFold {
  const slots = new SeriesSlots(plan);
  const rowsOf = (one: { series: { seriesId: bigint } }) => cells.get(one.series.seriesId) ?? [];
  const counters = groupsOf(series.counter, groupOf, "counter").map(({ members }) => {
    let found: CounterFold | null = null;
    for (const one of members) {
      const rows = rowsOf(one);
      if (rows.length === 0) continue;
      slots.clear();
      for (const row of rows) slots.addCounterRow(row, false);
      if (slots.newest === 0) continue;
      found ??= { counts: new Float64Array(plan.points + 1).fill(Number.NaN), newest: 0 };
      slots.addCountsTo(found.counts, one.factor);
      found.newest = Math.max(found.newest, slots.newest);
    }
    return found;
  });
  const gauges = series.gauge.map((one) => {
    const rows = rowsOf(one);
    if (rows.length === 0) return null;
    slots.clear();
    for (const row of rows) slots.addGaugeRow(row);
    return slots.newest === 0 ? null : slots.state();
  });
  const histograms = groupsOf(series.histogram, groupOf, "histogram").map(({ members }) => {
    let found: HistogramSlots | null = null;
    for (const one of members) {
      for (const row of rowsOf(one)) {
        found ??= new HistogramSlots(plan);
        found.addRow(row);
      }
    }
    return found?.isTold ? found : null;
  });
  return { counters, gauges, histograms };
}
