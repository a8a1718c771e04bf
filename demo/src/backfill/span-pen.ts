import type { Random } from "../random.ts";
import type { ProtobufWriter } from "./protobuf-writer.ts";
import type { SpanTemplate } from "./span-template.ts";

/** The number of a span within its trace. */
export type SpanId = number;

export type SpanTimes = {
  id: SpanId;
  parent: SpanId | null;
  /** Milliseconds since `baseMs`. */
  startMs: number;
  endMs: number;
};

const WORD = 2 ** 32;

/** Writes the spans of one trace after another. */
export class SpanPen {
  /** Spans written since it was made. */
  spans = 0;
  private readonly trace = new Uint32Array(4);
  private ids = new Uint32Array(256);
  private used = 0;
  private baseHigh = 0;
  private baseLow = 0;

  constructor(private readonly random: Random) {}

  /** Times that are written from now on count from here (Unix ms, whole). */
  setBase(baseMs: number): void {
    const ns = BigInt(baseMs) * 1_000_000n;
    this.baseHigh = Number(ns >> 32n);
    this.baseLow = Number(ns & 0xffff_ffffn);
  }

  beginTrace(): void {
    for (let i = 0; i < 4; i++) this.trace[i] = 1 + Math.floor(this.random() * (WORD - 1));
    this.used = 0;
  }

  /** A new span of the trace at hand; it is written later, once its end is known. */
  newSpan(): SpanId {
    if (this.used * 2 + 2 > this.ids.length) {
      const larger = new Uint32Array(this.ids.length * 2);
      larger.set(this.ids);
      this.ids = larger;
    }
    this.ids[this.used * 2] = 1 + Math.floor(this.random() * (WORD - 1));
    this.ids[this.used * 2 + 1] = Math.floor(this.random() * WORD);
    return this.used++;
  }

  write(to: ProtobufWriter, template: SpanTemplate, span: SpanTimes): void {
    const at = to.append(template.bytes);
    this.writeTraceId(to, at + template.traceAt);
    this.writeSpanId(to, at + template.spanAt, span.id);
    if (template.parentAt >= 0) this.writeSpanId(to, at + template.parentAt, span.parent ?? 0);
    this.writeTime(to, at + template.startAt, span.startMs);
    this.writeTime(to, at + template.endAt, span.endMs);
    if (template.linkAt !== null) {
      this.writeTraceId(to, at + template.linkAt.trace);
      this.writeSpanId(to, at + template.linkAt.span, span.parent ?? 0);
    }
    this.spans++;
  }

  writeTraceId(to: ProtobufWriter, at: number): void {
    for (let i = 0; i < 4; i++) to.setUint32(at + i * 4, this.trace[i] ?? 0);
  }

  writeSpanId(to: ProtobufWriter, at: number, id: SpanId): void {
    to.setUint32(at, this.ids[id * 2] ?? 0);
    to.setUint32(at + 4, this.ids[id * 2 + 1] ?? 0);
  }

  /** `ms` since the base, to the nanosecond, as far as a number tells. */
  writeTime(to: ProtobufWriter, at: number, ms: number): void {
    const low = this.baseLow + Math.round(ms * 1_000_000);
    to.setUint32(at, low % WORD);
    to.setUint32(at + 4, this.baseHigh + Math.floor(low / WORD));
  }
}
