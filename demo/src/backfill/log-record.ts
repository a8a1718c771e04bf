import type { PastProcess } from "./past-process.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import type { SpanId, SpanPen } from "./span-pen.ts";
import { type Attributes, writeAttributes } from "./span-template.ts";

const SEVERITY = { INFO: 9, WARN: 13, ERROR: 17 } as const;

export type PastLog = {
  severity: keyof typeof SEVERITY;
  body: string;
  attributes: Attributes;
  span: SpanId;
  /** Milliseconds since the pen's base. */
  atMs: number;
};

/** Writes a record of a process within a span of the trace at hand. */
export function writeLog(process: PastProcess, pen: SpanPen, log: PastLog): void {
  const record = new ProtobufWriter();
  const timeAt = record.fixed64(1, 0n);
  record.varint(2, SEVERITY[log.severity]);
  record.text(3, log.severity);
  record.message(5, (body) => body.text(1, log.body));
  writeAttributes(record, 6, log.attributes);
  record.fixed32(8, 1);
  const traceAt = record.bytes(9, Buffer.alloc(16));
  const spanAt = record.bytes(10, Buffer.alloc(8));
  const observedAt = record.fixed64(11, 0n);
  pen.writeTime(record, timeAt, log.atMs);
  pen.writeTime(record, observedAt, log.atMs);
  pen.writeTraceId(record, traceAt);
  pen.writeSpanId(record, spanAt, log.span);
  process.logs.bytes(2, record.written());
}
