import {
  metricAttributesParams,
  metricAttributesResponse,
  metricExemplarsParams,
  metricExemplarsResponse,
  metricHeatmapParams,
  metricHeatmapResponse,
  metricNamesParams,
  metricNamesResponse,
  metricQueryParams,
  metricQueryResponse,
  metricSeriesParams,
  metricSeriesResponse,
} from "./metrics.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

const reads = (
  path: string,
  rest: Required<Pick<Operation, "summary" | "query" | "response">>,
): Operation => ({
  method: "get",
  path: `/api/v1/metrics/${path}`,
  security: "key-or-session",
  errors: READ_ERRORS,
  ...rest,
});

const FILTERS = "any further parameter filters by the attribute of its name";

/** What can be asked about metrics of any kind. */
export const METRICS_OPERATIONS: readonly Operation[] = [
  reads("names", {
    summary: "Metrics that have been received, by name, unit and kind",
    query: metricNamesParams,
    response: { name: "MetricNames", schema: metricNamesResponse },
  }),
  reads("attributes", {
    summary: `What a metric can be grouped and filtered by, with values; ${FILTERS}`,
    query: metricAttributesParams,
    response: { name: "MetricAttributes", schema: metricAttributesResponse },
  }),
  reads("series", {
    summary: `Series of a metric, or of all; ${FILTERS}`,
    query: metricSeriesParams,
    response: { name: "MetricSeries", schema: metricSeriesResponse },
  }),
  reads("query", {
    summary: `Any metric over time, by any attribute; ${FILTERS}`,
    query: metricQueryParams,
    response: { name: "MetricQuery", schema: metricQueryResponse },
  }),
  reads("heatmap", {
    summary: `How many values of a histogram lay where, over time; ${FILTERS}`,
    query: metricHeatmapParams,
    response: { name: "MetricHeatmap", schema: metricHeatmapResponse },
  }),
  reads("exemplars", {
    summary: `Single measurements with their traces, newest first; ${FILTERS}`,
    query: metricExemplarsParams,
    response: { name: "MetricExemplars", schema: metricExemplarsResponse },
  }),
];
