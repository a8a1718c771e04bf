import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
  logContextResponse,
  logFieldsResponse,
  logHistogramResponse,
  logsResponse,
} from "@/lib/contract/logs.ts";
import { fetchAnswer, liveWhen } from "./query-client.ts";

/** Any of the values; null: all. */
type Filter = string | readonly string[] | null;

export type LogsQuestion = {
  from: string;
  to: string;
  service?: Filter;
  namespace?: Filter;
  environment?: Filter;
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

export type LogHistogramQuestion = Omit<LogsQuestion, "traceId" | "severity">;

/** Records by severity over time. */
export const logHistogramQuery = (question: LogHistogramQuestion) =>
  queryOptions({
    queryKey: ["logs", "histogram", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/logs/histogram",
        params: question,
        schema: logHistogramResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

/** A record with its resource and the lines around it. Fails with status 404 when it is gone. */
export const logContextQuery = (id: string) =>
  queryOptions({
    queryKey: ["logs", "context", id],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/logs/context",
        params: { id, before: 12, after: 12 },
        schema: logContextResponse,
        signal,
      }),
  });

const FIELDS_FRESH_MS = 60_000;

/** The fields that the newest records have, for completion. */
export const logFieldsQuery = (question: Omit<LogHistogramQuestion, "search">) =>
  queryOptions({
    queryKey: ["logs", "fields", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/logs/fields",
        params: question,
        schema: logFieldsResponse,
        signal,
      }),
    staleTime: FIELDS_FRESH_MS,
    placeholderData: keepPreviousData,
  });
