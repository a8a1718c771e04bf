import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { traceAttributesResponse } from "@/lib/contract/trace-attributes.ts";
import { nameIs } from "@/lib/contract/trace-search.ts";
import {
  linkingSpansResponse,
  type TraceSpan,
  traceResponse,
  tracesResponse,
} from "@/lib/contract/traces.ts";
import { fetchAnswer, liveWhen } from "./query-client.ts";

export type TracesQuestion = {
  from: string;
  to: string;
  service?: string | null;
  namespace?: string | null;
  environment?: string | null;
  route?: string | null;
  method?: string | null;
  minMs?: number | null;
  maxMs?: number | null;
  status?: "error" | "ok" | null;
  /** Conditions on any span, see `parseTraceSearch`. */
  search?: string | null;
  sort?: "newest" | "slowest" | null;
};

/** Requests a page: enough to see a pattern, few enough to read. */
const PAGE = 200;

/** The page before there is a cursor. */
const NEWEST = "";

/** Traced requests of the range, newest or slowest first, a page at a time. */
export const tracesQuery = (question: TracesQuestion) =>
  infiniteQueryOptions({
    queryKey: ["traces", question],
    queryFn: ({ signal, pageParam }) =>
      fetchAnswer({
        path: "/api/v1/traces",
        params: { ...question, limit: PAGE, cursor: pageParam === NEWEST ? null : pageParam },
        schema: tracesResponse,
        signal,
      }),
    initialPageParam: NEWEST,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

/** A trace that is missing or incomplete is asked for again this often, for about a minute. */
export const LOOK_AGAIN_MS = 5_000;
const LOOKS = 12;

/** Every kept span of one trace. Fails with status 404 when none is stored. */
export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["traces", "one", traceId],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: `/api/v1/traces/${encodeURIComponent(traceId)}`,
        schema: traceResponse,
        signal,
      }),
    refetchInterval: ({ state }) => {
      const looks = state.dataUpdateCount + state.errorUpdateCount;
      return state.data?.complete || looks >= LOOKS ? false : LOOK_AGAIN_MS;
    },
  });

/** Spans of other traces that link to this one. */
export const linkingSpansQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["traces", "links", traceId],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: `/api/v1/traces/${encodeURIComponent(traceId)}/links`,
        schema: linkingSpansResponse,
        signal,
      }),
    staleTime: 60_000,
    meta: { live: false },
  });

/** Attribute names on offer, or the values of one. */
export const traceAttributesQuery = (question: {
  from: string;
  to: string;
  service?: string | null;
  environment?: string | null;
  name?: string | null;
}) =>
  queryOptions({
    queryKey: ["traces", "attributes", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/traces/attributes",
        params: { ...question, limit: 200 },
        schema: traceAttributesResponse,
        signal,
      }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    meta: { live: false },
  });

/** Kept traces of requests like a span's, to choose a typical one from. */
export const typicalCandidatesQuery = ({
  span,
  ...range
}: {
  from: string;
  to: string;
  span: Pick<TraceSpan, "service" | "namespace" | "environment" | "name" | "attributes">;
}) => {
  const route = span.attributes["http.route"];
  const alike =
    typeof route === "string" && route !== "" ? { route } : { search: nameIs(span.name) };
  const { service, namespace, environment } = span;
  return queryOptions({
    queryKey: ["traces", "typical", range, { service, namespace, environment, ...alike }],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/traces",
        params: { ...range, service, namespace, environment, ...alike, limit: TYPICAL_OF },
        schema: tracesResponse,
        signal,
      }),
    meta: { live: false },
  });
};

/** So many of the newest are enough for a median. */
const TYPICAL_OF = 500;
