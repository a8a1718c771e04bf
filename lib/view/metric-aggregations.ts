import { AGGS_OF_CLASS, type MetricAgg, type MetricClass } from "@/lib/domain/metrics.ts";

/** One way to make one value of points and series, as a choice of a menu. */
export type Aggregation = { value: string; label: string; note: string };

const NOTES: Record<MetricAgg, string> = {
  avg: "mean of series",
  min: "lowest",
  max: "highest",
  sum: "all series together",
  last: "newest",
  count: "how many",
  rate: "per second",
  increase: "per bucket",
  mean: "sum / count",
  p50: "median",
  p75: "",
  p90: "",
  p95: "",
  p99: "",
  quantiles: "as sent",
};

/** What makes sense for a class of metrics; the first is the one to begin with. None while the class is unknown. */
export const aggregationsOf = (metricClass: MetricClass | null): Aggregation[] =>
  metricClass === null
    ? []
    : AGGS_OF_CLASS[metricClass].map((agg) => ({ value: agg, label: agg, note: NOTES[agg] }));

const ADDITIVE: ReadonlySet<MetricAgg> = new Set(["sum", "rate", "increase", "count"]);

/** Whether the values of groups add up to the value of all of them together. */
export const addsUp = (agg: MetricAgg | null): boolean => agg !== null && ADDITIVE.has(agg);
