import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { overviewResponse } from "@/lib/contract/overview.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

/** What each concern says of each service, for the marks of the frame and the overview. */
export const overviewQuery = (question: Params & { to: string }) =>
  queryOptions({
    queryKey: ["overview", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/overview", params: question, schema: overviewResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
