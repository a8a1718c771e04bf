import type { Pool } from "pg";
import {
  type CandidateSpan,
  findCandidateSpans,
  type SpanMoment,
} from "@/lib/store/span-search.ts";
import {
  type EntryOrder,
  type EntrySpanFilter,
  findEntriesOfTraces,
  sumUpTraces,
} from "@/lib/store/traces.ts";
import type { SpanQuestion } from "./span-conditions.ts";
import { type NsRange, type SpanBatch, scanSpans } from "./span-scan.ts";
import type { TraceEntry } from "./trace-page.ts";

/** A search that takes longer answers with what it has found. */
const LONGEST_MS = 4_000;
/** The slowest are chosen from so many of the newest matches. */
const MOST_GATHERED = 2_000;
/** A request may have begun this long before its span that matches. */
const ENTRY_REACH_NS = 3_600_000_000_000n;
/** Spans of traces on the page that are looked at to tell whether an earlier page had them. */
const MOST_REPEATS = 5_000;

export type MatchedEntry = TraceEntry & { match: CandidateSpan };

/** `next`: where the page after this one begins. `searchedNs`: the search ended there early; null: it did not. */
export type SearchPage = {
  entries: MatchedEntry[];
  next: SpanMoment | null;
  searchedNs: bigint | null;
};

export type SearchQuestion = {
  spans: SpanQuestion;
  filter: EntrySpanFilter;
  range: NsRange;
  order: EntryOrder;
  before: SpanMoment | null;
  limit: number;
  /** Milliseconds since any fixed moment. */
  clock: () => number;
};

/**
 * Traces of which one span satisfies the search, each told by its earliest request that passes the filter. Newest: by
 * the newest span that matches, a page at a time. Slowest: one page, chosen from the matches of the range.
 */
export async function findMatchingTraces(
  pool: Pool,
  question: SearchQuestion,
): Promise<SearchPage> {
  const { order, limit, range, clock } = question;
  const isSlowest = order === "slowest";
  const most = isSlowest ? MOST_GATHERED : limit;
  const began = clock();
  const known = new Set<string>();
  const entries: MatchedEntry[] = [];
  const scan = scanSpans(pool, question.spans, { range, before: question.before });
  for await (const batch of scan) {
    for (const entry of await entriesOf(pool, question, { batch, known })) {
      entries.push(entry);
      if (entries.length < most) continue;
      const { match } = entry;
      if (isSlowest)
        return { entries: slowest(entries, limit), next: null, searchedNs: match.startNs };
      return { entries: byStart(entries), next: match, searchedNs: null };
    }
    if (clock() - began <= LONGEST_MS || batch.searchedNs <= range.fromNs) continue;
    const { searchedNs } = batch;
    if (isSlowest) return { entries: slowest(entries, limit), next: null, searchedNs };
    return { entries: byStart(entries), next: momentBefore(searchedNs), searchedNs };
  }
  const shown = isSlowest ? slowest(entries, limit) : byStart(entries);
  return { entries: shown, next: null, searchedNs: null };
}

/** The entries of the batch's traces that are new, in the order of their matches. */
async function entriesOf(
  pool: Pool,
  { filter, spans, range, before }: SearchQuestion,
  { batch, known }: { batch: SpanBatch; known: Set<string> },
): Promise<MatchedEntry[]> {
  const matches = new Map<string, CandidateSpan>();
  for (const span of batch.spans) {
    if (!known.has(span.traceId) && !matches.has(span.traceId)) matches.set(span.traceId, span);
  }
  if (matches.size === 0) return [];
  const shownBefore =
    before && (await findShown(pool, { spans, range, before }, [...matches.keys()]));
  const traceIds = [...matches.keys()].filter((traceId) => !shownBefore?.has(traceId));
  const reaching = { ...filter, fromNs: filter.fromNs - ENTRY_REACH_NS };
  const spanOf = await findEntriesOfTraces(pool, { traceIds, filter: reaching });
  const totalsOf = await sumUpTraces(pool, { traceIds: [...spanOf.keys()], filter: reaching });
  for (const traceId of matches.keys()) known.add(traceId);
  return traceIds.flatMap((traceId) => {
    const [match, span, totals] = [
      matches.get(traceId),
      spanOf.get(traceId),
      totalsOf.get(traceId),
    ];
    return match && span && totals ? [{ match, span, totals }] : [];
  });
}

/** Which of the traces an earlier page showed: those with a matching span before the page's beginning. */
async function findShown(
  pool: Pool,
  { spans, range, before }: { spans: SpanQuestion; range: NsRange; before: SpanMoment },
  traceIds: string[],
): Promise<Set<string>> {
  const later = await findCandidateSpans(pool, {
    ...{ probe: spans.probe, traceIds, before: null, limit: MOST_REPEATS },
    ...{ fromNs: before.startNs, toNs: range.toNs },
  });
  const isEarlierPage = ({ startNs, traceId }: CandidateSpan) =>
    startNs > before.startNs || traceId >= before.traceId;
  return new Set(
    later.filter((span) => isEarlierPage(span) && spans.matches(span)).map((span) => span.traceId),
  );
}

const momentBefore = (startNs: bigint): SpanMoment => ({
  startNs,
  traceId: "0".repeat(32),
  spanId: "0".repeat(16),
});

const byStart = (entries: MatchedEntry[]): MatchedEntry[] =>
  entries.sort((a, b) => compareNs(b.span.startNs, a.span.startNs));

const slowest = (entries: MatchedEntry[], limit: number): MatchedEntry[] =>
  entries.sort((a, b) => compareNs(b.span.durationNs, a.span.durationNs)).slice(0, limit);

const compareNs = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
