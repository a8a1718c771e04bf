import { ATTRIBUTE_COUNT, REQUEST_ATTRIBUTES, type SpanBatch } from "@/lib/decode/span-batch.ts";
import type { SpanReader } from "@/lib/decode/span-reader.ts";
import { LATE_AFTER_SECONDS } from "@/lib/domain/headroom.ts";
import { sketchIndex } from "./latency-sketch.ts";
import type { OperationAggregator } from "./operation-aggregator.ts";
import type { OperationGroup } from "./operation-group.ts";
import type { Origin } from "./origin.ts";
import type { OriginCache } from "./origin-cache.ts";
import { BUCKET_SECONDS } from "./request-cell.ts";
import type { RequestGroup } from "./request-group.ts";
import { isErrorSpan, isRequest, methodOf, routeOf, statusOf } from "./request-rules.ts";
import type { RequestSeries, RequestSeriesRegistry } from "./request-series.ts";
import { samplingWeight } from "./sampling-weight.ts";
import { secondsBetween, wholeSeconds } from "./span-time.ts";
import type { UserAggregator } from "./user-aggregator.ts";
import type { UserGroup } from "./user-group.ts";

const column = (name: (typeof REQUEST_ATTRIBUTES)[number]) => REQUEST_ATTRIBUTES.indexOf(name);
const ROUTE = column("route");
const METHOD = column("method");
const PATH = column("path");
const ERROR_TYPE = column("errorType");
const RPC_SERVICE = column("rpcService");
const RPC_METHOD = column("rpcMethod");
const RPC_STATUS = column("rpcStatus");

/** HTTP status codes below this share a key with route and method; odd ones are looked up by their texts. */
const STATUSES = 1_024;
const NO_INDEX = -32_768;
/** Fewer requests of a series than this since the process started: rare. */
const RARE_BELOW = 20;

/** What became of each span of a batch. */
export const VERDICT = { rejected: 0, plain: 1, request: 2, notable: 3 } as const;

/** What spans are added to. */
export type SpanGroups = { requests: RequestGroup; operations: OperationGroup; users: UserGroup };

export type Acceptance = { acceptPastMs: number; acceptFutureMs: number };

export type SpanOutcome = {
  rejectedPast: number;
  rejectedFuture: number;
  /** Of those that were taken, how many had ended long before they arrived. */
  late: number;
  /** One of `VERDICT` per span. */
  verdicts: Uint8Array;
  /** 1 where a span is an error. */
  errors: Uint8Array;
  /** The series of spans that are requests. */
  series: (RequestSeries | undefined)[];
  /** Origin per scope of the batch. */
  origins: Origin[];
};

/** Adds the spans of decoded bodies to a group's request cells, and judges which traces are worth keeping. */
export class SpanAggregator {
  private verdicts = new Uint8Array(1024);
  private errors = new Uint8Array(1024);
  private series: (RequestSeries | undefined)[] = [];
  private readonly seriesOfScope = new Map<bigint, Map<number, RequestSeries>>();
  private generation = 0;
  private hour = 0;

  constructor(
    private readonly reader: SpanReader,
    private readonly origins: OriginCache,
    private readonly registry: RequestSeriesRegistry,
    private readonly acceptance: Acceptance,
    private readonly others: { operations: OperationAggregator; users: UserAggregator },
  ) {}

  /** The outcome is valid until the next call. Throws `DecodeError` when a resource is malformed. */
  add(
    batch: SpanBatch,
    { requests: group, operations, users }: SpanGroups,
    receivedMs: number,
  ): SpanOutcome {
    const origins = batch.scopes.map((scope) => this.origins.find(batch.bytes, scope));
    this.forgetStaleNumbers(receivedMs);
    this.makeRoom(batch.count);
    const { verdicts, errors, series } = this;
    const judged = { rejectedPast: 0, rejectedFuture: 0, late: 0 };
    const outcome = { ...judged, verdicts, errors, series, origins };
    const lateBefore = receivedMs / 1000 - LATE_AFTER_SECONDS;
    const oldest = Math.floor((receivedMs - this.acceptance.acceptPastMs) / 1000);
    const newest = (receivedMs + this.acceptance.acceptFutureMs) / 1000;
    for (let i = 0; i < batch.count; i++) {
      const start = wholeSeconds(batch.startHigh[i] ?? 0, batch.startLow[i] ?? 0);
      const end = ((batch.endHigh[i] ?? 0) * 4_294_967_296 + (batch.endLow[i] ?? 0)) / 1e9;
      if (start < oldest) {
        outcome.rejectedPast++;
        this.verdicts[i] = VERDICT.rejected;
      } else if (end > newest || start > newest) {
        outcome.rejectedFuture++;
        this.verdicts[i] = VERDICT.rejected;
      } else {
        if (end < lateBefore) outcome.late++;
        const origin = origins[batch.scope[i] ?? 0];
        const at = origin && { origin, group, operations, users, start, receivedMs };
        if (at) this.verdicts[i] = this.addSpan(batch, i, at);
      }
    }
    const worthKeeping = this.others.operations.finish(batch, series, {
      group: operations,
      receivedMs,
    });
    for (const i of worthKeeping) verdicts[i] = VERDICT.notable;
    for (const i of batch.breakerChanges) {
      if (verdicts[i] !== VERDICT.rejected) verdicts[i] = VERDICT.notable;
    }
    return outcome;
  }

  private makeRoom(count: number): void {
    if (this.verdicts.length < count) {
      this.verdicts = new Uint8Array(count * 2);
      this.errors = new Uint8Array(count * 2);
    }
    this.series.length = 0;
  }

