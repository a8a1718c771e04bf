import type { EventKey } from "@/lib/contract/events.ts";
import { nameBits, nameHash } from "@/lib/decode/attribute-hash.ts";
import { attributesToRecord } from "@/lib/decode/attributes.ts";
import type { Span } from "@/lib/decode/otlp-messages.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { OPERATION_KEYS, type OperationTexts, operationsOf } from "@/lib/domain/operation-rules.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import { readPool } from "@/lib/platform/db.ts";
import { loadOrigins } from "@/lib/store/origins.ts";
import type { CandidateSpan } from "@/lib/store/span-search.ts";
import { findSpanStarts } from "@/lib/store/span-starts.ts";
import { eventKeyText } from "./event-operations.ts";
import { nsOfMs } from "./nanoseconds.ts";
import { scanSpans } from "./span-scan.ts";

/** OTLP's numbers of span kinds. */
const KIND = { producer: 4, consumer: 5 } as const;
/** Kept spans of the last hours of a range are looked at, so many of them. */
const MOST_SPANS = 1_000;
const LONGEST_MS = 6 * 3_600_000;

/** A message from its publishing to its processing. */
export type EventLag = { atMs: number; lagMs: number };

/** What kept spans tell of each destination and consumer group, by `eventKeyText`. */
export type EventSpans = {
  lags: ReadonlyMap<string, readonly EventLag[]>;
  /** The newest trace in which processing failed. */
  failed: ReadonlyMap<string, string>;
};

/** Reads kept CONSUMER spans of a range, the newest first, with the PRODUCER spans that they link to or stand under. */
export async function readEventSpans(range: { fromMs: number; toMs: number }): Promise<EventSpans> {
  const pool = readPool();
  const fromMs = Math.max(range.fromMs, range.toMs - LONGEST_MS);
  const spans: CandidateSpan[] = [];
  const window = { range: { fromNs: nsOfMs(fromMs), toNs: nsOfMs(range.toMs) }, before: null };
  for await (const batch of scanSpans(pool, CONSUMERS, window)) {
    spans.push(...batch.spans);
    if (spans.length >= MOST_SPANS) break;
  }
  const origins = await loadOrigins(
    pool,
    spans.map(({ originId }) => originId),
  );
  const consumed = spans.flatMap((span) => {
    const origin = origins.get(span.originId);
    const message = readMessage("Span", span.payload);
    const target = targetOf(message, span.name);
    if (!origin || !target) return [];
    const { namespace, service, environment } = origin;
    const text = eventKeyText({ namespace, service, environment, ...target });
    return [{ span, message, text, isRetry: target.isRetry }];
  });
  // A retry has waited on purpose: it tells nothing of lag.
  const published = consumed.map(({ span, message, isRetry }) =>
    isRetry ? [] : publishersOf(span, message),
  );
  const traceIds = [...new Set(published.flat().map((id) => id.slice(0, 32)))];
  const starts = await findSpanStarts(pool, { traceIds, kind: KIND.producer });
  const lags = new Map<string, EventLag[]>();
  const failed = new Map<string, string>();
  for (const [i, { span, message, text }] of consumed.entries()) {
    const found = (published[i] ?? []).flatMap((id) => starts.get(id) ?? []);
    const own = lags.get(text) ?? [];
    lags.set(text, own);
    for (const startNs of found) {
      const lagMs = Math.max(0, Number(span.startNs - startNs) / 1e6);
      own.push({ atMs: Number(span.startNs / 1_000_000n), lagMs });
    }
    if (message.status?.code === 2 && !failed.has(text)) failed.set(text, span.traceId);
  }
  return { lags, failed };
}

/** Spans of kind CONSUMER that name a destination, as present and older conventions do. */
const CONSUMERS = {
  probe: {
    columns: [{ column: "kind", operator: "=", value: KIND.consumer }],
    attributes: [
      ["messaging.destination.name", "messaging.destination", "messaging.destination.template"],
    ].map((names) => {
      const hashes = names.map(nameHash);
      return { hashes, bits: hashes.map(nameBits), originIds: [] };
    }),
  },
  matches: () => true,
} satisfies Parameters<typeof scanSpans>[1];

const NO_TEXTS = Object.fromEntries(
  Object.values(OPERATION_KEYS).map((text) => [text, ""]),
) as OperationTexts;

type Consumed = Pick<EventKey, "system" | "destination" | "consumerGroup"> & { isRetry: boolean };

/** What a CONSUMER span processed; null: nothing. */
function targetOf({ attributes }: Span, name: string): Consumed | null {
  const { record } = attributesToRecord(attributes, ATTRIBUTE_LIMITS);
  const isRetry = Number(record["messaging.message.attempt"] ?? 1) > 1;
  const texts: Record<string, string> = { ...NO_TEXTS };
  for (const [key, text] of Object.entries(OPERATION_KEYS)) {
    const value = record[key];
    if (value !== undefined && texts[text] === "") texts[text] = String(value);
  }
  // Every text is there, if only empty.
  const span = { kind: KIND.consumer, name, texts: texts as OperationTexts, statement: "" };
  const event = operationsOf(span).find(({ concern }) => concern === "events");
  if (!event || event.target.operation === "settle") return null;
  const { system = "", destination = "", consumerGroup = "" } = event.target;
  return { system, destination, consumerGroup, isRetry };
}

/** Trace and span id of those whose message it processed: its links, else the span above. */
function publishersOf({ traceId }: CandidateSpan, { links, parentSpanId }: Span): string[] {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  if (links.length > 0) return links.map((link) => hex(link.traceId) + hex(link.spanId));
  return parentSpanId.length === 8 ? [traceId + hex(parentSpanId)] : [];
}
