import { LRUCache } from "lru-cache";
import { findNPlusOne, type NPlusOne, type QuerySpan } from "./n-plus-one.ts";

/** Parents that are remembered, and queries of each at most. */
const REMEMBERED = 2_000;
const MOST_QUERIES = 500;
/** A body with fewer similar queries under a parent begins nothing that is worth remembering. */
export const LEAST_PART = 3;

/** What a body adds to the N+1s that are known: new ones, and more queries and lost time of old ones. */
export type Added = {
  occurrences: number;
  queries: number;
  lostMs: number;
  /** When the first N+1 of all began, Unix milliseconds: all parts count where it does. */
  startMs: number;
};

type Parts = { bodies: { id: string; queries: QuerySpan[] }[]; count: number };

/**
 * Queries of one parent that come in several bodies: what a body adds is what all until then are, less what those
 * before it were. It depends on spans alone, so that a body that is added again adds the same.
 */
export class SplitQueries {
  private readonly known = new LRUCache<string, Parts>({ max: REMEMBERED });
  private readonly parents = new LRUCache<number, true>({ max: REMEMBERED });

  /** Whether queries of a parent with this hash may be remembered. */
  mayKnow(parentHash: number): boolean {
    return this.parents.has(parentHash);
  }

  /** Queries of one body that are similar and have one parent; null: nothing is added. */
  add(queries: readonly QuerySpan[], parentHash: number): Added | null {
    const [any] = queries;
    if (!any) return null;
    const key = `${any.parentSpanId} ${any.similar}`;
    const known = this.known.get(key);
    if (!known && queries.length < LEAST_PART) return null;
    const parts = known ?? { bodies: [], count: 0 };
    const id = any.spanId;
    const at = parts.bodies.findIndex((body) => body.id === id);
    const before = (at < 0 ? parts.bodies : parts.bodies.slice(0, at)).flatMap(
      (body) => body.queries,
    );
    if (at < 0 && parts.count + queries.length <= MOST_QUERIES) {
      parts.bodies.push({ id, queries: [...queries] });
      parts.count += queries.length;
      this.known.set(key, parts);
      this.parents.set(parentHash, true);
    }
    return added(findNPlusOne(before), findNPlusOne([...before, ...queries]), [
      ...before,
      ...queries,
    ]);
  }
}

function added(
  before: readonly NPlusOne[],
  after: readonly NPlusOne[],
  queries: readonly QuerySpan[],
): Added | null {
  const was = sum(before);
  const is = sum(after);
  const more = {
    // Two halves that each were one become one by what lies between them: then none is added.
    occurrences: Math.max(0, after.length - before.length),
    queries: Math.max(0, is.queries - was.queries),
    lostMs: Math.max(0, is.lostMs - was.lostMs),
  };
  const [first] = after;
  if (!first || more.queries === 0) return null;
  const starts = startsOf(first, queries);
  return { ...more, startMs: Math.min(...starts) };
}

function startsOf({ spanIds }: NPlusOne, queries: readonly QuerySpan[]): number[] {
  const ids = new Set(spanIds);
  return queries.filter(({ spanId }) => ids.has(spanId)).map(({ startMs }) => startMs);
}

const sum = (found: readonly NPlusOne[]) => ({
  queries: found.reduce((total, { spanIds }) => total + spanIds.length, 0),
  lostMs: found.reduce((total, { lostMs }) => total + lostMs, 0),
});
