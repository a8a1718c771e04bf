import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { heatmapResponse, requestsResponse } from "@/lib/contract/requests.ts";
import { fetchAnswer, liveWhen } from "./query-client.ts";

/** Any of the values; null: all. */
type Filter = string | readonly string[] | null;

type RequestFilters = {
  from: string;
  to: string;
  step?: number | null;
  service?: Filter;
  namespace?: Filter;
  environment?: Filter;
  route?: Filter;
  method?: Filter;
  status?: Filter;
  version?: Filter;
  instance?: Filter;
};

/** `groupBy` is a comma list of the contract's groupings; empty gives one group of everything. */
export type RequestsQuestion = RequestFilters & { groupBy: string; compare?: "previous" | null };

/** Totals and points of requests by group, with the period before when `compare` asks for it. */
export const requestsQuery = (question: RequestsQuestion) =>
  queryOptions({
    queryKey: ["requests", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/requests", params: question, schema: requestsResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

/** Counts of requests by bucket and latency. */
export const heatmapQuery = (question: RequestFilters) =>
  queryOptions({
    queryKey: ["requests", "heatmap", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/requests/heatmap",
        params: question,
        schema: heatmapResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
