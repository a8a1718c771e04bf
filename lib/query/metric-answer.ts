import type { ClientBase } from "pg";
import type { SeriesPoints } from "@/lib/aggregate/counter-increase.ts";
import type { HistogramPoints } from "@/lib/aggregate/histogram-increase.ts";
import { histogramLines } from "./metric-distributions.ts";
import { counterLines, gaugeLines, type LineContext, type MetricLine } from "./metric-lines.ts";
import {
  loadHistograms,
  loadReadings,
  loadSamples,
  loadSummaries,
  type PointsOfSeries,
  type PointsRange,
} from "./metric-points.ts";
import type { MetricSelection, SeriesGroup } from "./metric-selection.ts";
import { type KeyedLine, type SummaryPoints, summaryLines } from "./metric-summaries.ts";

/** The points of what was asked for, by the class of the metric. */
export type LoadedPoints =
  | { metricClass: "gauge" | "counter"; points: PointsOfSeries<SeriesPoints> }
  | { metricClass: "histogram"; points: PointsOfSeries<HistogramPoints> }
  | { metricClass: "summary"; points: PointsOfSeries<SummaryPoints> }
  | { metricClass: null; points: PointsOfSeries<SeriesPoints> };

/** Reads the points of a selection in a range (Unix seconds). */
export async function loadPoints(
  client: ClientBase,
  { meaning, groups }: MetricSelection,
  { from, to }: Omit<PointsRange, "ids">,
): Promise<LoadedPoints> {
  const ids = [...groups.values()].flatMap(({ series }) => series.map(({ seriesId }) => seriesId));
  const range = { ids, from, to };
  switch (meaning?.metricClass) {
    case undefined:
      return { metricClass: null, points: new Map() };
    case "gauge":
      return { metricClass: "gauge", points: await loadSamples(client, range) };
    case "counter":
      return { metricClass: "counter", points: await loadReadings(client, range) };
    case "histogram":
      return { metricClass: "histogram", points: await loadHistograms(client, range) };
    case "summary":
      return { metricClass: "summary", points: await loadSummaries(client, range) };
  }
}

/** The lines of a selection, by the text of their group. */
export function drawLines(
  loaded: LoadedPoints,
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
      return keyed(draw(members, loaded.points, { ...context, agg: scalarAgg(agg) }), groups);
    }
    case "histogram":
      return keyed(histogramLines(members, loaded.points, { ...context, agg }), groups);
    case "summary":
      return summaryLines(groups, loaded.points, { ...context, agg });
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

/** The usual number of seconds between two points of a series; null: no series has two. */
export function reportingInterval({ points }: LoadedPoints): number | null {
  const gaps: number[] = [];
  let seen = 0;
  for (const { times } of points.values()) {
    const sorted = [...times].sort((a, b) => a - b);
    for (let i = 1; i < sorted.length; i++) {
      const gap = (sorted[i] ?? 0) - (sorted[i - 1] ?? 0);
      if (gap > 0) gaps.push(gap);
    }
    if (++seen === SAMPLED_SERIES) break;
  }
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? null;
}
