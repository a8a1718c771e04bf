import type { ChartedConcern } from "./concern-charts.ts";
import type { CostMetric } from "./costs.ts";
import type { RequestGrouping } from "./requests.ts";

/** What a chart of requests can draw. */
export const REQUEST_MEASURES = [
  "p50Ms",
  "p95Ms",
  "p99Ms",
  "meanMs",
  "throughputPerSecond",
  "errorRatio",
  "requestCount",
] as const;
export type RequestMeasure = (typeof REQUEST_MEASURES)[number];

/** What a chart of requests can be narrowed by. */
export const REQUEST_FILTERS = [
  "namespace",
  "service",
  "environment",
  "route",
  "method",
  "status",
  "instance",
  "version",
] as const;
export type RequestFilter = (typeof REQUEST_FILTERS)[number];

/** What a chart of log records can be narrowed by. */
export const LOG_FILTERS = ["namespace", "service", "environment", "severity"] as const;
export type LogFilter = (typeof LOG_FILTERS)[number];

/** What a chart of a concern can be narrowed by. */
export const CONCERN_FILTERS = ["namespace", "service", "environment"] as const;
export type ConcernFilter = (typeof CONCERN_FILTERS)[number];

/** How lines over time are drawn; a figure is the value of the whole range with a sparkline. */
export const LINE_VISUALS = ["lines", "area", "bars", "figure"] as const;
export type LineVisual = (typeof LINE_VISUALS)[number];

/** Values by dimension; any one of a dimension's values fits. A dimension that is missing or empty is not narrowed. */
type Filters<Dimension extends string> = Partial<Record<Dimension, string[]>>;

/** Measures of requests over time, one line per measure and group. */
export type RequestsChart = {
  kind: "requests";
  measures: RequestMeasure[];
  groupBy: RequestGrouping[];
  filters: Filters<RequestFilter>;
  visual: LineVisual;
};

/** How many requests took how long, over time. */
export type RequestHeatmapChart = { kind: "requestHeatmap"; filters: Filters<RequestFilter> };

/** One question about a metric, as `/api/v1/metrics/query` takes it. */
export type MetricQuery = {
  name: string;
  /** How points and series become one value; null: what suits the metric's kind. */
  agg: string | null;
  /** Attributes, or `service`, `environment` and the like; empty: one line of everything. */
  groupBy: string[];
  filters: Record<string, string[]>;
};

/** Metrics over time. With a formula, such as `a / b` of the first and second query, its result alone is drawn. */
export type MetricsChart = {
  kind: "metrics";
  queries: MetricQuery[];
  formula: string | null;
  /** Only this many groups with the largest values; null: as many as a chart can show. */
  topK: number | null;
  visual: LineVisual | "heatmap";
};

/** How many log records there were, over time, by severity. */
export type LogsChart = {
  kind: "logs";
  filters: Filters<LogFilter>;
  /** As in the search field of the logs page; null: every record. */
  search: string | null;
};

/** A chart of a concern's page, such as the hit ratio of caches. `chart`: its id there, see `CONCERN_CHARTS`. */
export type ConcernChart = {
  kind: "concern";
  concern: ChartedConcern;
  chart: string;
  filters: Filters<ConcernFilter>;
};

/** What bills tell of the days that a range touches, stacked by one of their dimensions. */
export type CostsChart = {
  kind: "costs";
  /** `service`, `account`, `region`, `category`, `chargeCategory` or `tag:NAME`. */
  by: string;
  granularity: "day" | "month";
  /** Null: the one that most lines have. */
  currency: string | null;
  /** Null: the effective cost, or what the bill has in its place. */
  metric: CostMetric | null;
  /** Charges that are counted; empty: all. */
  chargeCategory: string[];
};

/** Words between charts. */
export type TextChart = { kind: "text"; text: string };

/**
 * A chart as it can be pinned to a board, exported and alerted on: what is asked, without a range of time, and how it
 * is drawn.
 */
export type ChartSpec =
  | RequestsChart
  | RequestHeatmapChart
  | MetricsChart
  | LogsChart
  | ConcernChart
  | CostsChart
  | TextChart;
