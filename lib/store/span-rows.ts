import type { Origin } from "@/lib/aggregate/origin.ts";
import type { SpanOutcome } from "@/lib/aggregate/span-aggregator.ts";
import { wholeSeconds } from "@/lib/aggregate/span-time.ts";
import { isSpanWithinLimits, limitSpanPayload } from "@/lib/decode/attribute-limits.ts";
import { SpanAttributeReader } from "@/lib/decode/span-attribute-reader.ts";
import type { SpanBatch } from "@/lib/decode/span-batch.ts";
import { storableText } from "@/lib/decode/storable-text.ts";
import type { CopyEncoder } from "./copy-binary.ts";
import type { SpanAttributeRows } from "./span-attribute-rows.ts";

const attributes = new SpanAttributeReader();
const MOST_NAME_BYTES = 1_024;
const SIGN_HIGH = 0x8000_0000;

/** Where a kept span goes: its own row, and what it adds to the summary of attributes. */
export type SpanTarget = { spans: CopyEncoder; spanAttributes: SpanAttributeRows };

/**
 * Writes a kept span of a batch. Returns how many of its attribute values were cut. The columns are those of
 * `copyUnique` for `spans`.
 */
export function encodeSpan(
  { spans: rows, spanAttributes }: SpanTarget,
  batch: SpanBatch,
  span: { i: number; outcome: SpanOutcome; origin: Origin },
): number {
  const { i, outcome, origin } = span;
  const { bytes } = batch;
  const spanId = batch.spanId[i] ?? 0;
  const parentId = batch.parentId[i] ?? -1;
  const dimensions = outcome.series[i]?.dimensions;
  const start = batch.start[i] ?? 0;
  const end = batch.end[i] ?? 0;
  const limited = isSpanWithinLimits(bytes, start, end)
    ? null
    : limitSpanPayload(bytes, start, end);
  attributes.read(bytes, start, end);
  const second = wholeSeconds(batch.startHigh[i] ?? 0, batch.startLow[i] ?? 0);
  spanAttributes.add(second, attributes.hashes, attributes.count);
  rows.row(16);
  rows.uuid(bytes, batch.traceId[i] ?? 0);
  rows.bytes(bytes, spanId, spanId + 8);
  rows.int64(batch.startHigh[i] ?? 0, batch.startLow[i] ?? 0);
  if (parentId < 0) rows.null();
  else rows.bytes(bytes, parentId, parentId + 8);
  encodeDuration(rows, batch, i);
  rows.bigint(origin.originId);
  rows.bigint(origin.serviceId);
  rows.int16(batch.kind[i] ?? 0);
  rows.bool(dimensions !== undefined);
  rows.bool(outcome.errors[i] === 1);
  encodeName(rows, bytes, batch.nameStart[i] ?? 0, batch.nameEnd[i] ?? 0);
  rows.text(dimensions?.route ?? "");
  rows.text(dimensions?.method ?? "");
  rows.text(dimensions?.status ?? "");
  if (limited === null) rows.bytes(bytes, start, end);
  else rows.bytes(limited.payload);
  rows.int64(attributes.bitsHigh >>> 0, attributes.bitsLow >>> 0);
  return limited?.cut ?? 0;
}

/** End minus start, borrow included; 0 when the clock stepped back. */
function encodeDuration(rows: CopyEncoder, batch: SpanBatch, i: number): void {
  const low = (batch.endLow[i] ?? 0) - (batch.startLow[i] ?? 0);
  const high = (batch.endHigh[i] ?? 0) - (batch.startHigh[i] ?? 0) - (low < 0 ? 1 : 0);
  if (high < 0 || high >= SIGN_HIGH) rows.int64(0, 0);
  else rows.int64(high, low);
}

/** Plain ASCII goes as the bytes it is; anything else through text, so that Postgres can hold it. */
function encodeName(rows: CopyEncoder, bytes: Uint8Array, start: number, end: number): void {
  const stop = Math.min(end, start + MOST_NAME_BYTES);
  for (let at = start; at < stop; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0 && byte < 128) continue;
    rows.text(storableText(Buffer.from(bytes.subarray(start, stop)).toString()));
    return;
  }
  rows.bytes(bytes, start, stop);
}
