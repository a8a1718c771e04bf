import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { resourcesResponse } from "@/lib/contract/resources.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

/** What hosts, containers and instances use. */
export const resourcesQuery = (question: Params & { to: string }) =>
  queryOptions({
    queryKey: ["resources", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/resources",
        params: question,
        schema: resourcesResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
