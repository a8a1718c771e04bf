import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { logsResponse } from "@/lib/contract/logs.ts";
import { fetchAnswer, liveWhen } from "./query-client.ts";

export type LogsQuestion = {
  from: string;
  to: string;
  service?: string | null;
  namespace?: string | null;
  environment?: string | null;
  severity?: readonly string[] | null;
  search?: string | null;
  traceId?: string | null;
};

/** Records a page: some screens full. */
const PAGE = 200;

/** The page before there is a cursor. */
const NEWEST = "";

/** Log records of the range, newest first; each further page is older. */
export const logsQuery = (question: LogsQuestion) =>
  infiniteQueryOptions({
    queryKey: ["logs", question],
    queryFn: ({ signal, pageParam }) =>
      fetchAnswer({
        path: "/api/v1/logs",
        params: { ...question, limit: PAGE, cursor: pageParam === NEWEST ? null : pageParam },
        schema: logsResponse,
        signal,
      }),
    initialPageParam: NEWEST,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

/** More records of one trace than this are not shown beside it. */
const TRACE_MOST = 1_000;

/** The records of one trace, newest first, whenever they were written. `cursor` null: these are all. */
export const traceLogsQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["logs", "trace", traceId],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/logs",
        params: { traceId, from: "now-400d", to: "now", limit: TRACE_MOST },
        schema: logsResponse,
        signal,
      }),
    meta: liveWhen("now"),
  });
