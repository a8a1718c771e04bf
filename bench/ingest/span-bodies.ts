import { Random } from "../random.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import { type ServiceTemplate, type SpanTemplate, serviceTemplates } from "./span-templates.ts";

/** An export request before compression, and how many of its spans are requests. */
export type SpanBody = { bytes: Buffer; spans: number; requests: number };

const SERVICES = 10;
/** A body of more spans than an SDK sends comes from a Collector, which mixes services. */
const SPANS_A_RESOURCE = 1_024;
const FAILING_SHARE = 0.01;
const MEDIAN_SECONDS = 0.04;
/** Spans of a body start within this long before it is sent. */
const BODY_SECONDS = 5;

/**
 * Makes export requests like those of ten services: traces of four spans (a request, a computation, a query, a call),
 * 200 request series, one request in a hundred failing. Ids and latencies come from a fixed random source.
 */
export class SpanBodies {
  private readonly random: Random;
  private readonly services: ServiceTemplate[] = serviceTemplates(SERVICES);
  private trace: SpanTemplate[] = [];
  private readonly traceId = Buffer.alloc(16);
  private readonly rootId = Buffer.alloc(8);
  private startMs = 0;
  private position = 0;
  private bodies = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** The next body of `spans` spans; sent at `sentMs` (Unix ms). */
  next(spans: number, sentMs: number): SpanBody {
    const body = new ProtobufWriter();
    let requests = 0;
    for (let left = spans; left > 0; left -= SPANS_A_RESOURCE) {
      const service = this.services[this.bodies++ % SERVICES];
      if (!service) continue;
      const count = Math.min(left, SPANS_A_RESOURCE);
      const scoped = new ProtobufWriter();
      scoped.bytes(1, service.scope);
      for (let n = 0; n < count; n++) {
        if (this.position === 0) requests++;
        this.addSpan(scoped, service, sentMs);
      }
      const resourced = new ProtobufWriter();
      resourced.bytes(1, service.resource);
      resourced.bytes(2, scoped.finish());
      body.bytes(1, resourced.finish());
    }
    return { bytes: body.finish(), spans, requests };
  }

  private addSpan(writer: ProtobufWriter, service: ServiceTemplate, sentMs: number): void {
    const { random } = this;
    if (this.position === 0) this.beginTrace(service, sentMs);
    const template = this.trace[this.position];
    if (!template) throw new Error("a trace has four spans");
    const { bytes } = template;
    this.traceId.copy(bytes, template.traceId);
    if (this.position === 0) this.rootId.copy(bytes, template.spanId);
    else {
      fill(bytes, template.spanId, 2, random);
      this.rootId.copy(bytes, template.parentId);
    }
    const startMs = this.startMs + this.position;
    writeTime(bytes, template.start, startMs);
    writeTime(bytes, template.end, startMs + random.latency(MEDIAN_SECONDS) * 1000);
    bytes.write(String(100_000 + random.below(900_000)), template.digits, "latin1");
    writer.bytes(2, bytes);
    this.position = (this.position + 1) % this.trace.length;
  }

  private beginTrace(service: ServiceTemplate, sentMs: number): void {
    const { random } = this;
    const traces = random.unit() < FAILING_SHARE ? service.failing : service.healthy;
    this.trace = traces[random.below(traces.length)] ?? [];
    fill(this.traceId, 0, 4, random);
    fill(this.rootId, 0, 2, random);
    this.startMs = sentMs - random.unit() * BODY_SECONDS * 1000;
  }
}

function fill(bytes: Buffer, at: number, words: number, random: Random): void {
  for (let word = 0; word < words; word++) bytes.writeUInt32BE(random.bits(), at + word * 4);
}

/** Unix milliseconds as 64-bit nanoseconds, with whatever fraction of a millisecond there is. */
function writeTime(bytes: Buffer, at: number, ms: number): void {
  const wholeMs = Math.floor(ms);
  const ns = BigInt(wholeMs) * 1_000_000n + BigInt(Math.floor((ms - wholeMs) * 1_000_000));
  bytes.writeBigUInt64LE(ns, at);
}
