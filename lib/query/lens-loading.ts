import type { ClientBase } from "pg";
import type { SeriesPoints } from "@/lib/aggregate/counter-increase.ts";
import type { HistogramPoints } from "@/lib/aggregate/histogram-increase.ts";
import { hourOf } from "@/lib/domain/metric-hours.ts";
import type { MetricClass } from "@/lib/domain/metrics.ts";
import { type CellStates, readCellStates } from "@/lib/store/metric-cell-versions.ts";
import {
  HISTOGRAM_POINTS,
  loadNumbers,
  loadRecentHistograms,
  NUMBER_POINTS,
  type RecentHistograms,
} from "./lens-points.ts";
import type { Part } from "./metric-answer.ts";
import { loadHistograms } from "./metric-points.ts";
import type { Sources } from "./metric-sources.ts";
import type { RangePlan } from "./range-plan.ts";
import { KEPT_SECONDS, RecentPoints, YOUNG_SECONDS } from "./recent-points.ts";

const DAY = 86_400;

/** Series of the classes that lenses know. */
export type IdsByClass = Readonly<Record<Exclude<MetricClass, "summary">, readonly bigint[]>>;

/** Single points that no cells tell of. */
export type LoadedPoints = {
  /** Of counters and gauges. */
  numbers: Part<SeriesPoints>[];
  histograms: Part<HistogramPoints>[];
};

/** What is asked, by whom: for each lens the points of the last hours are kept. */
type Asked = { lens: object; ids: IdsByClass; plan: RangePlan; nowMs: number };

/** Reads the single points of series of several classes, where the sources of a plan ask for them. */
export async function loadPoints(
  client: ClientBase,
  { lens, ids, plan, nowMs }: Asked,
  sources: Sources,
): Promise<LoadedPoints> {
  const numbers: Part<SeriesPoints>[] = [];
  const histograms: Part<HistogramPoints>[] = [];
  const kept = keptOf(lens);
  const nowSeconds = nowMs / 1_000;
  const isNear = sources.points.some(({ from }) => from >= nowSeconds - KEPT_SECONDS);
  const hasStates = sources.cells.length > 0 || sources.states.hours.size > 0;
  const states = isNear && !hasStates ? await readCellStates(client, plan) : sources.states;
  const at = { versionOf: hourVersions(states, plan, nowSeconds), nowSeconds };
  for (const { from, to } of sources.points) {
    const series = ids.counter.length + ids.gauge.length;
    const isKept = (some: number) => isWorthKeeping({ from, to }, some, nowSeconds);
    const recent = isKept(series) ? { points: kept.numbers, at } : undefined;
    numbers.push({ from, to, points: await loadNumbers(client, ids, { from, to, recent }) });
    if (ids.histogram.length === 0) continue;
    const wanted = { ids: ids.histogram, from, to };
    const own = isKept(ids.histogram.length) ? { points: kept.histograms, at } : null;
    histograms.push({ from, to, points: await loadHistogramPart(client, wanted, own) });
  }
  return { numbers, histograms };
}

const loadHistogramPart = (
  client: ClientBase,
  { ids, from, to }: { ids: readonly bigint[]; from: number; to: number },
  recent: RecentHistograms | null,
) =>
  recent === null
    ? loadHistograms(client, { wanted: { kind: "ids", ids }, from, to })
    : loadRecentHistograms(client, { ids, from, to }, recent);

type KeptPoints = {
  numbers: RecentPoints<SeriesPoints>;
  histograms: RecentPoints<HistogramPoints>;
};

const keptPoints = new WeakMap<object, KeptPoints>();

function keptOf(lens: object): KeptPoints {
  const kept = keptPoints.get(lens) ?? {
    numbers: new RecentPoints(NUMBER_POINTS),
    histograms: new RecentPoints(HISTOGRAM_POINTS),
  };
  keptPoints.set(lens, kept);
  return kept;
}

/** Of longer, points are kept where they are about as many as a plan of steps of a minute reads. */
const MOST_POINTS = 75_000;

const isWorthKeeping = (
  { from, to }: { from: number; to: number },
  series: number,
  nowSeconds: number,
): boolean => {
  const seconds = nowSeconds - from;
  if (seconds < 0 || seconds > KEPT_SECONDS) return false;
  return seconds <= YOUNG_SECONDS || (series * (to - from)) / 60 <= MOST_POINTS;
};

/**
 * What tells whether the points of an hour that have settled are still all there are: how often it was made again, as it
 * is after a late point. Null: points are late and not made up for yet, or it cannot be told.
 */
function hourVersions(
  { hours, young, late }: CellStates,
  plan: RangePlan,
  nowSeconds: number,
): (hour: number) => string | null {
  const [from, to] = [Math.floor(plan.from / DAY) * DAY, Math.ceil(plan.to / DAY) * DAY];
  return (hour) => {
    // Of no other days it was read what has been made, and what is late is taken up soon.
    if (hour < from || hour >= to || late.has(hour)) return null;
    const [rolled, own] = [hours.get(hour), young.get(hour)];
    if (rolled) return `rolled ${rolled.version}`;
    if (own) return `young ${own.version}`;
    return hour === hourOf(nowSeconds) ? "" : null;
  };
}
