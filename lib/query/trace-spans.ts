import type { TraceSpan } from "@/lib/contract/traces.ts";
import { attributesToRecord } from "@/lib/decode/attributes.ts";
import type { KeyValue, SpanEvent, SpanLink } from "@/lib/decode/otlp-messages.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { UNKNOWN_SERVICE } from "@/lib/domain/service.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import type { Origin } from "@/lib/store/origins.ts";
import type { StoredSpan } from "@/lib/store/whole-traces.ts";
import { instantOfNs } from "./nanoseconds.ts";

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
const STATUSES = ["unset", "ok", "error"] as const;

/** A kept span as an answer shows it, its OTLP message decoded. */
export function toTraceSpan(
  span: StoredSpan,
  traceStartNs: bigint,
  origin: Origin | undefined,
): TraceSpan {
  const message = readMessage("Span", span.payload);
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: KINDS[span.kind] ?? "unspecified",
    service: origin?.service ?? UNKNOWN_SERVICE,
    namespace: origin?.namespace ?? "",
    environment: origin?.environment ?? "",
    scope: origin?.scopeName ?? "",
    at: instantOfNs(span.startNs),
    offsetNs: Number(span.startNs - traceStartNs),
    durationMs: Number(span.durationNs) / 1e6,
    status: STATUSES[message.status?.code ?? 0] ?? "unset",
    statusMessage: message.status?.message ?? "",
    error: span.isError,
    attributes: recordOf(message.attributes),
    resource: origin?.resource ?? {},
    events: message.events.map((event) => toEvent(event, traceStartNs)),
    links: message.links.map(toLink),
  };
}

const recordOf = (attributes: readonly KeyValue[]) =>
  attributesToRecord(attributes, ATTRIBUTE_LIMITS).record;

const toEvent = (event: SpanEvent, traceStartNs: bigint): TraceSpan["events"][number] => ({
  at: instantOfNs(event.timeUnixNano),
  offsetNs: Number(event.timeUnixNano - traceStartNs),
  name: event.name,
  attributes: recordOf(event.attributes),
});

const toLink = (link: SpanLink): TraceSpan["links"][number] => ({
  traceId: Buffer.from(link.traceId).toString("hex"),
  spanId: Buffer.from(link.spanId).toString("hex"),
  attributes: recordOf(link.attributes),
});
