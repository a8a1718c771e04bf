import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { limitsResponse } from "@/lib/contract/limits.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

/** Rate limits by service, policy and route, with the period before when `compare` asks for it. */
export const limitsQuery = (question: Params & { to: string }) =>
  queryOptions({
    queryKey: ["limits", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/limits", params: question, schema: limitsResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
