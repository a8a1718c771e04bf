import type { ClientBase } from "pg";
import type { HistogramSlots } from "@/lib/aggregate/histogram-slots.ts";
import { SeriesSlots } from "@/lib/aggregate/series-slots.ts";
import type { Range } from "@/lib/contract/time.ts";
import type { Lens, LensSender } from "@/lib/domain/lens.ts";
import { byClass, type GroupOf, groupsOf, seriesText } from "./lens-groups.ts";
import { type LoadedByClass, loadByClass } from "./lens-loading.ts";
import { findLensSeries, type LensSeries, type SenderFilters } from "./lens-series.ts";
import { type SpareMeasures, withoutSpare } from "./lens-spare.ts";
import { intervalOfSeries } from "./metric-answer.ts";
import { fillSlots } from "./metric-distributions.ts";
import { counterAdder, gaugeAdder, slotSeconds } from "./metric-lines.ts";
import { planOfMany } from "./metric-plan.ts";
import { NumberPieces } from "./number-pieces.ts";
import type { RangePlan } from "./range-plan.ts";

/** Whose a line is: of a counter or histogram, of the first series that counts in it. */
type LineIdentity<Dimension extends string, Measure extends string> = LensSender & {
  /** As the question's `groupOf` says; of a gauge and of every line without it, one a series. */
  group: string;
  library: string;
  measure: Measure;
  dimensions: Readonly<Record<Dimension, string>>;
  /** Unix seconds of the newest that was reported. */
  newest: number;
};

/** What a measure was over the buckets of the plan, and over the whole range in the last place. */
export type LensLine<Dimension extends string, Measure extends string> = LineIdentity<
  Dimension,
  Measure
> &
  (
    | {
        kind: "counter";
        /** Increases, in the unit of the measure. NaN: nothing was reported. */
        counts: Float64Array;
      }
    | {
        kind: "gauge";
        /** In the unit of the measure. NaN: nothing was reported. */
        lasts: Float64Array;
        means: Float64Array;
        mins: Float64Array;
        maxs: Float64Array;
      }
    | {
        kind: "histogram";
        /** By bucket; absent: nothing was reported. Values times `factor` are in the unit of the measure. */
        cells: Pick<HistogramSlots, "get">;
        factor: number;
      }
  );

/** A question to a lens. Without a step it is such that there are at most 300 points, of many series fewer, none finer than is reported. */
export type LensQuestion<Dimension extends string, Measure extends string> = {
  lens: Lens<Dimension, Measure>;
  filters: SenderFilters;
  range: Range;
  step: number | undefined;
  /** A step that is not asked for is at least so long, in seconds. */
  leastStep?: number;
  nowMs: number;
  /** Buckets are of no use: one that reaches over the whole range stands for all that there would be. */
  isWhole?: boolean | undefined;
  /** What the asker has no use for; how many points there are does not depend on it. */
  spare?: SpareMeasures<Dimension, Measure> | undefined;
  /** Counters and histograms of one measure whose series give the same text are added up; absent: none are. */
  groupOf?: GroupOf<Dimension, Measure>;
};

/** Lines on the buckets of a plan. */
export type LensAnswer<Dimension extends string, Measure extends string> = {
  plan: RangePlan;
  /** How often the metrics report; null: nothing was reported. */
  intervalSeconds: number | null;
  lines: LensLine<Dimension, Measure>[];
  /** Seconds of a bucket (of the whole range: `plan.points`) that have passed for a line that was last heard at `newest`. */
  passed: (slot: number, newest: number | null) => number;
};

const LENS_CLASSES = ["counter", "gauge", "histogram"] as const;

/** Reads what a lens understands, by line. `client` is in one snapshot. */
export async function readLens<Dimension extends string, Measure extends string>(
  client: ClientBase,
  question: LensQuestion<Dimension, Measure>,
): Promise<LensAnswer<Dimension, Measure>> {
  const { range, step, nowMs } = question;
  const all = await findLensSeries(client, question.lens, question);
  const found = question.spare ? withoutSpare(all, question.spare) : all;
  const planned = { step, nowMs, series: all.length };
  const first = planOfMany(range, { ...planned, interval: null });
  const { series, ids } = byClass(found);
  const loaded = await loadByClass(client, { lens: question.lens, ids, plan: first, nowMs });
  const intervals = LENS_CLASSES.flatMap(
    (wanted) => intervalOfSeries(loaded[wanted].parts, ids[wanted]) ?? [],
  );
  const intervalSeconds = intervals.length === 0 ? null : Math.max(...intervals);
  const coarsest = Math.max(intervalSeconds ?? 0, question.leastStep ?? 0);
  const bucketed = planOfMany(range, { ...planned, interval: coarsest || null });
  const plan = question.isWhole ? inOneBucket(bucketed) : bucketed;
  const context = { plan, intervalSeconds, groupOf: question.groupOf };
  return {
    plan,
    intervalSeconds,
    lines: [
      ...counterLensLines(series.counter, loaded.counter, context),
      ...gaugeLensLines(series.gauge, loaded.gauge, context),
      ...histogramLensLines(series.histogram, loaded.histogram, context),
    ],
    passed: (slot, newest) => slotSeconds({ grid: plan, nowMs, intervalSeconds }, slot, newest),
  };
}

