import { resolveRange } from "@/lib/contract/time.ts";
import type {
  TraceResponse,
  TraceSummary,
  TracesParams,
  TracesResponse,
} from "@/lib/contract/traces.ts";
import { UNKNOWN_SERVICE } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { loadOrigins, type Origin } from "@/lib/store/origins.ts";
import {
  type EntrySpanFilter,
  loadTrace,
  type StoredSpan,
  sumKeptSpans,
} from "@/lib/store/traces.ts";
import { parseSpanCursor, spanCursor } from "./cursor.ts";
import { instantOfNs, nsOfMs } from "./nanoseconds.ts";
import { findServiceIds } from "./service-filter.ts";
import { findTracePage, type TraceEntry } from "./trace-page.ts";
import { toTraceSpan } from "./trace-spans.ts";

/** Shares of kept spans are recorded in buckets of this width. */
const KEPT_BUCKET_SECONDS = 10;

/** A trace with more spans is shown up to here and counts as incomplete. */
const MOST_SPANS = 20_000;

/**
 * Entry spans of kept traces, newest first, a page at a time. With a service filter every request to those services is
 * a row; without one a trace is one row, told by its earliest request that matches. Throws `ParameterError`.
 */
export async function queryTraces(params: TracesParams, nowMs: number): Promise<TracesResponse> {
  const { fromMs, toMs } = resolveRange(params, nowMs);
  const before = parseSpanCursor(params.cursor);
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
  const isOnePerTrace = params.service.length === 0;
  const question = { filter, before, limit: params.limit, isOnePerTrace };
  const [{ entries, next }, kept] = await Promise.all([
    findTracePage(pool, question),
    sumKeptSpans(pool, bucketsOf(fromMs, toMs)),
  ]);
  const origins = await loadOrigins(pool, originsOf(entries));
  return {
    traces: entries.map((entry) => toSummary(entry, origins)),
    cursor: next && spanCursor(next),
    kept,
  };
}

const nsOfDuration = (ms: number): bigint => nsOfMs(ms) + BigInt(Math.round((ms % 1) * 1e6));

const bucketsOf = (fromMs: number, toMs: number) => ({
  fromSeconds: Math.floor(fromMs / 1_000 / KEPT_BUCKET_SECONDS) * KEPT_BUCKET_SECONDS,
  toSeconds: Math.ceil(toMs / 1_000),
});

function* originsOf(entries: TraceEntry[]): Generator<bigint> {
  for (const { span, totals } of entries) {
    yield span.originId;
    yield* totals.originIds;
  }
}

function toSummary({ span, totals }: TraceEntry, origins: Map<bigint, Origin>): TraceSummary {
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
  return {
    traceId: traceId.toLowerCase(),
    at: instantOfNs(first.startNs),
    durationMs: Number(lastEndNs(spans) - first.startNs) / 1e6,
    complete: stored.length <= MOST_SPANS && hasAllParents(spans),
    spans: spans.map((span) => toTraceSpan(span, first.startNs, origins.get(span.originId))),
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
