import type { ChartSpec, MetricQuery } from "@/lib/domain/chart-spec.ts";

/** A query that somebody has yet to name a metric for. */
export const EMPTY_QUERY: MetricQuery = { name: "", agg: null, groupBy: [], filters: {} };

/** What a new panel can begin as. */
export const NEW_CHARTS: readonly { label: string; title: string; chart: ChartSpec }[] = [
  {
    label: "Latency",
    title: "Latency",
    chart: {
      kind: "requests",
      measures: ["p50Ms", "p95Ms", "p99Ms"],
      groupBy: [],
      filters: {},
      visual: "lines",
    },
  },
  {
    label: "Requests by service",
    title: "Requests",
    chart: {
      kind: "requests",
      measures: ["throughputPerSecond"],
      groupBy: ["service"],
      filters: {},
      visual: "lines",
    },
  },
  {
    label: "Errors by service",
    title: "Errors",
    chart: {
      kind: "requests",
      measures: ["errorRatio"],
      groupBy: ["service"],
      filters: {},
      visual: "lines",
    },
  },
  {
    label: "Figures of requests",
    title: "At a glance",
    chart: {
      kind: "requests",
      measures: ["p95Ms", "throughputPerSecond", "errorRatio"],
      groupBy: [],
      filters: {},
      visual: "figure",
    },
  },
  {
    label: "Latency heatmap",
    title: "Latency heatmap",
    chart: { kind: "requestHeatmap", filters: {} },
  },
  {
    label: "Metric",
    title: "Metric",
    chart: { kind: "metrics", queries: [EMPTY_QUERY], formula: null, topK: null, visual: "lines" },
  },
  {
    label: "Log records by severity",
    title: "Log records",
    chart: { kind: "logs", filters: {}, search: null },
  },
  {
    label: "Caches, breakers and others",
    title: "Hit ratio",
    chart: { kind: "concern", concern: "caches", chart: "ratio", filters: {} },
  },
  {
    label: "Costs of bills",
    title: "Cost per day",
    chart: {
      ...{ kind: "costs", by: "service", granularity: "day" },
      ...{ currency: null, metric: null, chargeCategory: [] },
    },
  },
  { label: "Text", title: "", chart: { kind: "text", text: "What this board is for." } },
];
