/** Attributes of SERVER spans that decide which request series a span belongs to. */
export const REQUEST_ATTRIBUTES = [
  "route",
  "method",
  "path",
  "errorType",
  "rpcService",
  "rpcMethod",
  "rpcStatus",
] as const;
export type RequestAttribute = (typeof REQUEST_ATTRIBUTES)[number];
export const ATTRIBUTE_COUNT = REQUEST_ATTRIBUTES.length;

/** Byte ranges in the body: an instrumentation scope and the resource that it stands under; −1: absent. */
export type ScopeRange = {
  resourceStart: number;
  resourceEnd: number;
  scopeStart: number;
  scopeEnd: number;
};

/**
 * The spans of one body as columns, reused from body to body. Offsets point into `bytes`; texts are numbers of the
 * reader's interner, 0 when absent. Attributes are read of SERVER spans only.
 */
export class SpanBatch {
  bytes: Uint8Array = new Uint8Array(0);
  count = 0;
  /** Spans that were rejected alone: an id of zeros or of the wrong length. */
  rejectedIds = 0;
  scopes: ScopeRange[] = [];
  scope = new Int32Array(0);
  start = new Int32Array(0);
  end = new Int32Array(0);
  traceId = new Int32Array(0);
  spanId = new Int32Array(0);
  /** −1: no parent. */
  parentId = new Int32Array(0);
  /** Offset and length of `trace_state`; length 0: none. */
  traceState = new Int32Array(0);
  traceStateLength = new Int32Array(0);
  nameStart = new Int32Array(0);
  nameEnd = new Int32Array(0);
  kind = new Uint8Array(0);
  flags = new Uint32Array(0);
  startHigh = new Uint32Array(0);
  startLow = new Uint32Array(0);
  endHigh = new Uint32Array(0);
  endLow = new Uint32Array(0);
  /** OTLP status code: 0 unset, 1 ok, 2 error. */
  statusCode = new Uint8Array(0);
  /** HTTP response status code, 0 when absent. */
  httpStatus = new Int32Array(0);
  /** Which of `telling` are the span's. */
  tellingStart = new Int32Array(0);
  tellingEnd = new Int32Array(0);
  /** Spans during which a circuit breaker changed. */
  breakerChanges: number[] = [];
  /** Where attributes lie that may tell of an operation, of all spans. */
  readonly telling = { starts: new Int32Array(0), ends: new Int32Array(0), count: 0 };
  /** `ATTRIBUTE_COUNT` interned texts for each span. */
  attributes = new Int32Array(0);

  reset(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.count = 0;
    this.rejectedIds = 0;
    this.scopes = [];
    this.breakerChanges = [];
    this.telling.count = 0;
  }

  /** Notes an attribute that may tell of an operation. */
  addTelling(start: number, end: number): void {
    const { telling } = this;
    if (telling.count === telling.starts.length) {
      const size = Math.max(telling.count * 2, 4_096);
      telling.starts = grown(telling.starts, new Int32Array(size));
      telling.ends = grown(telling.ends, new Int32Array(size));
    }
    telling.starts[telling.count] = start;
    telling.ends[telling.count++] = end;
  }

  /** Makes room for one more span and returns its position; its columns hold what an absent field means. */
  add(): number {
    if (this.count === this.kind.length) this.grow(Math.max(this.count * 2, 1024));
    const i = this.count++;
    this.traceId[i] = -1;
    this.spanId[i] = -1;
    this.parentId[i] = -1;
    this.traceStateLength[i] = 0;
    this.nameStart[i] = 0;
    this.nameEnd[i] = 0;
    this.kind[i] = 0;
    this.flags[i] = 0;
    this.startHigh[i] = 0;
    this.startLow[i] = 0;
    this.endHigh[i] = 0;
    this.endLow[i] = 0;
    this.statusCode[i] = 0;
    this.httpStatus[i] = 0;
    this.tellingStart[i] = this.telling.count;
    this.tellingEnd[i] = this.telling.count;
    this.attributes.fill(0, i * ATTRIBUTE_COUNT, (i + 1) * ATTRIBUTE_COUNT);
    return i;
  }

  private grow(size: number): void {
    this.scope = grown(this.scope, new Int32Array(size));
    this.start = grown(this.start, new Int32Array(size));
    this.end = grown(this.end, new Int32Array(size));
    this.traceId = grown(this.traceId, new Int32Array(size));
    this.spanId = grown(this.spanId, new Int32Array(size));
    this.parentId = grown(this.parentId, new Int32Array(size));
    this.traceState = grown(this.traceState, new Int32Array(size));
    this.traceStateLength = grown(this.traceStateLength, new Int32Array(size));
    this.nameStart = grown(this.nameStart, new Int32Array(size));
    this.nameEnd = grown(this.nameEnd, new Int32Array(size));
    this.kind = grown(this.kind, new Uint8Array(size));
    this.flags = grown(this.flags, new Uint32Array(size));
    this.startHigh = grown(this.startHigh, new Uint32Array(size));
    this.startLow = grown(this.startLow, new Uint32Array(size));
    this.endHigh = grown(this.endHigh, new Uint32Array(size));
    this.endLow = grown(this.endLow, new Uint32Array(size));
    this.statusCode = grown(this.statusCode, new Uint8Array(size));
    this.httpStatus = grown(this.httpStatus, new Int32Array(size));
    this.tellingStart = grown(this.tellingStart, new Int32Array(size));
    this.tellingEnd = grown(this.tellingEnd, new Int32Array(size));
    this.attributes = grown(this.attributes, new Int32Array(size * ATTRIBUTE_COUNT));
  }
}

function grown<T extends { set(from: ArrayLike<number>): void; length: number }>(
  from: T & ArrayLike<number>,
  to: T,
): T {
  to.set(from);
  return to;
}
