import type { ClientBase } from "pg";
import type { SeriesPoints } from "@/lib/aggregate/counter-increase.ts";
import type { HistogramPoints } from "@/lib/aggregate/histogram-increase.ts";
import { hourOf } from "@/lib/domain/metric-hours.ts";
import type { MetricClass } from "@/lib/domain/metrics.ts";
import type { CellStates } from "@/lib/store/metric-cell-versions.ts";
import {
  HISTOGRAM_POINTS,
  loadNumbers,
  loadRecentHistograms,
  NUMBER_POINTS,
  type RecentHistograms,
} from "./lens-points.ts";
import type { Part } from "./metric-answer.ts";
import { loadHistograms, NEAR_SECONDS } from "./metric-points.ts";
import type { Sources } from "./metric-sources.ts";
import type { RangePlan } from "./range-plan.ts";
import { RecentPoints } from "./recent-points.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** Series of the classes that lenses know. */
export type IdsByClass = Readonly<Record<Exclude<MetricClass, "summary">, readonly bigint[]>>;

/** Single points that no cells tell of. */
export type LoadedPoints = {
  /** Of counters and gauges. */
  numbers: Part<SeriesPoints>[];
  histograms: Part<HistogramPoints>[];
};

/** What is asked, by whom: for each lens the points of the last minutes are kept. */
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
  for (const { from, to } of sources.points) {
    const version = recentVersion(sources.states, plan, { from, nowSeconds: nowMs / 1_000 });
    const at = version === null ? null : { version, nowSeconds: nowMs / 1_000 };
    const recent = at === null ? undefined : { points: kept.numbers, at };
    numbers.push({ from, to, points: await loadNumbers(client, ids, { from, to, recent }) });
    if (ids.histogram.length === 0) continue;
    const wanted = { ids: ids.histogram, from, to };
    const points = await loadHistogramPart(client, wanted, at && { points: kept.histograms, at });
    histograms.push({ from, to, points });
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

/** Only points since the last cells are kept, which are of some quarters of an hour. */
const REACH_SECONDS = 1_800;

/**
 * What tells whether points since `from` that have settled are still all there are: how often the hours that they lie in
 * were made again, as they are after a late point. Null: points are late and not made up for yet, or it cannot be told.
 */
function recentVersion(
  { hours, young, late }: CellStates,
  plan: RangePlan,
  { from, nowSeconds }: { from: number; nowSeconds: number },
): string | null {
  const first = hourOf(from - NEAR_SECONDS);
  const last = hourOf(nowSeconds);
  const isRead =
    first >= Math.floor(plan.from / DAY) * DAY && last < Math.ceil(plan.to / DAY) * DAY;
  if (!isRead || from < nowSeconds - REACH_SECONDS || from > nowSeconds) return null;
  const texts: string[] = [];
  for (let hour = first; hour <= last; hour += HOUR) {
    const [rolled, own] = [hours.get(hour), young.get(hour)];
    // The hour is taken up soon, and what was late of it with it.
    if (late.has(hour) || (hour < last && !rolled && !own)) return null;
    texts.push(rolled ? `rolled ${rolled.version}` : own ? `young ${own.version}` : "");
  }
  return `${first} ${texts.join()}`;
}
