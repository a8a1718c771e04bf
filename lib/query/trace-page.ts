import type { Pool } from "pg";
import {
  type EntryOrder,
  type EntryPosition,
  type EntrySpan,
  type EntrySpanFilter,
  findEntrySpans,
  sumUpTraces,
  type TraceTotals,
} from "@/lib/store/traces.ts";

/** After so many batches of entry spans a page ends early, with a position to go on from. */
const MOST_BATCHES = 20;
const LEAST_BATCH = 100;

export type TraceEntry = { span: EntrySpan; totals: TraceTotals };

/** `next`: where the page after this one begins; null: there is none. */
export type TracePage = { entries: TraceEntry[]; next: EntryPosition | null };

/** `isOnePerTrace`: a trace is told by its earliest entry span that matches, the others are left out. */
export type TraceQuestion = {
  filter: EntrySpanFilter;
  order: EntryOrder;
  before: EntryPosition | null;
  limit: number;
  isOnePerTrace: boolean;
};

/**
 * A page of entry spans in their order, with the totals of their traces. Reads batches until the page is full, since
 * most entry spans of a trace that crosses many services may be left out.
 */
export async function findTracePage(pool: Pool, question: TraceQuestion): Promise<TracePage> {
  const { filter, order, limit, isOnePerTrace } = question;
  // One more than is shown tells whether there is another page.
  const size = isOnePerTrace ? Math.max(limit + 1, LEAST_BATCH) : limit + 1;
  const entries: TraceEntry[] = [];
  let before = question.before;
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const spans = await findEntrySpans(pool, { filter, order, before, limit: size });
    const traceIds = [...new Set(spans.map((span) => span.traceId))];
    const totalsOf = await sumUpTraces(pool, { traceIds, filter });
    for (const span of spans) {
      const totals = totalsOf.get(span.traceId);
      // Retention can take a trace away between the two statements.
      if (!totals || (isOnePerTrace && totals.firstMatchSpanId !== span.spanId)) continue;
      const last = entries.at(-1);
      if (entries.length === limit && last) return { entries, next: positionOf(last.span, order) };
      entries.push({ span, totals });
    }
    if (spans.length < size) return { entries, next: null };
    const last = spans.at(-1);
    before = last ? positionOf(last, order) : null;
  }
  return { entries, next: before };
}

const positionOf = ({ startNs, durationNs, traceId, spanId }: EntrySpan, order: EntryOrder) => ({
  ...{ traceId, spanId },
  key: order === "newest" ? startNs : durationNs,
});
