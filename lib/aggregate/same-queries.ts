import { LRUCache } from "lru-cache";
import type { SpanBatch } from "@/lib/decode/span-batch.ts";
import { DRIVER_QUERY, PRISMA_QUERIES } from "@/lib/domain/operation-rules.ts";

const REMEMBERED = 10_000;
const FIRST_LETTER = "p".charCodeAt(0);

/**
 * Tells a driver's span under a query of Prisma's or of a router of replicas, which is the same query and not a second,
 * within a body and from one body to the next. What is remembered depends on spans alone, so that a body that is added again is told the same.
 */
export class SameQueries {
  /** Queries that count instead of their driver's spans, and those whose driver's span was counted before they came. */
  private readonly above = new LRUCache<string, true>({ max: REMEMBERED });
  private readonly counted = new LRUCache<string, true>({ max: REMEMBERED });

  /** "later": the span's parent may be a query of Prisma's that follows in the body: ask `isSame` at its end. */
  look(batch: SpanBatch, i: number): "counts" | "same" | "later" {
    // The names looked for begin with this letter; most others need not become a text.
    if (batch.bytes[batch.nameStart[i] ?? 0] !== FIRST_LETTER) return "counts";
    const name = nameOf(batch, i);
    if (PRISMA_QUERIES.has(name)) return this.isCounted(batch, i) ? "same" : "counts";
    return DRIVER_QUERY.test(name) && (batch.parentId[i] ?? -1) >= 0 ? "later" : "counts";
  }

  /** Of a query above a driver's: whether the driver's span was counted already; else its own counts from now on. */
  isCounted(batch: SpanBatch, i: number): boolean {
    const id = idOf(batch, i, batch.spanId[i] ?? 0);
    if (this.counted.has(id)) return true;
    this.above.set(id, true);
    return false;
  }

  /** Of a driver's span, at the end of its body: whether a query above it has told of it. */
  isSame(batch: SpanBatch, i: number): boolean {
    const parent = idOf(batch, i, batch.parentId[i] ?? 0);
    if (this.above.has(parent)) return true;
    this.counted.set(parent, true);
    return false;
  }
}

/** Trace and span, as a text of bytes. */
const idOf = ({ bytes, traceId }: SpanBatch, i: number, spanAt: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + (traceId[i] ?? 0), 16).toString("latin1") +
  Buffer.from(bytes.buffer, bytes.byteOffset + spanAt, 8).toString("latin1");

const nameOf = (batch: SpanBatch, i: number): string =>
  Buffer.from(batch.bytes.subarray(batch.nameStart[i] ?? 0, batch.nameEnd[i] ?? 0)).toString();
