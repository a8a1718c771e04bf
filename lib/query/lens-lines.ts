import type { ClientBase } from "pg";
import type { Range } from "@/lib/contract/time.ts";
import type { Lens } from "@/lib/domain/lens.ts";
import { drawLines } from "./lens-drawing.ts";
import { foldOfCells } from "./lens-fold.ts";
import { byClass, type GroupOf } from "./lens-groups.ts";
import type { LensLine } from "./lens-line.ts";
import { loadPoints } from "./lens-loading.ts";
import { findLensSeries, type SenderFilters } from "./lens-series.ts";
import { type SpareMeasures, withoutSpare } from "./lens-spare.ts";
import { intervalOfSeries } from "./metric-answer.ts";
import { slotSeconds } from "./metric-lines.ts";
import { planOfMany } from "./metric-plan.ts";
import { cellsVersion, loadCells, planSources } from "./metric-sources.ts";
import type { RangePlan } from "./range-plan.ts";

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

/** Reads what a lens understands, by line. `client` is in one snapshot. */
export async function readLens<Dimension extends string, Measure extends string>(
  client: ClientBase,
  question: LensQuestion<Dimension, Measure>,
): Promise<LensAnswer<Dimension, Measure>> {
  const { range, step, nowMs, lens, groupOf } = question;
  const all = await findLensSeries(client, lens, question);
  const found = question.spare ? withoutSpare(all, question.spare) : all;
  const planned = { step, nowMs, series: all.length };
  const first = planOfMany(range, { ...planned, interval: null });
  const { series, ids } = byClass(found);
  const sources = await planSources(client, first);
  const points = await loadPoints(client, { lens, ids, plan: first, nowMs }, sources);
  const intervals = [
    intervalOfSeries(points.numbers, ids.counter),
    intervalOfSeries(points.numbers, ids.gauge),
    intervalOfSeries(points.histograms, ids.histogram),
  ].filter((one) => one !== null);
  const intervalSeconds = intervals.length === 0 ? null : Math.max(...intervals);
  const coarsest = Math.max(intervalSeconds ?? 0, question.leastStep ?? 0);
  const bucketed = planOfMany(range, { ...planned, interval: coarsest || null });
  const plan = question.isWhole ? inOneBucket(bucketed) : bucketed;
  const cells = { series, groupOf, plan, version: cellsVersion(sources) };
  const fold = await foldOfCells(cells, () =>
    loadCells(client, sources, [...ids.counter, ...ids.gauge, ...ids.histogram]),
  );
  return {
    plan,
    intervalSeconds,
    lines: drawLines({ series, groupOf }, { fold, points, plan, intervalSeconds }),
    passed: (slot, newest) => slotSeconds({ grid: plan, nowMs, intervalSeconds }, slot, newest),
  };
}

/** What is read is the same, and so is what it comes to. */
const inOneBucket = (plan: RangePlan): RangePlan => ({
  ...plan,
  stepSeconds: plan.stepSeconds * plan.points,
  points: 1,
});
