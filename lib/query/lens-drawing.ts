import { HistogramSlots } from "@/lib/aggregate/histogram-slots.ts";
import { SeriesSlots } from "@/lib/aggregate/series-slots.ts";
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
  return [
    ...counterLines(drawn, known),
    ...gaugeLines(drawn.series.gauge, known),
    ...histogramLines(drawn, known),
  ];
}

type Lines = (LensLine<string, string> | undefined)[];

/** Lines of what has no single points, by the place of their group: the same from question to question. */
const drawnBefore = new WeakMap<LensFold, Record<"counters" | "gauges" | "histograms", Lines>>();

function drawnOf(fold: LensFold) {
  const known = drawnBefore.get(fold) ?? { counters: [], gauges: [], histograms: [] };
  drawnBefore.set(fold, known);
  return known;
}

type Timed = { points: ReadonlyMap<bigint, unknown> };

/** Whether there are single points of a series. */
const hasPoints = (parts: readonly Timed[], { series }: { series: { seriesId: bigint } }) =>
  parts.some(({ points }) => points.has(series.seriesId));

function counterLines<Dimension extends string, Measure extends string>(
  { series, groupOf }: Drawn<Dimension, Measure>,
  { fold, points, plan }: Known,
): LensLine<Dimension, Measure>[] {
  const slots = new SeriesSlots(plan);
  const numbers = new NumberPieces(plan.points + 1);
  const parts = points.numbers;
  const add = counterAdder({ parts }, { trustSince: plan.from, withReadings: false });
  const lines: LensLine<Dimension, Measure>[] = [];
  const { counters: before } = drawnOf(fold);
  for (const [i, { members, identity }] of groupsOf(series.counter, groupOf, "counter").entries()) {
    let told: CounterFold | null = fold.counters[i] ?? null;
    let isOwn = false;
    for (const one of members) {
      if (!hasPoints(parts, one)) continue;
      slots.clear();
      add(one.series, slots);
      if (slots.newest === 0) continue;
      if (!isOwn) {
        const counts = numbers.take();
        if (told) counts.set(told.counts);
        else counts.fill(Number.NaN);
        told = { counts, newest: told?.newest ?? 0 };
        isOwn = true;
      }
      if (!told) continue;
      slots.addCountsTo(told.counts, one.factor);
      told.newest = Math.max(told.newest, slots.newest);
    }
    if (!told) continue;
    // Only this fold's own lines are kept for it.
    const known = isOwn ? undefined : (before[i] as LensLine<Dimension, Measure> | undefined);
    const { counts, newest } = told;
    const line = known ?? { ...identity, newest, kind: "counter", counts };
    if (!isOwn) before[i] = line;
    lines.push(line);
  }
  return lines;
}

function gaugeLines<Dimension extends string, Measure extends string>(
  series: readonly LensSeries<Dimension, Measure>[],
  { fold, points, plan, intervalSeconds }: Known,
): LensLine<Dimension, Measure>[] {
  const slots = new SeriesSlots(plan);
  const pieces = new NumberPieces(4 * (plan.points + 1));
  const parts = points.numbers;
  const add = gaugeAdder({ parts }, intervalSeconds);
  const lines: LensLine<Dimension, Measure>[] = [];
  const { gauges: before } = drawnOf(fold);
  for (const [i, { members, identity }] of groupsOf(series, undefined, "gauge").entries()) {
    const [one] = members;
    const state = fold.gauges[i] ?? null;
    const isOwn = one !== undefined && hasPoints(parts, one);
    if (!one || (!isOwn && state === null)) continue;
    // Only this fold's own lines are kept for it.
    const known = isOwn ? undefined : (before[i] as LensLine<Dimension, Measure> | undefined);
    if (known) {
      lines.push(known);
      continue;
    }
    if (state) slots.restore(state);
    else slots.clear();
    if (isOwn) add(one.series, slots);
    const { newest } = slots;
    if (newest === 0) continue;
    const { lasts, means, mins, maxs } = numbersOf(slots, one.factor, pieces.take());
    const line = { ...identity, newest, kind: "gauge", lasts, means, mins, maxs } as const;
    if (!isOwn) before[i] = line;
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
): LensLine<Dimension, Measure>[] {
  const lines: LensLine<Dimension, Measure>[] = [];
  const parts = points.histograms;
  const groups = groupsOf(series.histogram, groupOf, "histogram");
  const { histograms: drawn } = drawnOf(fold);
  for (const [i, { members, identity }] of groups.entries()) {
    const before = fold.histograms[i] ?? null;
    const isOwn = members.some((one) => hasPoints(parts, one));
    // Only this fold's own lines are kept for it.
    const known = isOwn ? undefined : (drawn[i] as LensLine<Dimension, Measure> | undefined);
    if (known) {
      lines.push(known);
      continue;
    }
    const cells = isOwn ? (before?.copy() ?? new HistogramSlots(plan)) : before;
    if (isOwn && cells) {
      const own = members.map((one) => one.series);
      addGains(cells, own, { parts, trustSince: plan.from });
    }
    const [first] = members;
    if (!cells?.isTold || !first) continue;
    const { newest } = cells;
    const { factor } = first;
    const line = { ...identity, newest, kind: "histogram", cells, factor } as const;
    if (!isOwn) drawn[i] = line;
    lines.push(line);
  }
  return lines;
}
