import type { ClientBase } from "pg";
import type { SeriesPoints } from "@/lib/aggregate/counter-increase.ts";
import type { HistogramPoints } from "@/lib/aggregate/histogram-increase.ts";
import type { MetricClass } from "@/lib/domain/metrics.ts";
import type { SeriesWanted } from "@/lib/store/metric-reads.ts";
import { histogramLines } from "./metric-distributions.ts";
import {
  counterLines,
  gaugeLines,
  type KeyedLine,
  type LineContext,
  type MetricLine,
} from "./metric-lines.ts";
import {
  loadHistograms,
  loadReadings,
  loadSamples,
  loadSummaries,
  type PointsOfSeries,
  type PointsRange,
  type SummaryPoints,
} from "./metric-points.ts";
import type { MetricSelection, SeriesGroup } from "./metric-selection.ts";
import { type CellsOfSeries, loadCells, planSources } from "./metric-sources.ts";
import { summaryLines } from "./metric-summaries.ts";
import type { RangePlan } from "./range-plan.ts";

/** Single points of a part of the range (Unix seconds, `to` exclusive). */
export type Part<Points> = { from: number; to: number; points: PointsOfSeries<Points> };

/** What was read, by the class of the metric: single points, and for the other parts of the range cells. */
export type Loaded =
  | { metricClass: "gauge" | "counter"; parts: Part<SeriesPoints>[]; cells: CellsOfSeries }
  | { metricClass: "histogram"; parts: Part<HistogramPoints>[]; cells: CellsOfSeries }
  | { metricClass: "summary"; parts: Part<SummaryPoints>[] }
  | { metricClass: null };

/** Reads what a selection has in the range of a plan. */
export async function loadMetric(
  client: ClientBase,
  { meaning, groups }: MetricSelection,
  plan: RangePlan,
): Promise<Loaded> {
  if (meaning === null) return { metricClass: null };
  const ids = [...groups.values()].flatMap(({ series }) => series.map(({ seriesId }) => seriesId));
  return loadOfClass(client, { metricClass: meaning.metricClass, ids }, plan);
}

/** Reads what series of one class have in the range of a plan. */
export async function loadOfClass(
  client: ClientBase,
  { metricClass, ids }: { metricClass: MetricClass; ids: readonly bigint[] },
  plan: RangePlan,
): Promise<Loaded> {
  const wanted = { kind: "ids", ids } as const;
  if (metricClass === "summary") {
    const whole = [{ from: plan.from, to: plan.to }];
    return { metricClass, parts: await loadParts(whole, wanted, client, loadSummaries) };
  }
  const sources = await planSources(client, plan);
  const cells = await loadCells(client, sources, ids);
  if (metricClass === "histogram") {
    const parts = await loadParts(sources.points, wanted, client, loadHistograms);
    return { metricClass, parts, cells };
  }
  const load = metricClass === "gauge" ? loadSamples : loadReadings;
  return { metricClass, parts: await loadParts(sources.points, wanted, client, load), cells };
}

async function loadParts<Points>(
  ranges: readonly { from: number; to: number }[],
  wanted: SeriesWanted,
  client: ClientBase,
  load: (client: ClientBase, range: PointsRange) => Promise<PointsOfSeries<Points>>,
): Promise<Part<Points>[]> {
  const parts: Part<Points>[] = [];
  for (const { from, to } of ranges) {
    parts.push({ from, to, points: await load(client, { wanted, from, to }) });
  }
  return parts;
}

/** The lines of a selection, by the text of their group. */
export function drawLines(
  loaded: Loaded,
  { meaning, groups }: MetricSelection,
  context: LineContext,
): Map<string, KeyedLine> {
  if (meaning === null) return new Map();
  const agg = meaning.agg;
  const members = [...groups].map(([text, { series }]) => [text, series] as const);
  switch (loaded.metricClass) {
    case null:
      return new Map();
    case "gauge":
    case "counter": {
      const draw = loaded.metricClass === "gauge" ? gaugeLines : counterLines;
      return keyed(draw(members, loaded, { ...context, agg: scalarAgg(agg) }), groups);
    }
    case "histogram":
      return keyed(histogramLines(members, loaded, { ...context, agg }), groups);
    case "summary":
      return summaryLines(groups, loaded.parts[0]?.points ?? new Map(), { ...context, agg });
  }
}

const SCALARS = ["avg", "min", "max", "sum", "last", "count", "rate", "increase"] as const;

/** `selectMetric` has made sure that it is one. */
const scalarAgg = (agg: string): (typeof SCALARS)[number] =>
  SCALARS.find((one) => one === agg) ?? "avg";

function keyed(
  lines: ReadonlyMap<string, MetricLine>,
  groups: ReadonlyMap<string, SeriesGroup>,
): Map<string, KeyedLine> {
  return new Map(
    [...lines].map(([text, line]) => [text, { key: groups.get(text)?.key ?? {}, line }]),
  );
}

/** Series whose points tell how often a metric reports. */
const SAMPLED_SERIES = 100;

type Timed = { points: ReadonlyMap<bigint, { times: readonly number[] }> };

/** The usual number of seconds between two points of a series; null: no series has two. */
export function reportingInterval(loaded: Loaded): number | null {
  if (loaded.metricClass === null) return null;
  return usualGap(loaded.parts, ({ points }) => points.values());
}

/** As `reportingInterval`, of these series alone. */
export function intervalOfSeries(parts: readonly Timed[], ids: readonly bigint[]): number | null {
  return usualGap(parts, function* ({ points }) {
    for (const id of ids) {
      const own = points.get(id);
      if (own) yield own;
    }
  });
}

function usualGap(
  parts: readonly Timed[],
  seriesOf: (part: Timed) => Iterable<{ times: readonly number[] }>,
): number | null {
  const gaps: number[] = [];
  let seen = 0;
  for (const part of parts) {
    for (const { times } of seriesOf(part)) {
      if (++seen > SAMPLED_SERIES) break;
      gaps.push(...gapsOf(times));
    }
  }
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? null;
}

function gapsOf(times: readonly number[]): number[] {
  const sorted = times.toSorted((a, b) => a - b);
  const gaps: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const gap = (sorted[i] ?? 0) - (sorted[i - 1] ?? 0);
    if (gap > 0) gaps.push(gap);
  }
  return gaps;
}
