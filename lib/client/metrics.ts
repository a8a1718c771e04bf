import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
  metricAttributesResponse,
  metricExemplarsResponse,
  metricHeatmapResponse,
  metricNamesResponse,
  metricQueryResponse,
} from "@/lib/contract/metrics.ts";
import type { MetricQuery } from "@/lib/domain/chart-spec.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

const PATH = "/api/v1/metrics";

type Filters = Readonly<Record<string, readonly string[]>>;

export type MetricNamesQuestion = {
  from: string;
  to: string;
  search?: string | null;
  service?: string | null;
  namespace?: string | null;
  environment?: string | null;
  limit?: number | null;
};

/** Metrics that can be chosen. */
export const metricNamesQuery = (question: MetricNamesQuestion) =>
  queryOptions({
    queryKey: ["metrics", "names", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: `${PATH}/names`, params: question, schema: metricNamesResponse, signal }),
    placeholderData: keepPreviousData,
  });

/** Attributes and values for completion; `filters` narrow what is counted. */
export const metricAttributesQuery = (question: {
  name: string;
  search?: string | null;
  filters?: Filters;
  limit?: number | null;
}) =>
  queryOptions({
    queryKey: ["metrics", "attributes", question],
    queryFn: ({ signal }) => {
      const { filters = {}, ...params } = question;
      return fetchAnswer({
        path: `${PATH}/attributes`,
        params: { ...filters, ...params },
        schema: metricAttributesResponse,
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });

export type MetricQuestion = {
  from: string;
  to: string;
  step?: number | null;
  /** The second is `b` of the formula. */
  queries: readonly [MetricQuery, MetricQuery?];
  formula?: string | null;
  topK?: number | null;
  limit?: number | null;
  compare?: "previous" | null;
};

/** The parameters of `/api/v1/metrics/query` for one or two queries, as a chart describes them. */
export function metricQueryParameters({ queries, ...question }: MetricQuestion): Params {
  const [a, b] = queries;
  return {
    ...parametersOf(a, ""),
    ...(b === undefined ? {} : parametersOf(b, "b.")),
    ...question,
  };
}

function parametersOf({ name, agg, groupBy, filters }: MetricQuery, prefix: "" | "b."): Params {
  const own = { ...filters, name, agg, groupBy: groupBy.join(",") };
  return Object.fromEntries(
    Object.entries(own).map(([parameter, value]) => [prefix + parameter, value]),
  );
}

/** A metric, or a formula of two, over time. */
export const metricQuery = (question: MetricQuestion) =>
  queryOptions({
    queryKey: ["metrics", "query", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: `${PATH}/query`,
        params: metricQueryParameters(question),
        schema: metricQueryResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

export type MetricRangeQuestion = {
  name: string;
  from: string;
  to: string;
  step?: number | null;
  filters?: Filters;
};

/** How many values of a histogram lay where. */
export const metricHeatmapQuery = (question: MetricRangeQuestion) =>
  queryOptions({
    queryKey: ["metrics", "heatmap", question],
    queryFn: ({ signal }) => {
      const { filters = {}, ...params } = question;
      return fetchAnswer({
        path: `${PATH}/heatmap`,
        params: { ...filters, ...params },
        schema: metricHeatmapResponse,
        signal,
      });
    },
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

/** Single measurements with their traces. */
export const metricExemplarsQuery = ({ step: _, ...question }: MetricRangeQuestion) =>
  queryOptions({
    queryKey: ["metrics", "exemplars", question],
    queryFn: ({ signal }) => {
      const { filters = {}, ...params } = question;
      return fetchAnswer({
        path: `${PATH}/exemplars`,
        params: { ...filters, ...params },
        schema: metricExemplarsResponse,
        signal,
      });
    },
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
