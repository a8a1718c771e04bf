import type { Queryable } from "./queryable.ts";
import { bigintOfSpanId, spanIdOfBigint, traceIdOfUuid } from "./span-ids.ts";

/** Which entry spans are asked for. Null and empty lists do not filter. Times in Unix nanoseconds. */
export type EntrySpanFilter = {
  /** Inclusive. */
  fromNs: bigint;
  /** Exclusive. */
  toNs: bigint;
  /** Null: every service. Empty: none. */
  serviceIds: bigint[] | null;
  routes: string[];
  methods: string[];
  minNs: bigint | null;
  maxNs: bigint | null;
  isError: boolean | null;
};

/** Where a page ended: entry spans are ordered by start, then trace id, then span id, newest first. */
export type SpanPosition = { startNs: bigint; traceId: string; spanId: string };

/** A span that began a request in its service, without its payload. */
export type EntrySpan = SpanPosition & {
  durationNs: bigint;
  originId: bigint;
  isError: boolean;
  name: string;
  route: string;
  method: string;
  status: string;
};

/** What is kept of a whole trace. */
export type TraceTotals = {
  spanCount: number;
  errorCount: number;
  originIds: bigint[];
  /** The earliest entry span that matches the filter; null: none. */
  firstMatchSpanId: string | null;
};

/** A kept span with its OTLP message. */
export type StoredSpan = {
  spanId: string;
  parentSpanId: string | null;
  startNs: bigint;
  durationNs: bigint;
  originId: bigint;
  isError: boolean;
  name: string;
  kind: number;
  /** The OTLP Span message as received. */
  payload: Uint8Array;
};

// Parameters 1 to 8 of both statements below; see `filterValues`.
const MATCHES_FILTER = `
  is_request
    AND start_ns >= $1
    AND start_ns < $2
    AND ($3::bigint[] IS NULL OR service_id = ANY ($3))
    AND (cardinality($4::text[]) = 0 OR route = ANY ($4))
    AND (cardinality($5::text[]) = 0 OR method = ANY ($5))
    AND ($6::bigint IS NULL OR duration_ns >= $6)
    AND ($7::bigint IS NULL OR duration_ns <= $7)
    AND ($8::boolean IS NULL OR is_error = $8)
`;

const FIND_ENTRY_SPANS = `
  SELECT
    trace_id, span_id, start_ns, duration_ns, origin_id, is_error, name, route, method, status
  FROM spans
  WHERE ${MATCHES_FILTER}
    AND ($9::bigint IS NULL OR (start_ns, trace_id, span_id) < ($9, $10::uuid, $11::bigint))
  ORDER BY start_ns DESC, trace_id DESC, span_id DESC
  LIMIT $12
`;

const SUM_UP_TRACES = `
  SELECT
    trace_id,
    count(*)::int AS span_count,
    count(*) FILTER (WHERE is_error)::int AS error_count,
    array_agg(DISTINCT origin_id) AS origin_ids,
    (array_agg(span_id ORDER BY start_ns, span_id) FILTER (WHERE ${MATCHES_FILTER}))[1] AS first_match
  FROM spans
  WHERE trace_id = ANY ($9::uuid[])
  GROUP BY trace_id
`;

const LOAD_TRACE = `
  SELECT
    span_id, parent_span_id, start_ns, duration_ns, origin_id, is_error, name, kind, payload
  FROM spans
  WHERE trace_id = $1
  ORDER BY start_ns, span_id
  LIMIT $2
`;

const SUM_KEPT = `
  SELECT
    coalesce(sum(received_spans), 0) AS received_spans,
    coalesce(sum(kept_spans), 0) AS kept_spans
  FROM kept_shares
  WHERE bucket >= $1
    AND bucket < $2
`;

type EntrySpanRow = {
  trace_id: string;
  span_id: string;
  start_ns: string;
  duration_ns: string;
  origin_id: string;
  is_error: boolean;
  name: string;
  route: string;
  method: string;
  status: string;
};

type TotalsRow = {
  trace_id: string;
  span_count: number;
  error_count: number;
  origin_ids: string[];
  first_match: string | null;
};

