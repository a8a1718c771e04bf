import { z } from "zod";
import {
  type ChartSpec,
  CONCERN_FILTERS,
  LINE_VISUALS,
  LOG_FILTERS,
  REQUEST_FILTERS,
  REQUEST_MEASURES,
} from "@/lib/domain/chart-spec.ts";
import { CHARTED_CONCERNS, chartsOf, concernChart } from "@/lib/domain/concern-charts.ts";
import { COST_METRICS } from "@/lib/domain/costs.ts";
import { METRIC_AGGS } from "@/lib/domain/metrics.ts";
import { REQUEST_GROUPINGS } from "@/lib/domain/requests.ts";

const name = z.string().min(1).max(500);
const values = z.array(z.string().max(1_000)).max(100);
const requestFilters = z.partialRecord(z.enum(REQUEST_FILTERS), values).default({});

const requestsChart = z.strictObject({
  kind: z.literal("requests"),
  measures: z.array(z.enum(REQUEST_MEASURES)).min(1).max(REQUEST_MEASURES.length),
  groupBy: z.array(z.enum(REQUEST_GROUPINGS)).default([]),
  filters: requestFilters,
  visual: z.enum(LINE_VISUALS).default("lines"),
});

const requestHeatmapChart = z.strictObject({
  kind: z.literal("requestHeatmap"),
  filters: requestFilters,
});

const metricQuery = z.strictObject({
  name: z.string().min(1, "name the metric").max(255),
  agg: z.enum(METRIC_AGGS).nullable().default(null),
  groupBy: z.array(name).max(20).default([]),
  filters: z.record(name, values).default({}),
});

const metricsChart = z.strictObject({
  kind: z.literal("metrics"),
  queries: z.array(metricQuery).min(1).max(6),
  formula: z
    .string()
    .max(200)
    .nullable()
    .default(null)
    .meta({ description: "Arithmetic of a and b, the first and second query, such as a / b" }),
  topK: z.number().int().min(1).max(50).nullable().default(null),
  visual: z.enum([...LINE_VISUALS, "heatmap"]).default("lines"),
});

const logsChart = z.strictObject({
  kind: z.literal("logs"),
  filters: z.partialRecord(z.enum(LOG_FILTERS), values).default({}),
  search: z.string().max(500).nullable().default(null),
});

const concernChartSpec = z
  .strictObject({
    kind: z.literal("concern"),
    concern: z.enum(CHARTED_CONCERNS),
    chart: name.meta({ description: "Its id on the concern's page, such as ratio" }),
    filters: z.partialRecord(z.enum(CONCERN_FILTERS), values).default({}),
  })
  .superRefine(({ concern, chart }, context) => {
    if (concernChart(concern, chart) !== null) return;
    const known = Object.keys(chartsOf(concern)).join(", ");
    context.addIssue({ code: "custom", path: ["chart"], message: `use one of ${known}` });
  });

const costsChart = z.strictObject({
  kind: z.literal("costs"),
  by: z
    .string()
    .max(300)
    .regex(
      /^(service|account|region|category|chargeCategory|tag:.+)$/s,
      "service, account, region, category, chargeCategory or tag:NAME",
    )
    .default("service"),
  granularity: z.enum(["day", "month"]).default("day"),
  currency: z.string().max(16).nullable().default(null),
  metric: z.enum(COST_METRICS).nullable().default(null),
  chargeCategory: values.default([]).meta({ description: "Empty: all charges" }),
});

const textChart = z.strictObject({ kind: z.literal("text"), text: z.string().max(10_000) });

/** A chart's description as JSON; what is left out takes its default, a field that does not exist is an error. */
export const chartSpec: z.ZodType<ChartSpec> = z.discriminatedUnion("kind", [
  requestsChart,
  requestHeatmapChart,
  metricsChart,
  logsChart,
  concernChartSpec,
  costsChart,
  textChart,
]);
