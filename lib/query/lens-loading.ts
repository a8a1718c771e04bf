import type { ClientBase } from "pg";
import type { SeriesPoints } from "@/lib/aggregate/counter-increase.ts";
import type { HistogramPoints } from "@/lib/aggregate/histogram-increase.ts";
import type { MetricClass } from "@/lib/domain/metrics.ts";
import type { Part } from "./metric-answer.ts";
import { loadHistograms, loadNumbers } from "./metric-points.ts";
import { type CellsOfSeries, loadCells, planSources } from "./metric-sources.ts";
import type { RangePlan } from "./range-plan.ts";

/** Series of the classes that lenses know. */
export type IdsByClass = Readonly<Record<Exclude<MetricClass, "summary">, readonly bigint[]>>;

type Numbers = { parts: Part<SeriesPoints>[]; cells: CellsOfSeries };

/** What was read, by the class of the series. */
export type LoadedByClass = {
  gauge: Numbers & { metricClass: "gauge" };
  counter: Numbers & { metricClass: "counter" };
  histogram: { metricClass: "histogram"; parts: Part<HistogramPoints>[]; cells: CellsOfSeries };
};

/** Reads what series of several classes have in the range of a plan, each table once. */
export async function loadByClass(
  client: ClientBase,
  ids: IdsByClass,
  plan: RangePlan,
): Promise<LoadedByClass> {
  const sources = await planSources(client, plan);
  const all = [...ids.counter, ...ids.gauge, ...ids.histogram];
  const cells = await loadCells(client, sources, all);
  const numbers: Part<SeriesPoints>[] = [];
  const histograms: Part<HistogramPoints>[] = [];
  for (const { from, to } of sources.points) {
    const points = await loadNumbers(client, ids, { from, to });
    numbers.push({ from, to, points });
    if (ids.histogram.length === 0) continue;
    const wanted = { kind: "ids", ids: ids.histogram } as const;
    histograms.push({ from, to, points: await loadHistograms(client, { wanted, from, to }) });
  }
  return {
    counter: { metricClass: "counter", parts: numbers, cells },
    gauge: { metricClass: "gauge", parts: numbers, cells },
    histogram: { metricClass: "histogram", parts: histograms, cells },
  };
}
