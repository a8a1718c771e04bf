import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { breakersResponse } from "@/lib/contract/breakers.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

type Question = Params & { to: string };

/** Every instance of every circuit breaker. */
export const breakersQuery = (question: Question) =>
  queryOptions({
    queryKey: ["breakers", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/breakers", params: question, schema: breakersResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
