import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { cachesResponse } from "@/lib/contract/caches.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

/** Caches by service, cache and layer, with the period before when `compare` asks for it. */
export const cachesQuery = (question: Params & { to: string }) =>
  queryOptions({
    queryKey: ["caches", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/caches", params: question, schema: cachesResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
