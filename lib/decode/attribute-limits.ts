import { ATTRIBUTE_LIMITS, SPAN_LIMITS } from "../domain/telemetry-limits.ts";
import { AttributeCutter } from "./attribute-cutter.ts";
import type { KeyValue, Span, SpanEvent, SpanLink } from "./otlp-messages.ts";
import { readMessage } from "./read-message.ts";
import { SpanSizeReader } from "./span-size-reader.ts";
import { type WritableMessage, writeMessage } from "./write-message.ts";

/** No less than the ids, times, counts and flags of the message take, with their tags and lengths. */
const SPAN_OVERHEAD = 256;
const EVENT_OVERHEAD = 32;
const LINK_OVERHEAD = 64;

const sizes = new SpanSizeReader();

/** Whether the Span message in `bytes[start … end)` can be stored as it came. Throws `DecodeError` for no span. */
export const isSpanWithinLimits = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start <= SPAN_LIMITS.messageBytes && sizes.fits(bytes, start, end);

/**
 * The Span message in `bytes[start … end)` as it is to be stored: a copy of its bytes when it is within
 * `ATTRIBUTE_LIMITS` and `SPAN_LIMITS`, else encoded anew with values cut, later events and links left out, and their
 * dropped counts raised. `cut` counts what was shortened or left out. Throws `DecodeError` for bytes that are no span.
 */
export function limitSpanPayload(
  bytes: Uint8Array,
  start: number,
  end: number,
): { payload: Uint8Array; cut: number } {
  if (isSpanWithinLimits(bytes, start, end)) {
    return { payload: new Uint8Array(bytes.subarray(start, end)), cut: 0 };
  }
  const cutter = new AttributeCutter({
    ...ATTRIBUTE_LIMITS,
    totalBytes: SPAN_LIMITS.messageBytes - SPAN_OVERHEAD,
  });
  const payload = writeMessage("Span", cutSpan(readMessage("Span", bytes, start, end), cutter));
  return { payload, cut: cutter.cut };
}

function cutSpan(span: Span, cutter: AttributeCutter): WritableMessage {
  const cut = {
    ...span,
    parentSpanId: validId(span.parentSpanId, 8, cutter),
    name: cutter.text(span.name),
    traceState: cutter.text(span.traceState),
    status: span.status && { ...span.status, message: cutter.text(span.status.message) },
    ...cutAttributes(span, cutter),
  };
  const events = firstParts(span.events, SPAN_LIMITS.events, (event) => cutEvent(event, cutter));
  const links = firstParts(span.links, SPAN_LIMITS.links, (link) => cutLink(link, cutter));
  const eventsDropped = span.events.length - events.length;
  const linksDropped = span.links.length - links.length;
  cutter.cut += eventsDropped + linksDropped;
  return {
    ...cut,
    events,
    droppedEventsCount: raised(span.droppedEventsCount, eventsDropped),
    links,
    droppedLinksCount: raised(span.droppedLinksCount, linksDropped),
  };
}

/** The event cut to what is left; null when nothing is left for it. */
function cutEvent(event: SpanEvent, cutter: AttributeCutter): WritableMessage | null {
  if (!cutter.spend(EVENT_OVERHEAD)) return null;
  return { ...event, name: cutter.text(event.name), ...cutAttributes(event, cutter) };
}

function cutLink(link: SpanLink, cutter: AttributeCutter): WritableMessage | null {
  if (!cutter.spend(LINK_OVERHEAD)) return null;
  return {
    ...link,
    traceId: validId(link.traceId, 16, cutter),
    spanId: validId(link.spanId, 8, cutter),
    traceState: cutter.text(link.traceState),
    ...cutAttributes(link, cutter),
  };
}

function cutAttributes(
  part: { readonly attributes: readonly KeyValue[]; readonly droppedAttributesCount: number },
  cutter: AttributeCutter,
) {
  const attributes = cutter.attributes(part.attributes);
  const dropped = part.attributes.length - attributes.length;
  return { attributes, droppedAttributesCount: raised(part.droppedAttributesCount, dropped) };
}

function firstParts<Part>(
  parts: readonly Part[],
  most: number,
  cutPart: (part: Part) => WritableMessage | null,
): WritableMessage[] {
  const kept: WritableMessage[] = [];
  for (const part of parts.slice(0, most)) {
    const cut = cutPart(part);
    if (cut === null) break;
    kept.push(cut);
  }
  return kept;
}

/** The id if it has its length; one of any other length names nothing and could be of any size. */
function validId(id: Uint8Array, length: number, cutter: AttributeCutter): Uint8Array {
  if (id.length === length || id.length === 0) return id;
  cutter.cut++;
  return new Uint8Array(0);
}

const raised = (droppedCount: number, by: number): number =>
  Math.min(droppedCount + by, 0xffff_ffff);
