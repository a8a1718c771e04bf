import { LRUCache } from "lru-cache";
import type { SpanBatch } from "@/lib/decode/span-batch.ts";
import { sketchIndex } from "./latency-sketch.ts";
import type { QuerySpan } from "./n-plus-one.ts";
import type { OperationGroup } from "./operation-group.ts";
import type { OperationSeries, OperationSeriesRegistry } from "./operation-series.ts";
import { BUCKET_SECONDS } from "./request-cell.ts";
import type { RequestSeries } from "./request-series.ts";
import { type Added, LEAST_PART, SplitQueries } from "./split-queries.ts";

/** Of the same finding one trace is kept in this time. */
const KEEP_EVERY_MS = 10_000;
const MOST_ANCESTORS = 50;

type Query = QuerySpan & { at: number; series: OperationSeries };

/** What a body adds to an N+1, with the query of the body that it is counted by. */
type Found = { first: Query; route: string; added: Added };

/**
 * Finds N+1s among the queries of a body, and of those before it whose queries have the same parents, and counts each
 * as an operation of its own concern.
 */
export class NPlusOneFinder {
  /** Positions in the batch, and the series of each. */
  private noted: number[] = [];
  private seriesOfNoted: OperationSeries[] = [];
  private readonly split = new SplitQueries();
  /** The series by which the first part of an N+1 was counted: a later part may know its route better. */
  private readonly countedAs = new LRUCache<string, OperationSeries>({ max: 2_000 });
  private readonly keptMs = new Map<bigint, number>();

  constructor(private readonly registry: OperationSeriesRegistry) {}

  /** Notes a query: span `i` of a batch. */
  note(batch: SpanBatch, i: number, series: OperationSeries): void {
    if ((batch.parentId[i] ?? -1) < 0) return;
    this.noted.push(i);
    this.seriesOfNoted.push(series);
  }

  /** Counts what the body's queries show; returns a span of each trace that is worth keeping for it. */
  finish(
    batch: SpanBatch,
    requests: readonly (RequestSeries | undefined)[],
    at: { group: OperationGroup; receivedMs: number },
  ): number[] {
    const found = [...this.candidates(batch)].flatMap(([hash, queries]) =>
      [...bySimilarity(queries)].flatMap((alike) => {
        const added = this.split.add(alike, hash);
        const first = alike[0];
        return added && first ? [{ added, first }] : [];
      }),
    );
    if (found.length === 0) return [];
    const ofSpan = new Map<string, number>();
    for (let i = 0; i < batch.count; i++) ofSpan.set(textAt(batch, batch.spanId[i] ?? 0, 8), i);
    return found.flatMap((one) => {
      const route = routeOf(batch, requests, { ofSpan, at: one.first.at });
      return this.count(batch, { ...one, route }, at);
    });
  }

  /** Queries by a hash of their parent: most parents have one or two, and only of the others it is worth being exact. */
  private candidates(batch: SpanBatch): Map<number, Query[]> {
    const { noted, seriesOfNoted } = this;
    this.noted = [];
    this.seriesOfNoted = [];
    const perParent = new Map<number, number>();
    for (const i of noted) {
      const parent = parentHash(batch, i);
      perParent.set(parent, (perParent.get(parent) ?? 0) + 1);
    }
    const queries = new Map<number, Query[]>();
    for (const [n, i] of noted.entries()) {
      const series = seriesOfNoted[n];
      const parent = parentHash(batch, i);
      const isMany = (perParent.get(parent) ?? 0) >= LEAST_PART || this.split.mayKnow(parent);
      if (!series || !isMany) continue;
      const known = queries.get(parent);
      if (known) known.push(queryOf(batch, i, series));
      else queries.set(parent, [queryOf(batch, i, series)]);
    }
    return queries;
  }