type SpanRow = {
  span_id: string;
  parent_span_id: string | null;
  start_ns: string;
  duration_ns: string;
  origin_id: string;
  is_error: boolean;
  name: string;
  kind: number;
  payload: Buffer;
};

/** The newest entry spans that match, at most `limit`, older than `before`. */
export async function findEntrySpans(
  client: Queryable,
  {
    filter,
    before,
    limit,
  }: { filter: EntrySpanFilter; before: SpanPosition | null; limit: number },
): Promise<EntrySpan[]> {
  // The cursor bounds the range too, so that later partitions are not opened.
  const newestNs = before && before.startNs < filter.toNs ? before.startNs + 1n : filter.toNs;
  const { rows } = await client.query<EntrySpanRow>(FIND_ENTRY_SPANS, [
    ...filterValues({ ...filter, toNs: newestNs }),
    before?.startNs ?? null,
    before?.traceId ?? null,
    before ? bigintOfSpanId(before.spanId) : null,
    limit,
  ]);
  return rows.map(toEntrySpan);
}

/** Totals of traces by trace id (32 hex digits), all their kept spans counted whatever the filter says. */
export async function sumUpTraces(
  client: Queryable,
  { traceIds, filter }: { traceIds: string[]; filter: EntrySpanFilter },
): Promise<Map<string, TraceTotals>> {
  if (traceIds.length === 0) return new Map();
  const values = [...filterValues(filter), traceIds];
  const { rows } = await client.query<TotalsRow>(SUM_UP_TRACES, values);
  return new Map(
    rows.map((row) => [
      traceIdOfUuid(row.trace_id),
      {
        spanCount: row.span_count,
        errorCount: row.error_count,
        originIds: row.origin_ids.map(BigInt),
        firstMatchSpanId: row.first_match === null ? null : spanIdOfBigint(row.first_match),
      },
    ]),
  );
}

/** The kept spans of one trace by start, at most `limit`; empty when nothing of it is kept. */
export async function loadTrace(
  client: Queryable,
  { traceId, limit }: { traceId: string; limit: number },
): Promise<StoredSpan[]> {
  const { rows } = await client.query<SpanRow>(LOAD_TRACE, [traceId, limit]);
  return rows.map((row) => ({
    spanId: spanIdOfBigint(row.span_id),
    parentSpanId: row.parent_span_id === null ? null : spanIdOfBigint(row.parent_span_id),
    startNs: BigInt(row.start_ns),
    durationNs: BigInt(row.duration_ns),
    originId: BigInt(row.origin_id),
    isError: row.is_error,
    name: row.name,
    kind: row.kind,
    payload: row.payload,
  }));
}

/** Spans received and kept in the 10-second buckets (Unix seconds) from `fromSeconds` until before `toSeconds`. */
export async function sumKeptSpans(
  client: Queryable,
  range: { fromSeconds: number; toSeconds: number },
): Promise<{ receivedSpans: number; keptSpans: number }> {
  const { rows } = await client.query<{ received_spans: string; kept_spans: string }>(SUM_KEPT, [
    range.fromSeconds,
    range.toSeconds,
  ]);
  return {
    receivedSpans: Number(rows[0]?.received_spans ?? 0),
    keptSpans: Number(rows[0]?.kept_spans ?? 0),
  };
}

function filterValues(filter: EntrySpanFilter): unknown[] {
  return [
    filter.fromNs,
    filter.toNs,
    filter.serviceIds,
    filter.routes,
    filter.methods,
    filter.minNs,
    filter.maxNs,
    filter.isError,
  ];
}

function toEntrySpan(row: EntrySpanRow): EntrySpan {
  return {
    traceId: traceIdOfUuid(row.trace_id),
    spanId: spanIdOfBigint(row.span_id),
    startNs: BigInt(row.start_ns),
    durationNs: BigInt(row.duration_ns),
    originId: BigInt(row.origin_id),
    isError: row.is_error,
    name: row.name,
    route: row.route,
    method: row.method,
    status: row.status,
  };
}
