/** When repeated queries are an N+1. */
export type NPlusOneLimits = {
  /** More than this many queries … */
  queries: number;
  /** … that take more than this long together. */
  totalMs: number;
};

/** As the best-known detectors have them. */
export const N_PLUS_ONE_LIMITS: NPlusOneLimits = { queries: 5, totalMs: 50 };

/**
 * SDKs round the start of a span to whole milliseconds and measure its duration exactly, so that one query may seem to
 * begin before the one before has ended.
 */
const CLOCK_MS = 1;

/** A query of a database; times in Unix milliseconds, with fractions. `similar`: equal for queries that are similar. */
export type QuerySpan = {
  spanId: string;
  parentSpanId: string;
  similar: string;
  startMs: number;
  endMs: number;
};

/** Similar queries, one after another, under one parent. `lostMs`: all of their time but one query's share. */
export type NPlusOne = {
  parentSpanId: string;
  similar: string;
  /** In the order of their start. */
  spanIds: string[];
  totalMs: number;
  lostMs: number;
};

/**
 * What makes queries similar: the same normalised statement; without one, the same name and collection. Systems and
 * databases are kept apart.
 */
export const similarityOf = (query: {
  system: string;
  database: string;
  statement: string;
  name: string;
  collection: string;
}): string =>
  JSON.stringify([
    query.system,
    query.database,
    ...(query.statement === "" ? [query.name, query.collection] : [query.statement]),
  ]);

/**
 * The N+1s among the queries of one trace. Other spans, such as taking a connection from the pool, may lie between
 * them: give queries alone. Queries that overlap run in parallel and are none.
 */
export function findNPlusOne(
  spans: readonly QuerySpan[],
  limits: NPlusOneLimits = N_PLUS_ONE_LIMITS,
): NPlusOne[] {
  const groups = new Map<string, QuerySpan[]>();
  for (const span of spans) {
    const key = `${span.parentSpanId} ${span.similar}`;
    const group = groups.get(key);
    if (group) group.push(span);
    else groups.set(key, [span]);
  }
  return [...groups.values()]
    .filter((group) => group.length > limits.queries)
    .flatMap(sequencesOf)
    .flatMap((sequence) => judge(sequence, limits));
}

/** Runs of queries in which each begins after the one before has ended. */
function sequencesOf(spans: readonly QuerySpan[]): QuerySpan[][] {
  const sorted = [...spans].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  const sequences: QuerySpan[][] = [];
  let endMs = Number.NEGATIVE_INFINITY;
  for (const span of sorted) {
    const current = sequences.at(-1);
    if (current && span.startMs >= endMs - CLOCK_MS) current.push(span);
    else sequences.push([span]);
    endMs = Math.max(endMs, span.endMs);
  }
  return sequences;
}

function judge(sequence: readonly QuerySpan[], limits: NPlusOneLimits): NPlusOne[] {
  const [first] = sequence;
  if (!first || sequence.length <= limits.queries) return [];
  const totalMs = sequence.reduce((sum, { startMs, endMs }) => sum + (endMs - startMs), 0);
  const endMs = Math.max(...sequence.map((span) => span.endMs));
  // Many short queries at once lie within the clock's error of each other: all together they do not.
  if (totalMs <= limits.totalMs || totalMs > endMs - first.startMs + CLOCK_MS) return [];
  return [
    {
      parentSpanId: first.parentSpanId,
      similar: first.similar,
      spanIds: sequence.map(({ spanId }) => spanId),
      totalMs,
      lostMs: totalMs - totalMs / sequence.length,
    },
  ];
}
