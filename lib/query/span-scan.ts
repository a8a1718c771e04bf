import type { Pool } from "pg";
import { ATTRIBUTE_BUCKET_SECONDS } from "@/lib/store/span-attribute-rows.ts";
import {
  type CandidateSpan,
  findAttributeBuckets,
  findCandidateSpans,
  type SpanMoment,
} from "@/lib/store/span-search.ts";
import type { SpanQuestion } from "./span-conditions.ts";

const SECOND_NS = 1_000_000_000n;
/** Candidates read at once: their payloads are some hundred bytes each. */
const BATCH = 1_000;
/** Without a summary the range is read in windows, the newest and shortest first. */
const FIRST_WINDOW_NS = 30n * SECOND_NS;
const LONGEST_WINDOW_NS = 3_600n * SECOND_NS;
/** Buckets beside each other are read together up to this length. */
const LONGEST_STRETCH_NS = 60n * SECOND_NS;
/** The summary is asked for so much time at once, the newest first. */
const SUMMARY_SECONDS = 3_600;

export type NsRange = { fromNs: bigint; toNs: bigint };

/** Spans that match, and how far back they are complete: everything from `searchedNs` on was looked at. */
export type SpanBatch = { spans: CandidateSpan[]; searchedNs: bigint };

/**
 * The spans that satisfy a search, newest first, in batches; an empty batch only says how far it came. It ends at the
 * beginning of the range; its reader may stop earlier.
 */
export async function* scanSpans(
  pool: Pool,
  question: SpanQuestion,
  { range, before }: { range: NsRange; before: SpanMoment | null },
): AsyncGenerator<SpanBatch> {
  const toNs = before && before.startNs < range.toNs ? before.startNs + 1n : range.toNs;
  for await (const window of windowsOf(pool, question, { fromNs: range.fromNs, toNs })) {
    let last = before;
    for (;;) {
      const { probe } = question;
      const found = await findCandidateSpans(pool, {
        ...{ probe, before: last, traceIds: null, limit: BATCH },
        ...window,
      });
      const isWhole = found.length < BATCH;
      last = found.at(-1) ?? last;
      const searchedNs = isWhole || last === null ? window.fromNs : last.startNs + 1n;
      yield { spans: found.filter(question.matches), searchedNs };
      if (isWhole) break;
    }
  }
}

/** The parts of the range that can hold matching spans, newest first; together with the gaps they reach its beginning. */
async function* windowsOf(
  pool: Pool,
  { probe }: SpanQuestion,
  range: NsRange,
): AsyncGenerator<NsRange> {
  let width = FIRST_WINDOW_NS;
  let toNs = range.toNs;
  while (toNs > range.fromNs) {
    const fromNs = later(range.fromNs, toNs - width);
    const toSeconds = Number((toNs + SECOND_NS - 1n) / SECOND_NS);
    const chunkStart = bucketOf(
      Math.max(Number(range.fromNs / SECOND_NS), toSeconds - SUMMARY_SECONDS),
    );
    const buckets = await findAttributeBuckets(pool, { probe, fromSeconds: chunkStart, toSeconds });
    if (buckets === null) {
      yield { fromNs, toNs };
      toNs = fromNs;
      width = width * 2n > LONGEST_WINDOW_NS ? LONGEST_WINDOW_NS : width * 2n;
      continue;
    }
    for (const stretch of stretchesOf(buckets)) {
      yield { fromNs: later(stretch.fromNs, range.fromNs), toNs: earlier(stretch.toNs, toNs) };
    }
    toNs = later(range.fromNs, BigInt(chunkStart) * SECOND_NS);
    if (buckets.length === 0) yield { fromNs: toNs, toNs };
  }
}

const bucketOf = (second: number): number => second - (second % ATTRIBUTE_BUCKET_SECONDS);

/** Buckets (newest first) as stretches of time, neighbours joined. */
function stretchesOf(buckets: readonly number[]): NsRange[] {
  const stretches: NsRange[] = [];
  for (const bucket of buckets) {
    const fromNs = BigInt(bucket) * SECOND_NS;
    const toNs = BigInt(bucket + ATTRIBUTE_BUCKET_SECONDS) * SECOND_NS;
    const last = stretches.at(-1);
    if (last && last.fromNs === toNs && last.toNs - fromNs <= LONGEST_STRETCH_NS)
      last.fromNs = fromNs;
    else stretches.push({ fromNs, toNs });
  }
  return stretches;
}

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const earlier = (a: bigint, b: bigint): bigint => (a < b ? a : b);
