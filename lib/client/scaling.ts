import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { scalingResponse } from "@/lib/contract/scaling.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

/** Instances, autoscalers and load balancers, with the period before when `compare` asks for it. */
export const scalingQuery = (question: Params & { to: string }) =>
  queryOptions({
    queryKey: ["scaling", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/scaling", params: question, schema: scalingResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

const MARK_EVERY_MS = 60_000;

/** The same for the mark in the rail, which every page shows: asked for once a minute, not at each change. */
export const scalingMarkQuery = (question: Params & { to: string }) =>
  queryOptions({
    ...scalingQuery(question),
    queryKey: ["scaling-mark", question],
    staleTime: MARK_EVERY_MS,
    refetchInterval: MARK_EVERY_MS,
    meta: { live: false },
  });
