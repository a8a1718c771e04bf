import { LRUCache } from "lru-cache";
import { OperationReader } from "@/lib/decode/operation-reader.ts";
import type { SpanBatch } from "@/lib/decode/span-batch.ts";
import { operationsOf } from "@/lib/domain/operation-rules.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { NPlusOneFinder } from "./n-plus-one-finder.ts";
import { statementOf } from "./normalise-statement.ts";
import type { OperationGroup } from "./operation-group.ts";
import type { OperationSeries, OperationSeriesRegistry } from "./operation-series.ts";
import type { Origin } from "./origin.ts";
import { BUCKET_SECONDS } from "./request-cell.ts";
import type { RequestSeries } from "./request-series.ts";
import { SameQueries } from "./same-queries.ts";
import { secondsBetween } from "./span-time.ts";

const NO_INDEX = -32_768;
/** Operations that are known by their values; statements with literals in them make new ones all the time. */
const REMEMBERED = 20_000;
const MOST_DIMENSION = 200;
const SERVER = 2;
/** Of messages: producers, and after them consumers. */
const PRODUCER = 4;

/** Where a span stands: whose it is, the second of its start and how many spans it stands for. */
export type SpanPlace = {
  origin: Origin;
  group: OperationGroup;
  start: number;
  receivedMs: number;
  weight: number;
};

/** Counts what spans that are no requests tell of databases, caches and events. */
export class OperationAggregator {
  private readonly reader: OperationReader;
  private readonly finder: NPlusOneFinder;
  private readonly same = new SameQueries();
  /** Spans of the batch that may be the same query as another. */
  private later: { i: number; place: SpanPlace }[] = [];
  private readonly known = new LRUCache<number, OperationSeries[]>({ max: REMEMBERED });
  private hour = 0;

  constructor(
    private readonly registry: OperationSeriesRegistry,
    seed: number,
  ) {
    this.reader = new OperationReader(seed);
    this.finder = new NPlusOneFinder(registry);
  }

  /** Whether a span of a batch tells of an operation. `add` must follow at once: it counts what was read here. */
  mayTell(batch: SpanBatch, i: number): boolean {
    const kind = batch.kind[i] ?? 0;
    if (kind === SERVER) return false;
    const tells = this.reader.read(batch, i);
    return tells || (kind >= PRODUCER && this.reader.hasAny);
  }

  /** Adds the operations of a span that `mayTell` has just read to the group's cells. */
  add(batch: SpanBatch, i: number, place: SpanPlace): void {
    const verdict = this.same.look(batch, i);
    if (verdict === "later") this.later.push({ i, place });
    else if (verdict === "counts") this.count(batch, i, place);
  }

  /** Counts the span that the reader has read. */
  private count(batch: SpanBatch, i: number, place: SpanPlace): void {
    const bucket = place.start - (place.start % BUCKET_SECONDS);
    const seconds = secondsBetween(
      batch.startHigh[i] ?? 0,
      batch.startLow[i] ?? 0,
      batch.endHigh[i] ?? 0,
      batch.endLow[i] ?? 0,
    );
    const isError = (batch.statusCode[i] ?? 0) === 2 || this.reader.hasErrorType;
    for (const series of this.seriesOf(batch, i, place)) {
      if (series.target.datasource && this.same.isCounted(batch, i)) continue;
      const cell = place.group.cell(series, bucket);
      const isSlowest = seconds > cell.maxSeconds || !cell.hasExemplar;
      cell.add(seconds, seconds > 0 ? sketchIndex(seconds) : NO_INDEX, place.weight, isError);
      if (isSlowest) cell.setExemplar(batch.bytes, batch.traceId[i] ?? 0);
      if (series.concern === "databases") this.finder.note(batch, i, series);
    }
  }

  /** Ends a batch: counts the N+1s among its queries and returns a span of each trace to keep for them. */
  finish(
    batch: SpanBatch,
    requests: readonly (RequestSeries | undefined)[],
    at: { group: OperationGroup; receivedMs: number },
  ): number[] {
    const { later } = this;
    this.later = [];
    for (const { i, place } of later) {
      if (this.same.isSame(batch, i)) continue;
      this.reader.read(batch, i);
      this.count(batch, i, place);
    }
    return this.finder.finish(batch, requests, at);
  }

  private seriesOf(batch: SpanBatch, i: number, { origin, receivedMs }: SpanPlace) {
    const hour = Math.floor(receivedMs / 3_600_000);
    if (hour !== this.hour) this.known.clear();
    this.hour = hour;
    const kind = batch.kind[i] ?? 0;
    const name = [batch.nameStart[i] ?? 0, batch.nameEnd[i] ?? 0] as const;
    const salt = Number((origin.originId ^ BigInt(kind)) & 0xffff_ffffn);
    const key = this.reader.hash(batch.bytes, name, salt);
    const known = this.known.get(key);
    if (known) return known;
    const described = this.describe(batch, name, { kind, origin, receivedMs });
    this.known.set(key, described);
    return described;
  }

  private describe(
    batch: SpanBatch,
    [start, end]: readonly [number, number],
    { kind, origin, receivedMs }: { kind: number; origin: Origin; receivedMs: number },
  ): OperationSeries[] {
    const texts = this.reader.texts();
    const name = clean(Buffer.from(batch.bytes.subarray(start, end)).toString());
    const statement = statementOf(texts, name);
    const cut = Object.fromEntries(
      Object.entries(texts).map(([key, value]) => [key, clean(value)]),
    ) as typeof texts;
    return operationsOf({ kind, name, texts: cut, statement }).map((operation) =>
      this.registry.find(
        { ...operation, service: origin.service, instance: origin.instance },
        receivedMs / 1000,
      ),
    );
  }
}

const clean = (text: string): string =>
  text.slice(0, MOST_DIMENSION).replaceAll("\0", "").toWellFormed();
