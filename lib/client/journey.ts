import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { journeyResponse } from "@/lib/contract/journey.ts";
import { fetchAnswer, type Params } from "./query-client.ts";

/** It changes by the day: often enough. */
const FRESH_FOR_MS = 60_000;

/** The stage of the scaling journey, users by day, and what is in place. */
export const journeyQuery = (question: Params) =>
  queryOptions({
    queryKey: ["journey", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/scaling/journey",
        params: question,
        schema: journeyResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_FOR_MS,
    refetchInterval: FRESH_FOR_MS,
  });
