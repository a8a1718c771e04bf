import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { databasesResponse, statementsResponse } from "@/lib/contract/databases.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

type Question = Params & { to: string };

/** Databases as services use them, their pools, replicas and N+1s. */
export const databasesQuery = (question: Question) =>
  queryOptions({
    queryKey: ["databases", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/databases",
        params: question,
        schema: databasesResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

/** The statements that took the most time together. */
export const statementsQuery = (question: Question) =>
  queryOptions({
    queryKey: ["databases", "statements", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/databases/statements",
        params: question,
        schema: statementsResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
