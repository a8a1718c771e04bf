import type { SpanBatch } from "@/lib/decode/span-batch.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { findNPlusOne, N_PLUS_ONE_LIMITS, type NPlusOne, type QuerySpan } from "./n-plus-one.ts";
import type { OperationGroup } from "./operation-group.ts";
import type { OperationSeries, OperationSeriesRegistry } from "./operation-series.ts";
import { BUCKET_SECONDS } from "./request-cell.ts";
import type { RequestSeries } from "./request-series.ts";

/** Of the same finding one trace is kept in this time. */
const KEEP_EVERY_MS = 10_000;
const MOST_ANCESTORS = 50;

type Query = QuerySpan & { at: number; series: OperationSeries };

/** Finds N+1s among the queries of a body and counts each as an operation of its own concern. */
export class NPlusOneFinder {
  /** Positions in the batch, and the series of each. */
  private noted: number[] = [];
  private seriesOfNoted: OperationSeries[] = [];
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
    { group, receivedMs }: { group: OperationGroup; receivedMs: number },
  ): number[] {
    const { noted, seriesOfNoted } = this;
    this.noted = [];
    this.seriesOfNoted = [];
    if (noted.length <= N_PLUS_ONE_LIMITS.queries) return [];
    const perParent = new Map<number, number>();
    for (const i of noted) {
      const parent = parentHash(batch, i);
      perParent.set(parent, (perParent.get(parent) ?? 0) + 1);
    }
    // Most parents have a query or two: only of the others it is worth being exact.
    const queries = noted.flatMap((i, n) => {
      const series = seriesOfNoted[n];
      const isMany = (perParent.get(parentHash(batch, i)) ?? 0) > N_PLUS_ONE_LIMITS.queries;
      return series && isMany ? [queryOf(batch, i, series)] : [];
    });
    if (queries.length === 0) return [];
    const found = findNPlusOne(queries);
    if (found.length === 0) return [];
    const ofSpan = new Map<string, number>();
    for (let i = 0; i < batch.count; i++) ofSpan.set(textAt(batch, batch.spanId[i] ?? 0, 8), i);
    return found.flatMap((one) => {
      const first = queries.find((query) => query.spanId === one.spanIds[0]);
      if (!first) return [];
      const route = routeOf(batch, requests, { ofSpan, at: first.at });
      return this.count(batch, one, { first, route, group, receivedMs });
    });
  }

  private count(
    batch: SpanBatch,
    one: NPlusOne,
    at: { first: Query; route: string; group: OperationGroup; receivedMs: number },
  ): number[] {
    const { first, route, group, receivedMs } = at;
    const { system = "" } = first.series.target;
    const { statement = "" } = first.series.detail;
    const target = { system, statement, route };
    const { service } = first.series;
    const series = this.registry.find(
      { concern: "n-plus-one", service, target, instance: "", detail: {} },
      receivedMs / 1000,
    );
    const second = Math.floor(first.startMs / 1000);
    const cell = group.cell(series, second - (second % BUCKET_SECONDS));
    const seconds = one.lostMs / 1000;
    cell.add(seconds, sketchIndex(seconds), 1, false);
    // Of this concern the errors are the repeated queries.
    cell.errors += one.spanIds.length;
    const isDue = receivedMs - (this.keptMs.get(series.id) ?? 0) >= KEEP_EVERY_MS;
    if (!isDue) return [];
    this.keptMs.set(series.id, receivedMs);
    cell.setExemplar(batch.bytes, batch.traceId[first.at] ?? 0);
    return [first.at];
  }
}

/** The last four bytes of a span's parent. */
function parentHash({ bytes, parentId }: SpanBatch, i: number): number {
  const at = (parentId[i] ?? 0) + 4;
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return (a << 24) | (b << 16) | (c << 8) | d;
}

const queryOf = (batch: SpanBatch, i: number, series: OperationSeries): Query => ({
  at: i,
  series,
  spanId: String(i),
  parentSpanId: textAt(batch, batch.traceId[i] ?? 0, 16) + textAt(batch, batch.parentId[i] ?? 0, 8),
  similar: `${series.tierId} ${series.detail.statement} ${series.detail.collection}`,
  startMs: msOf(batch.startHigh[i] ?? 0, batch.startLow[i] ?? 0),
  endMs: msOf(batch.endHigh[i] ?? 0, batch.endLow[i] ?? 0),
});

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