  private addSpan(
    batch: SpanBatch,
    i: number,
    at: {
      origin: Origin;
      group: RequestGroup;
      operations: OperationGroup;
      users: UserGroup;
      start: number;
      receivedMs: number;
    },
  ): number {
    const bucket = at.start - (at.start % BUCKET_SECONDS);
    at.group.markPresent(at.origin, bucket);
    const statusCode = batch.statusCode[i] ?? 0;
    const hasParent = (batch.parentId[i] ?? -1) >= 0;
    if (!isRequest(batch.kind[i] ?? 0, batch.flags[i] ?? 0, hasParent)) {
      this.errors[i] = statusCode === 2 ? 1 : 0;
      if (this.others.operations.mayTell(batch, i)) {
        const { origin, operations: group, start, receivedMs } = at;
        const place = { origin, group, start, receivedMs, weight: this.weight(batch, i) };
        this.others.operations.add(batch, i, place);
      }
      return statusCode === 2 ? VERDICT.notable : VERDICT.plain;
    }
    const httpStatus = batch.httpStatus[i] ?? 0;
    const hasErrorType = (batch.attributes[i * ATTRIBUTE_COUNT + ERROR_TYPE] ?? 0) !== 0;
    const isError = isErrorSpan(statusCode, httpStatus, hasErrorType);
    const seconds = secondsBetween(
      batch.startHigh[i] ?? 0,
      batch.startLow[i] ?? 0,
      batch.endHigh[i] ?? 0,
      batch.endLow[i] ?? 0,
    );
    this.others.users.note(batch, i, { origin: at.origin, start: at.start, group: at.users });
    const series = this.seriesOf(batch, i, at.origin, at.receivedMs);
    this.errors[i] = isError ? 1 : 0;
    this.series[i] = series;
    const cell = at.group.cell(series, bucket);
    const slowest = seconds > cell.maxSeconds || !cell.hasExemplar;
    cell.add(
      seconds,
      seconds > 0 ? sketchIndex(seconds) : NO_INDEX,
      this.weight(batch, i),
      isError,
    );
    if (slowest) cell.setExemplar(batch.bytes, batch.traceId[i] ?? 0);
    return isError || isSlowOrRare(series, seconds) ? VERDICT.notable : VERDICT.request;
  }

  private weight(batch: SpanBatch, i: number): number {
    const length = batch.traceStateLength[i] ?? 0;
    if (length === 0) return 1;
    const start = batch.traceState[i] ?? 0;
    return samplingWeight(Buffer.from(batch.bytes.subarray(start, start + length)).toString());
  }

  /** Interned numbers die with the interner's generation; series' activity is dated anew each hour. */
  private forgetStaleNumbers(receivedMs: number): void {
    const hour = Math.floor(receivedMs / 3_600_000);
    if (this.generation === this.reader.internerGeneration && this.hour === hour) return;
    this.seriesOfScope.clear();
    this.generation = this.reader.internerGeneration;
    this.hour = hour;
  }

  private seriesOf(batch: SpanBatch, i: number, origin: Origin, receivedMs: number): RequestSeries {
    const at = i * ATTRIBUTE_COUNT;
    const route = batch.attributes[at + ROUTE] ?? 0;
    const status = batch.httpStatus[i] ?? 0;
    let ofScope = this.seriesOfScope.get(origin.originId);
    if (!ofScope) {
      ofScope = new Map();
      this.seriesOfScope.set(origin.originId, ofScope);
    }
    const isPlain = status >= 0 && status < STATUSES;
    if (route === 0 || !isPlain || (batch.attributes[at + RPC_STATUS] ?? 0) !== 0) {
      return this.describe(batch, i, origin, receivedMs);
    }
    const key = (route * 65_536 + (batch.attributes[at + METHOD] ?? 0)) * STATUSES + status;
    let series = ofScope.get(key);
    if (!series) {
      series = this.describe(batch, i, origin, receivedMs);
      ofScope.set(key, series);
    }
    return series;
  }

  private describe(batch: SpanBatch, i: number, origin: Origin, receivedMs: number): RequestSeries {
    const text = (name: number) => {
      const id = batch.attributes[i * ATTRIBUTE_COUNT + name] ?? 0;
      return id === 0 ? "" : this.reader.interner.text(id);
    };
    const nameStart = batch.nameStart[i] ?? 0;
    const httpStatus = batch.httpStatus[i] ?? 0;
    const method = methodOf(text(METHOD));
    const route = routeOf({
      httpRoute: text(ROUTE),
      path: text(PATH),
      method,
      rpcService: text(RPC_SERVICE),
      rpcMethod: text(RPC_METHOD),
      spanName: Buffer.from(batch.bytes.subarray(nameStart, batch.nameEnd[i] ?? 0)).toString(),
    });
    const status = httpStatus > 0 ? String(httpStatus) : statusOf(text(RPC_STATUS));
    const { instance, version } = origin;
    const dimensions = { ...origin.service, route, method, status, instance, version };
    return this.registry.find(dimensions, "spans", receivedMs / 1000);
  }
}

/** Also moves the series' running 99th percentile: up by 2 % of 99 parts, down by 2 % of one part. */
function isSlowOrRare(series: RequestSeries, seconds: number): boolean {
  const isSlow = seconds > series.slowSeconds;
  series.slowSeconds *= isSlow ? 1.0198 : 0.9998;
  return ++series.seen <= RARE_BELOW || isSlow;
}
