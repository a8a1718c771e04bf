import { LRUCache } from "lru-cache";
import type { SpanBatch } from "@/lib/decode/span-batch.ts";
import { VERDICT } from "./span-aggregator.ts";

/** Seconds of budget that may be spent at once after a quiet time. */
const BURST_SECONDS = 60;
/** Share of the budget for the head sample; the rest is for errors, slow and rare requests. */
const HEAD_PART = 0.5;
const RATE_WINDOW_SECONDS = 5;
const REMEMBERED_TRACES = 20_000;
const ID_RANGE = 2 ** 32;

export type Kept = { spans: Int32Array; count: number };

/**
 * Decides which spans are kept, under a budget of spans per second over the long run. Kept are a share of the traces
 * told by their id, equal on every instance with the same share; the spans of a body whose trace shows an error or a
 * slow or rare request there; and later spans of traces chosen so.
 */
export class TraceKeeper {
  private tokens: number;
  private lastMs: number;
  private windowStartMs: number;
  private windowSpans = 0;
  private spansPerSecond = 0;
  private readonly chosen = new LRUCache<number, true>({ max: REMEMBERED_TRACES });
  private told: number[] = [];
  private readonly kept: Kept = { spans: new Int32Array(1024), count: 0 };

  constructor(
    private readonly budget: number,
    nowMs: number,
  ) {
    this.tokens = budget * BURST_SECONDS;
    this.lastMs = nowMs;
    this.windowStartMs = nowMs;
  }

  /** Share of traces, 0 to 1, that the head sample keeps at the present rate. */
  get headShare(): number {
    if (this.spansPerSecond <= this.budget) return 1;
    return (this.budget * HEAD_PART) / this.spansPerSecond;
  }

  /** Traces chosen here since the last call, for the other ingest processes. */
  takeChosen(): number[] {
    const taken = this.told;
    this.told = [];
    return taken;
  }

  /** Keeps the later spans of traces that another process chose. */
  remember(keys: readonly number[]): void {
    for (const key of keys) this.chosen.set(key, true);
  }

  /** Positions of the spans to keep; valid until the next call. */
  choose(batch: SpanBatch, verdicts: Uint8Array, nowMs: number): Kept {
    if (this.kept.spans.length < batch.count) this.kept.spans = new Int32Array(batch.count * 2);
    this.kept.count = 0;
    if (this.budget === Number.POSITIVE_INFINITY) return this.keepAll(batch, verdicts);
    this.refill(batch.count, nowMs);
    const threshold = this.headShare * ID_RANGE;
    const notable = this.notableTraces(batch, verdicts);
    for (let i = 0; i < batch.count && this.tokens >= 1; i++) {
      if (verdicts[i] === VERDICT.rejected) continue;
      const at = batch.traceId[i] ?? 0;
      const low = lowBits(batch.bytes, at);
      const wanted = low < threshold || this.isNotable(notable, batch.bytes, at);
      if (!wanted) continue;
      this.kept.spans[this.kept.count++] = i;
      this.tokens--;
    }
    return this.kept;
  }

  private keepAll(batch: SpanBatch, verdicts: Uint8Array): Kept {
    for (let i = 0; i < batch.count; i++) {
      if (verdicts[i] !== VERDICT.rejected) this.kept.spans[this.kept.count++] = i;
    }
    return this.kept;
  }

  private notableTraces(batch: SpanBatch, verdicts: Uint8Array): Set<number> | null {
    if (this.tokens < this.budget * BURST_SECONDS * 0.01) return null;
    let found: Set<number> | null = null;
    // A body's notable traces may spend what there is, less what the head sample needs.
    let room = Math.max(this.tokens / 8, 1);
    for (let i = 0; i < batch.count && room >= 1; i++) {
      if (verdicts[i] !== VERDICT.notable) continue;
      const key = traceKey(batch.bytes, batch.traceId[i] ?? 0);
      found ??= new Set();
      if (found.has(key)) continue;
      found.add(key);
      if (!this.chosen.has(key)) this.told.push(key);
      this.chosen.set(key, true);
      room--;
    }
    return found;
  }

  private isNotable(notable: Set<number> | null, bytes: Uint8Array, at: number): boolean {
    if (notable === null && this.chosen.size === 0) return false;
    const key = traceKey(bytes, at);
    return (notable?.has(key) ?? false) || this.chosen.has(key);
  }

  private refill(spans: number, nowMs: number): void {
    const seconds = Math.max(nowMs - this.lastMs, 0) / 1000;
    this.lastMs = Math.max(nowMs, this.lastMs);
    this.tokens = Math.min(this.tokens + seconds * this.budget, this.budget * BURST_SECONDS);
    this.windowSpans += spans;
    const elapsed = (nowMs - this.windowStartMs) / 1000;
    if (elapsed < 1) return;
    const rate = this.windowSpans / elapsed;
    const part = Math.min(elapsed / RATE_WINDOW_SECONDS, 1);
    this.spansPerSecond += (rate - this.spansPerSecond) * part;
    this.windowStartMs = nowMs;
    this.windowSpans = 0;
  }
}

/** The last four bytes of a trace id, which the W3C recommendation asks to be random. */
const lowBits = (bytes: Uint8Array, at: number): number =>
  (((bytes[at + 12] ?? 0) << 24) |
    ((bytes[at + 13] ?? 0) << 16) |
    ((bytes[at + 14] ?? 0) << 8) |
    (bytes[at + 15] ?? 0)) >>>
  0;

/** 52 bits of a trace id as a number. */
const traceKey = (bytes: Uint8Array, at: number): number =>
  lowBits(bytes, at) * 1_048_576 +
  (((bytes[at + 9] ?? 0) & 15) * 65_536 + (bytes[at + 10] ?? 0) * 256 + (bytes[at + 11] ?? 0));
