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

/** Newest first by start, or slowest first by duration; then by trace id and span id. */
export type EntryOrder = "newest" | "slowest";

/** Where a page ended. `key` is the start or the duration in nanoseconds, by the order. */
export type EntryPosition = { key: bigint; traceId: string; spanId: string };

/** A span that began a request in its service, without its payload. */
export type EntrySpan = {
  traceId: string;
  spanId: string;
  startNs: bigint;
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

const ORDER_COLUMNS = { newest: "start_ns", slowest: "duration_ns" } as const;

const findEntrySpansBy = (order: EntryOrder): string => `
  SELECT
    trace_id, span_id, start_ns, duration_ns, origin_id, is_error, name, route, method, status
  FROM spans
  WHERE ${MATCHES_FILTER}
    AND (
      $9::bigint IS NULL
      OR (${ORDER_COLUMNS[order]}, trace_id, span_id) < ($9, $10::uuid, $11::bigint)
    )
  ORDER BY ${ORDER_COLUMNS[order]} DESC, trace_id DESC, span_id DESC
  LIMIT $12
`;

/** The span that tells of a trace: its earliest request that matches; of a trace without requests its earliest span. */
const FIND_ENTRIES_OF_TRACES = `
  SELECT DISTINCT ON (trace_id)
    trace_id, span_id, start_ns, duration_ns, origin_id, is_error, name, route, method, status
  FROM spans AS span
  WHERE trace_id = ANY ($9::uuid[])
    AND (
      (${MATCHES_FILTER})
      OR NOT EXISTS (
        SELECT FROM spans AS request WHERE request.trace_id = span.trace_id AND request.is_request
      )
    )
    AND ($3::bigint[] IS NULL OR service_id = ANY ($3))
    AND (cardinality($4::text[]) = 0 OR route = ANY ($4))
    AND (cardinality($5::text[]) = 0 OR method = ANY ($5))
    AND ($6::bigint IS NULL OR duration_ns >= $6)
    AND ($7::bigint IS NULL OR duration_ns <= $7)
    AND ($8::boolean IS NULL OR is_error = $8)
  ORDER BY trace_id, start_ns, span_id
`;

const COUNT_ENTRY_SPANS = `
  SELECT count(*)::int AS entry_spans, count(DISTINCT trace_id)::int AS traces
  FROM (SELECT trace_id FROM spans WHERE ${MATCHES_FILTER} LIMIT $9) AS found
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

const LOAD_SPANS_OF_TRACES = `
  SELECT payload, origin_id
  FROM spans
  WHERE trace_id = ANY ($1::uuid[])
  LIMIT $2
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

/** The first entry spans that match in this order, at most `limit`, after `before`. */
export async function findEntrySpans(
  client: Queryable,
  {
    filter,
    order,
    before,
    limit,
  }: {
    filter: EntrySpanFilter;
    order: EntryOrder;
    before: EntryPosition | null;
    limit: number;
  },
): Promise<EntrySpan[]> {
  // The cursor bounds the range too, so that later partitions are not opened.
  const isBound = order === "newest" && before !== null && before.key < filter.toNs;
  const { rows } = await client.query<EntrySpanRow>(findEntrySpansBy(order), [
    ...filterValues(isBound ? { ...filter, toNs: before.key + 1n } : filter),
    before?.key ?? null,
    before?.traceId ?? null,
    before ? bigintOfSpanId(before.spanId) : null,
    limit,
  ]);
  return rows.map(toEntrySpan);
}

/** By trace id the span that tells of the trace; a trace without one that matches is absent. */
export async function findEntriesOfTraces(
  client: Queryable,
  { traceIds, filter }: { traceIds: string[]; filter: EntrySpanFilter },
): Promise<Map<string, EntrySpan>> {
  if (traceIds.length === 0) return new Map();
  const values = [...filterValues(filter), traceIds];
  const { rows } = await client.query<EntrySpanRow>(FIND_ENTRIES_OF_TRACES, values);
  return new Map(rows.map((row) => [traceIdOfUuid(row.trace_id), toEntrySpan(row)]));
}

/** How many entry spans match, and in how many traces; counting ends after `most` spans. */
export async function countEntrySpans(
  client: Queryable,
  { filter, most }: { filter: EntrySpanFilter; most: number },
): Promise<{ entrySpans: number; traces: number }> {
  const { rows } = await client.query<{ entry_spans: number; traces: number }>(COUNT_ENTRY_SPANS, [
    ...filterValues(filter),
    most,
  ]);
  return { entrySpans: rows[0]?.entry_spans ?? 0, traces: rows[0]?.traces ?? 0 };
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

/** What spans of these traces carry, at most `limit` of them, in no order. */
export async function loadSpansOfTraces(
  client: Queryable,
  { traceIds, limit }: { traceIds: string[]; limit: number },
): Promise<{ payload: Uint8Array; originId: bigint }[]> {
  const { rows } = await client.query<{ payload: Buffer; origin_id: string }>(
    LOAD_SPANS_OF_TRACES,
    [traceIds, limit],
  );
  return rows.map(({ payload, origin_id }) => ({ payload, originId: BigInt(origin_id) }));
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
