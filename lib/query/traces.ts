import type { Pool } from "pg";
import { resolveRange } from "@/lib/contract/time.ts";
import { parseTraceSearch } from "@/lib/contract/trace-search.ts";
import type {
  TraceResponse,
  TraceSummary,
  TracesParams,
  TracesResponse,
} from "@/lib/contract/traces.ts";
import { UNKNOWN_SERVICE } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { sumKeptSpans } from "@/lib/store/kept-shares.ts";
import { loadOrigins, type Origin } from "@/lib/store/origins.ts";
import { countEntrySpans, type EntryPosition, type EntrySpanFilter } from "@/lib/store/traces.ts";
import { loadTrace, type StoredSpan } from "@/lib/store/whole-traces.ts";
import { parseSpanCursor, spanCursor } from "./cursor.ts";
import { instantOfNs, nsOfMs } from "./nanoseconds.ts";
import { findServiceIds } from "./service-filter.ts";
import { planConditions } from "./span-conditions.ts";
import { findTraceNPlusOnes } from "./trace-n-plus-one.ts";
import { findTracePage, type TraceEntry } from "./trace-page.ts";
import { findMatchingTraces, type MatchedEntry } from "./trace-search-page.ts";
import { toTraceSpan } from "./trace-spans.ts";

/** Shares of kept spans are recorded in buckets of this width. */
const KEPT_BUCKET_SECONDS = 10;

/** A trace with more spans is shown up to here and counts as incomplete. */
const MOST_SPANS = 20_000;

/** Counting ends here: "more than 10,000" says enough. */
const MOST_COUNTED = 10_000;

/**
 * Kept traces of the range, newest or slowest first, a page at a time. With a service filter and no search every
 * request to those services is a row; else a trace is one row, told by its earliest request that matches. Throws
 * `ParameterError`.
 */
export async function queryTraces(params: TracesParams, nowMs: number): Promise<TracesResponse> {
  const { fromMs, toMs } = resolveRange(params, nowMs);
  const pool = readPool();
  const filter: EntrySpanFilter = {
    fromNs: nsOfMs(fromMs),
    toNs: nsOfMs(toMs),
    serviceIds: await findServiceIds(pool, params),
    routes: params.route,
    methods: params.method,
    minNs: params.minMs === undefined ? null : nsOfDuration(params.minMs),
    maxNs: params.maxMs === undefined ? null : nsOfDuration(params.maxMs),
    isError: params.status === undefined ? null : params.status === "error",
  };
  const [page, kept] = await Promise.all([
    findPage(pool, params, filter),
    sumKeptSpans(pool, bucketsOf(fromMs, toMs)),
  ]);
  const origins = await loadOrigins(pool, originsOf(page.entries));
  return {
    traces: page.entries.map((entry) => toSummary(entry, origins)),
    cursor: page.next && spanCursor(page.next),
    total: page.total,
    searchedFrom: page.searchedNs === null ? null : instantOfNs(page.searchedNs),
    kept,
  };
}

type Page = {
  entries: (TraceEntry & { match?: MatchedEntry["match"] })[];
  next: EntryPosition | null;
  total: TracesResponse["total"];
  searchedNs: bigint | null;
};

async function findPage(pool: Pool, params: TracesParams, filter: EntrySpanFilter): Promise<Page> {
  const before = parseSpanCursor(params.cursor);
  const conditions = parseTraceSearch(params.search ?? "");
  const { sort: order, limit } = params;
  if (conditions.length > 0) {
    const spans = await planConditions(pool, conditions);
    const { next, ...page } = await findMatchingTraces(pool, {
      ...{ spans, filter, order, limit, range: filter, clock: () => performance.now() },
      before: before && { ...before, startNs: before.key },
    });
    return { ...page, next: next && { ...next, key: next.startNs }, total: null };
  }
  const isOnePerTrace = params.service.length === 0;
  const [page, total] = await Promise.all([
    findTracePage(pool, { filter, order, before, limit, isOnePerTrace }),
    before === null ? countMatches(pool, filter, isOnePerTrace) : null,
  ]);
  return { ...page, total, searchedNs: null };
}

async function countMatches(
  pool: Pool,
  filter: EntrySpanFilter,
  isOnePerTrace: boolean,
): Promise<TracesResponse["total"]> {
  const counted = await countEntrySpans(pool, { filter, most: MOST_COUNTED + 1 });
  return {
    count: isOnePerTrace ? counted.traces : Math.min(counted.entrySpans, MOST_COUNTED),
    isExact: counted.entrySpans <= MOST_COUNTED,
  };
}

const nsOfDuration = (ms: number): bigint => nsOfMs(ms) + BigInt(Math.round((ms % 1) * 1e6));

const bucketsOf = (fromMs: number, toMs: number) => ({
  fromSeconds: Math.floor(fromMs / 1_000 / KEPT_BUCKET_SECONDS) * KEPT_BUCKET_SECONDS,
  toSeconds: Math.ceil(toMs / 1_000),
});

function* originsOf(entries: Page["entries"]): Generator<bigint> {
  for (const { span, totals } of entries) {
    yield span.originId;
    yield* totals.originIds;
  }
}

function toSummary(
  { span, totals, match }: Page["entries"][number],
  origins: Map<bigint, Origin>,
): TraceSummary {
  const origin = origins.get(span.originId);
  const services = totals.originIds.map((id) => origins.get(id)?.service ?? UNKNOWN_SERVICE);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    at: instantOfNs(span.startNs),
    durationMs: Number(span.durationNs) / 1e6,
    service: origin?.service ?? UNKNOWN_SERVICE,
    namespace: origin?.namespace ?? "",
    environment: origin?.environment ?? "",
    name: span.name,
    route: span.route,
    method: span.method,
    statusCode: span.status,
    error: span.isError,
    spanCount: totals.spanCount,
    errorCount: totals.errorCount,
    services: [...new Set(services)].sort(),
    match: match ? { spanId: match.spanId, name: match.name } : null,
  };
}

/** The kept spans of a trace, by start; null when nothing of it is kept. `traceId` is 32 hex digits of either case. */
export async function queryTrace(traceId: string): Promise<TraceResponse | null> {
  const pool = readPool();
  const stored = await loadTrace(pool, { traceId, limit: MOST_SPANS + 1 });
  const spans = stored.slice(0, MOST_SPANS);
  const [first] = spans;
  if (!first) return null;
  const origins = await loadOrigins(
    pool,
    spans.map((span) => span.originId),
  );
  const shown = spans.map((span) => toTraceSpan(span, first.startNs, origins.get(span.originId)));
  return {
    traceId: traceId.toLowerCase(),
    at: instantOfNs(first.startNs),
    durationMs: Number(lastEndNs(spans) - first.startNs) / 1e6,
    complete: stored.length <= MOST_SPANS && hasAllParents(spans),
    spans: shown,
    nPlusOnes: findTraceNPlusOnes(shown),
  };
}

function lastEndNs(spans: StoredSpan[]): bigint {
  let latest = 0n;
  for (const { startNs, durationNs } of spans) {
    if (startNs + durationNs > latest) latest = startNs + durationNs;
  }
  return latest;
}

function hasAllParents(spans: StoredSpan[]): boolean {
  const known = new Set(spans.map((span) => span.spanId));
  return spans.every(({ parentSpanId }) => parentSpanId === null || known.has(parentSpanId));
}
