import { HistogramSlots } from "@/lib/aggregate/histogram-slots.ts";
import { SeriesSlots } from "@/lib/aggregate/series-slots.ts";
import { type DrawnLines, drawnLines, isTold } from "./lens-drawn.ts";
import type { CounterFold, LensFold } from "./lens-fold.ts";
import { type GroupOf, groupsOf, type SeriesByClass } from "./lens-groups.ts";
import type { LensLine } from "./lens-line.ts";
import type { LoadedPoints } from "./lens-loading.ts";
import type { LensSeries } from "./lens-series.ts";
import { addGains } from "./metric-distributions.ts";
import { counterAdder, gaugeAdder } from "./metric-lines.ts";
import { NumberPieces } from "./number-pieces.ts";
import type { RangePlan } from "./range-plan.ts";

/** Which series, and what puts them together. */
type Drawn<Dimension extends string, Measure extends string> = {
  series: SeriesByClass<Dimension, Measure>;
  groupOf: GroupOf<Dimension, Measure> | undefined;
};

/** What is known of them: what their cells come to, and the single points beside those. */
type Known = {
  fold: LensFold;
  points: LoadedPoints;
  plan: RangePlan;
  intervalSeconds: number | null;
};

/** The lines of series, each with what its cells and its single points tell. */
export function drawLines<Dimension extends string, Measure extends string>(
  drawn: Drawn<Dimension, Measure>,
  known: Known,
): LensLine<Dimension, Measure>[] {
  const { plan, points, intervalSeconds } = known;
  const parts = points.numbers.map(({ from, to }) => `${from} ${to}`);
  const before = drawnLines(known.fold, `${plan.from} ${plan.to} ${intervalSeconds} ${parts}`);
  return [
    ...counterLines(drawn, known, before.counters),
    ...gaugeLines(drawn.series.gauge, known, before.gauges),
    ...histogramLines(drawn, known, before.histograms),
  ];
}

/** The values of points of counters and gauges. */
const valuesOf = ({ values }: { values: readonly number[] }) => values;
/** What histograms' points counted. */
const countsOf = ({ counts }: { counts: readonly number[] }) => counts;

function counterLines<Dimension extends string, Measure extends string>(
  { series, groupOf }: Drawn<Dimension, Measure>,
  { fold, points, plan }: Known,
  before: DrawnLines,
): LensLine<Dimension, Measure>[] {
  const slots = new SeriesSlots(plan);
  const numbers = new NumberPieces(plan.points + 1);
  const parts = points.numbers;
  const add = counterAdder({ parts }, { trustSince: plan.from, withReadings: false });
  /** What cells tell of a group, with its single points. */
  const withPoints = (
    members: readonly LensSeries<Dimension, Measure>[],
    told: CounterFold | null,
  ) => {
    const own = { counts: numbers.take(), newest: told?.newest ?? 0 };
    if (told) own.counts.set(told.counts);
    else own.counts.fill(Number.NaN);
    for (const one of members) {
      slots.clear();
      add(one.series, slots);
      if (slots.newest === 0) continue;
      slots.addCountsTo(own.counts, one.factor);
      own.newest = Math.max(own.newest, slots.newest);
    }
    return own.newest === 0 ? null : own;
  };
  const lines: LensLine<Dimension, Measure>[] = [];
  for (const [i, { members, identity }] of groupsOf(series.counter, groupOf, "counter").entries()) {
    const hasPoints = isTold(parts, members, valuesOf);
    // Only this fold's own lines are kept for it.
    let line = before.get(i) as LensLine<Dimension, Measure> | undefined;
    if (!line) {
      const cells = fold.counters[i] ?? null;
      const told = hasPoints ? withPoints(members, cells) : cells;
      if (!told) continue;
      line = { ...identity, newest: told.newest, kind: "counter", counts: told.counts };
      before.set(i, line);
    }
    lines.push(line);
  }
  return lines;
}

function gaugeLines<Dimension extends string, Measure extends string>(
  series: readonly LensSeries<Dimension, Measure>[],
  { fold, points, plan, intervalSeconds }: Known,
  before: DrawnLines,
): LensLine<Dimension, Measure>[] {
  const slots = new SeriesSlots(plan);
  const pieces = new NumberPieces(4 * (plan.points + 1));
  const parts = points.numbers;
  const add = gaugeAdder({ parts }, intervalSeconds);
  const lines: LensLine<Dimension, Measure>[] = [];
  for (const [i, { members, identity }] of groupsOf(series, undefined, "gauge").entries()) {
    const hasPoints = isTold(parts, members, valuesOf);
    // Only this fold's own lines are kept for it.
    let line = before.get(i) as LensLine<Dimension, Measure> | undefined;
    if (!line) {
      const [one] = members;
      const state = fold.gauges[i] ?? null;
      if (!one || (!hasPoints && state === null)) continue;
      if (state) slots.restore(state);
      else slots.clear();
      if (hasPoints) add(one.series, slots);
      const { newest } = slots;
      if (newest === 0) continue;
      const { lasts, means, mins, maxs } = numbersOf(slots, one.factor, pieces.take());
      line = { ...identity, newest, kind: "gauge", lasts, means, mins, maxs };
      before.set(i, line);
    }
    lines.push(line);
  }
  return lines;
}

function numbersOf(slots: SeriesSlots, factor: number, into: Float64Array) {
  const size = into.length / 4;
  const column = (at: number) => into.subarray(at * size, (at + 1) * size);
  const [lasts, means, mins, maxs] = [column(0), column(1), column(2), column(3)];
  for (let slot = 0; slot < size; slot++) {
    const count = slots.counts[slot] ?? 0;
    // What was not told is NaN in all.
    const by = count === 0 ? Number.NaN : factor;
    lasts[slot] = (slots.lasts[slot] ?? 0) * by;
    means[slot] = ((slots.sums[slot] ?? 0) / count) * by;
    mins[slot] = (slots.mins[slot] ?? 0) * by;
    maxs[slot] = (slots.maxs[slot] ?? 0) * by;
  }
  return { lasts, means, mins, maxs };
}

function histogramLines<Dimension extends string, Measure extends string>(
  { series, groupOf }: Drawn<Dimension, Measure>,
  { fold, points, plan }: Known,
  before: DrawnLines,
): LensLine<Dimension, Measure>[] {
  const lines: LensLine<Dimension, Measure>[] = [];
  const parts = points.histograms;
  const groups = groupsOf(series.histogram, groupOf, "histogram");
  for (const [i, { members, identity }] of groups.entries()) {
    const hasPoints = isTold(parts, members, countsOf);
    // Only this fold's own lines are kept for it.
    let line = before.get(i) as LensLine<Dimension, Measure> | undefined;
    if (!line) {
      let cells = fold.histograms[i] ?? null;
      if (hasPoints) {
        cells = cells?.copy() ?? new HistogramSlots(plan);
        const own = members.map((one) => one.series);
        addGains(cells, own, { parts, trustSince: plan.from });
      }
      const [first] = members;
      if (!cells?.isTold || !first) continue;
      const { newest } = cells;
      line = { ...identity, newest, kind: "histogram", cells, factor: first.factor };
      before.set(i, line);
    }
    lines.push(line);
  }
  return lines;
}