/** What is read is the same, and so is what it comes to. */
const inOneBucket = (plan: RangePlan): RangePlan => ({
  ...plan,
  stepSeconds: plan.stepSeconds * plan.points,
  points: 1,
});

type DrawContext<Dimension extends string, Measure extends string> = {
  plan: RangePlan;
  intervalSeconds: number | null;
  groupOf: GroupOf<Dimension, Measure> | undefined;
};

function counterLensLines<Dimension extends string, Measure extends string>(
  series: readonly LensSeries<Dimension, Measure>[],
  loaded: LoadedByClass["counter"],
  { plan, groupOf }: DrawContext<Dimension, Measure>,
): LensLine<Dimension, Measure>[] {
  const slots = new SeriesSlots(plan);
  const numbers = new NumberPieces(plan.points + 1);
  const add = counterAdder(loaded, { trustSince: plan.from, withReadings: false });
  const lines: LensLine<Dimension, Measure>[] = [];
  for (const [group, members] of groupsOf(series, groupOf, "counter")) {
    const counts = numbers.take().fill(Number.NaN);
    let newest = 0;
    for (const { series: one, factor } of members) {
      slots.clear();
      add(one, slots);
      newest = Math.max(newest, slots.newest);
      addReported(counts, slots, factor);
    }
    if (newest > 0) lines.push({ ...identityOf(group, members), newest, kind: "counter", counts });
  }
  return lines;
}

function addReported(counts: Float64Array, slots: SeriesSlots, factor: number): void {
  for (let slot = 0; slot < counts.length; slot++) {
    if ((slots.counts[slot] ?? 0) === 0) continue;
    const before = counts[slot] ?? Number.NaN;
    counts[slot] = (Number.isNaN(before) ? 0 : before) + (slots.sums[slot] ?? 0) * factor;
  }
}

function gaugeLensLines<Dimension extends string, Measure extends string>(
  series: readonly LensSeries<Dimension, Measure>[],
  loaded: LoadedByClass["gauge"],
  { plan, intervalSeconds }: DrawContext<Dimension, Measure>,
): LensLine<Dimension, Measure>[] {
  const slots = new SeriesSlots(plan);
  const numbers = new NumberPieces(plan.points + 1);
  const add = gaugeAdder(loaded, intervalSeconds);
  const lines: LensLine<Dimension, Measure>[] = [];
  for (const one of series) {
    slots.clear();
    add(one.series, slots);
    if (slots.newest === 0) continue;
    const { factor } = one;
    const [lasts, means] = [numbers.take(), numbers.take()];
    const [mins, maxs] = [numbers.take(), numbers.take()];
    for (let slot = 0; slot < lasts.length; slot++) {
      const count = slots.counts[slot] ?? 0;
      // What was not told is NaN in all.
      const by = count === 0 ? Number.NaN : factor;
      lasts[slot] = (slots.lasts[slot] ?? 0) * by;
      means[slot] = ((slots.sums[slot] ?? 0) / count) * by;
      mins[slot] = (slots.mins[slot] ?? 0) * by;
      maxs[slot] = (slots.maxs[slot] ?? 0) * by;
    }
    const identity = identityOf(seriesText(one), [one]);
    const { newest } = slots;
    lines.push({ ...identity, newest, kind: "gauge", lasts, means, mins, maxs });
  }
  return lines;
}

function histogramLensLines<Dimension extends string, Measure extends string>(
  series: readonly LensSeries<Dimension, Measure>[],
  loaded: LoadedByClass["histogram"],
  { plan, groupOf }: DrawContext<Dimension, Measure>,
): LensLine<Dimension, Measure>[] {
  const lines: LensLine<Dimension, Measure>[] = [];
  for (const [group, members] of groupsOf(series, groupOf, "histogram")) {
    const cells = fillSlots(
      members.map((one) => one.series),
      loaded,
      plan,
    );
    const [first] = members;
    if (!cells.isTold || !first) continue;
    const { newest } = cells;
    const { factor } = first;
    lines.push({ ...identityOf(group, members), newest, kind: "histogram", cells, factor });
  }
  return lines;
}

function identityOf<Dimension extends string, Measure extends string>(
  group: string,
  members: readonly LensSeries<Dimension, Measure>[],
): Omit<LineIdentity<Dimension, Measure>, "newest"> {
  const [first] = members;
  if (!first) throw new Error("a line has series");
  // One literal: objects that are spread together take several times as long, and there are thousands of lines.
  return {
    namespace: first.namespace,
    service: first.service,
    environment: first.environment,
    instance: first.instance,
    version: first.version,
    group,
    library: first.library,
    measure: first.measure,
    dimensions: first.dimensions,
  };
}
