import type { TraceSummary, TracesResponse } from "@/lib/contract/traces.ts";
import { formatCount, formatMs, formatRatio, joined } from "./format.ts";
import type { Condition, SentencePart } from "./sentence.ts";

/** What the list was asked for besides its range. Null: no filter. */
export type TraceFilters = {
  service: string | null;
  route: string | null;
  method: string | null;
  minMs: number | null;
  maxMs: number | null;
  status: "error" | "ok" | null;
  /** Conditions on any span of the trace. */
  search: string | null;
};

/** One row of the list. */
export type TraceRow = {
  key: string;
  traceId: string;
  /** The request's own span, or the one that was searched for. */
  spanId: string;
  /** Name of the span that was searched for, unless it is the request itself; null: none. */
  matchName: string | null;
  atMs: number;
  service: string;
  method: string;
  /** The route, or the span's name when it has none. */
  route: string;
  statusCode: string;
  durationMs: number;
  /** 0 to 1 of the slowest listed. */
  durationShare: number;
  error: boolean;
  spanCount: number;
  errorCount: number;
  /** The request's own service first. */
  services: string[];
};

/** Rows in the order of the answer. */
export function traceRows(traces: TraceSummary[]): TraceRow[] {
  const slowestMs = traces.reduce((most, trace) => Math.max(most, trace.durationMs), 0);
  return traces.map((trace) => ({
    key: `${trace.traceId}/${trace.spanId}`,
    traceId: trace.traceId,
    spanId: trace.match?.spanId ?? trace.spanId,
    matchName: trace.match && trace.match.spanId !== trace.spanId ? trace.match.name : null,
    atMs: Date.parse(trace.at),
    service: trace.service,
    method: trace.method,
    route: trace.route === "" ? trace.name : trace.route,
    statusCode: trace.statusCode,
    durationMs: trace.durationMs,
    durationShare: slowestMs === 0 ? 0 : trace.durationMs / slowestMs,
    error: trace.error,
    spanCount: trace.spanCount,
    errorCount: trace.errorCount,
    services: [trace.service, ...trace.services.filter((name) => name !== trace.service)],
  }));
}

/** How the rows were chosen. `more`: others match too. `total`: how many in all; null: not known. */
export type Listing = {
  order: "newest" | "slowest";
  more: boolean;
  total: TracesResponse["total"];
};

/** What the list shows, in words: how many, how many failed, the slowest, and what most of them are. */
export function tracesCondition(
  rows: TraceRow[],
  filters: TraceFilters,
  { order, more, total }: Listing,
): Condition {
  const slowest = rows.reduce<TraceRow | null>(
    (most, row) => (most === null || row.durationMs > most.durationMs ? row : most),
    null,
  );
  if (slowest === null) {
    return {
      status: "unknown",
      parts: [fact(`No traced request${filterText(filters)} in this range.`)],
    };
  }
  const failed = rows.filter((row) => row.error).length;
  const count =
    rows.length === 1 ? "1 traced request" : `${formatCount(rows.length)} traced requests`;
  return {
    status: failed > 0 ? "warning" : "ok",
    parts: [
      fact(
        `${more ? `The ${order} ` : ""}${count}${more ? totalText(total) : ""}${filterText(filters)}`,
      ),
      ...failedParts(failed, rows.length, filters),
      fact(`, the slowest ${joined(formatMs(slowest.durationMs))}. `),
      ...commonParts(rows, filters),
    ],
  };
}

function totalText(total: TracesResponse["total"]): string {
  if (total === null) return "";
  return total.isExact
    ? ` of ${formatCount(total.count)}`
    : ` of more than ${formatCount(total.count)}`;
}

function failedParts(failed: number, all: number, { status }: TraceFilters): SentencePart[] {
  if (status !== null) return [];
  if (failed === 0) return [fact(": none failed")];
  const share = all === failed ? "" : ` (${joined(formatRatio(failed / all))})`;
  return [fact(": "), { text: `${formatCount(failed)} failed`, tone: "critical" }, fact(share)];
}

/** The route that more than half of the listed share, unless the list was asked for it. */
function commonParts(rows: TraceRow[], { route }: TraceFilters): SentencePart[] {
  if (route !== null || rows.length < 4) return [];
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(labelOf(row), (counts.get(labelOf(row)) ?? 0) + 1);
  const [label, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
  if (count * 2 <= rows.length) return [];
  const which = count === rows.length ? "All" : `${formatCount(count)}`;
  return [{ text: `${which} are ${label}.`, tone: "reason" }];
}

const labelOf = (row: TraceRow): string =>
  `${row.method === "" ? "" : `${row.method} `}${row.route} of ${row.service}`;

function filterText({
  service,
  route,
  method,
  minMs,
  maxMs,
  status,
  search,
}: TraceFilters): string {
  const what = [method, route].filter((text) => text !== null).join(" ");
  return [
    status === "error" ? " with errors" : status === "ok" ? " without errors" : "",
    what === "" ? "" : ` of ${what}`,
    service === null ? "" : `${what === "" ? " of" : " in"} ${service}`,
    boundsText(minMs, maxMs),
    search === null ? "" : ` with a span that has ${search}`,
  ].join("");
}

function boundsText(minMs: number | null, maxMs: number | null): string {
  const text = (ms: number): string => joined(formatMs(ms));
  if (minMs !== null && maxMs !== null) return ` between ${text(minMs)} and ${text(maxMs)}`;
  if (minMs !== null) return ` of ${text(minMs)} or more`;
  return maxMs === null ? "" : ` of ${text(maxMs)} or less`;
}

/** What share of the spans can be looked at here; null: no span was received in the range. */
export function keptSentence({ receivedSpans, keptSpans }: TracesResponse["kept"]): string | null {
  if (receivedSpans <= 0) return null;
  if (keptSpans >= receivedSpans) return "Every span received in this range was kept.";
  const share = joined(formatRatio(keptSpans / receivedSpans));
  return `Traces kept: ${share} of spans in this range (${formatCount(keptSpans)} of ${formatCount(receivedSpans)}); figures elsewhere count all.`;
}

const fact = (text: string): SentencePart => ({ text, tone: "fact" });

/** The trace of median duration of a list, without one of them; null: there is no other. */
export function typicalOf(traces: readonly TraceSummary[], without: string): string | null {
  const others = traces
    .filter((trace) => trace.traceId !== without)
    .sort((a, b) => a.durationMs - b.durationMs);
  return others[Math.floor((others.length - 1) / 2)]?.traceId ?? null;
}