  private count(
    batch: SpanBatch,
    { first, route, added }: Found,
    { group, receivedMs }: { group: OperationGroup; receivedMs: number },
  ): number[] {
    const series = this.seriesOf(first, route, receivedMs);
    const second = Math.floor(added.startMs / 1000);
    const cell = group.cell(series, second - (second % BUCKET_SECONDS));
    const seconds = added.lostMs / 1000;
    if (added.occurrences > 0) {
      // Several at once are rare: each is given its share of the time.
      const share = seconds / added.occurrences;
      for (let n = 0; n < added.occurrences; n++) cell.add(share, sketchIndex(share), 1, false);
    } else cell.sumSeconds += seconds;
    // Of this concern the errors are the repeated queries.
    cell.errors += added.queries;
    const isDue = receivedMs - (this.keptMs.get(series.id) ?? 0) >= KEEP_EVERY_MS;
    if (!isDue || added.occurrences === 0) return [];
    this.keptMs.set(series.id, receivedMs);
    cell.setExemplar(batch.bytes, batch.traceId[first.at] ?? 0);
    return [first.at];
  }

  private seriesOf(first: Query, route: string, receivedMs: number): OperationSeries {
    const key = `${first.parentSpanId} ${first.similar}`;
    const known = this.countedAs.get(key);
    if (known) return known;
    const { system = "" } = first.series.target;
    const { statement = "" } = first.series.detail;
    const target = { system, statement, route };
    const { service } = first.series;
    const series = this.registry.find(
      { concern: "n-plus-one", service, target, instance: "", detail: {} },
      receivedMs / 1000,
    );
    this.countedAs.set(key, series);
    return series;
  }
}

function bySimilarity(queries: readonly Query[]): Iterable<Query[]> {
  const groups = new Map<string, Query[]>();
  for (const query of queries) {
    const key = `${query.parentSpanId} ${query.similar}`;
    const known = groups.get(key);
    if (known) known.push(query);
    else groups.set(key, [query]);
  }
  return groups.values();
}

/** The last four bytes of a span's parent. */
function parentHash({ bytes, parentId }: SpanBatch, i: number): number {
  const at = (parentId[i] ?? 0) + 4;
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return (a << 24) | (b << 16) | (c << 8) | d;
}

function queryOf(batch: SpanBatch, i: number, series: OperationSeries): Query {
  const { system, database } = series.target;
  const { statement, collection } = series.detail;
  return {
    ...{ at: i, series },
    spanId: textAt(batch, batch.spanId[i] ?? 0, 8),
    parentSpanId:
      textAt(batch, batch.traceId[i] ?? 0, 16) + textAt(batch, batch.parentId[i] ?? 0, 8),
    // Whatever server answers it: a router spreads the queries of an N+1 over several.
    similar: [system, database, statement, collection].join("\n"),
    startMs: msOf(batch.startHigh[i] ?? 0, batch.startLow[i] ?? 0),
    endMs: msOf(batch.endHigh[i] ?? 0, batch.endLow[i] ?? 0),
  };
}

/** The route of the request around a span, as far as it is in the body; else the name of the span's parent. */
function routeOf(
  batch: SpanBatch,
  requests: readonly (RequestSeries | undefined)[],
  { ofSpan, at }: { ofSpan: ReadonlyMap<string, number>; at: number },
): string {
  let parentName = "";
  let current = at;
  for (let steps = 0; steps < MOST_ANCESTORS; steps++) {
    const parent = batch.parentId[current] ?? -1;
    const next = parent < 0 ? undefined : ofSpan.get(textAt(batch, parent, 8));
    if (next === undefined) return parentName;
    const route = requests[next]?.dimensions.route;
    if (route !== undefined) return route;
    if (steps === 0) parentName = nameOf(batch, next);
    current = next;
  }
  return parentName;
}

const nameOf = (batch: SpanBatch, i: number): string =>
  Buffer.from(batch.bytes.subarray(batch.nameStart[i] ?? 0, batch.nameEnd[i] ?? 0))
    .toString()
    .slice(0, 200)
    .replaceAll("\0", "")
    .toWellFormed();

const textAt = ({ bytes }: SpanBatch, at: number, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString("latin1");

const msOf = (high: number, low: number): number => (high * 4_294_967_296 + low) / 1e6;
