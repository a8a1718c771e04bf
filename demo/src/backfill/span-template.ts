import { ProtobufWriter } from "./protobuf-writer.ts";

export const KIND = { server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** A parent in the same process, or none; a parent in another process. */
const FLAGS = { local: 0x101, remote: 0x301 } as const;

export type Attributes = Record<string, string | number>;

/** Everything about a span but its ids and times. */
export type SpanShape = {
  name: string;
  kind: number;
  attributes: Attributes;
  isError?: boolean;
  hasParent?: boolean;
  hasRemoteParent?: boolean;
  hasLink?: boolean;
};

/** A span's bytes, with the positions of what differs from span to span. */
export type SpanTemplate = {
  bytes: Buffer;
  traceAt: number;
  spanAt: number;
  /** −1: a root span. */
  parentAt: number;
  startAt: number;
  endAt: number;
  /** Where the linked span is named, which is the parent; null: no link. */
  linkAt: { trace: number; span: number } | null;
};

/** @see opentelemetry/proto/trace/v1/trace.proto, message Span */
export function spanTemplate(shape: SpanShape): SpanTemplate {
  const { hasParent = true, hasRemoteParent = false, hasLink = false } = shape;
  const span = new ProtobufWriter(512);
  const traceAt = span.bytes(1, Buffer.alloc(16));
  const spanAt = span.bytes(2, Buffer.alloc(8));
  const parentAt = hasParent ? span.bytes(4, Buffer.alloc(8)) : -1;
  span.text(5, shape.name);
  span.varint(6, shape.kind);
  const startAt = span.fixed64(7, 0n);
  const endAt = span.fixed64(8, 0n);
  writeAttributes(span, 9, shape.attributes);
  const linkAt = hasLink ? writeLink(span) : null;
  if (shape.isError === true) span.message(15, (status) => status.varint(3, 2));
  span.fixed32(16, hasRemoteParent ? FLAGS.remote : FLAGS.local);
  const framed = new ProtobufWriter(512);
  const shift = framed.bytes(2, span.written());
  return {
    bytes: Buffer.from(framed.written()),
    traceAt: traceAt + shift,
    spanAt: spanAt + shift,
    parentAt: hasParent ? parentAt + shift : -1,
    startAt: startAt + shift,
    endAt: endAt + shift,
    linkAt: linkAt && { trace: linkAt.trace + shift, span: linkAt.span + shift },
  };
}

function writeLink(span: ProtobufWriter): { trace: number; span: number } {
  const link = new ProtobufWriter();
  const trace = link.bytes(1, Buffer.alloc(16));
  const linked = link.bytes(2, Buffer.alloc(8));
  const start = span.bytes(13, link.written());
  return { trace: start + trace, span: start + linked };
}

/** Attributes as repeated KeyValue fields under `field`; whole numbers become integers, others doubles. */
export function writeAttributes(
  writer: ProtobufWriter,
  field: number,
  attributes: Attributes,
): void {
  for (const [key, given] of Object.entries(attributes)) {
    writer.message(field, (pair) => {
      pair.text(1, key);
      pair.message(2, (value) => {
        if (typeof given === "string") value.text(1, given);
        else if (Number.isInteger(given)) value.varint(3, given);
        else value.double(4, given);
      });
    });
  }
}
