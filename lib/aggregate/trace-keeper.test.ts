import { describe, expect, test } from "vitest";
import { SpanBatch } from "@/lib/decode/span-batch.ts";
import { VERDICT } from "./span-aggregator.ts";
import { TraceKeeper } from "./trace-keeper.ts";

const START_MS = 1_795_521_600_000;

/** A fixed source of evenly spread numbers (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Given = { traceId: Buffer; verdict: number };

/** A batch of spans of which only the trace ids matter. */
function batchOf(spans: readonly Given[]): { batch: SpanBatch; verdicts: Uint8Array } {
  const batch = new SpanBatch();
  batch.reset(Buffer.concat(spans.map(({ traceId }) => traceId)));
  for (const [n] of spans.entries()) {
    const i = batch.add();
    batch.traceId[i] = n * 16;
  }
  return { batch, verdicts: Uint8Array.from(spans.map(({ verdict }) => verdict)) };
}

function keptOf(keeper: TraceKeeper, spans: readonly Given[], nowMs: number): Given[] {
  const { batch, verdicts } = batchOf(spans);
  const { spans: positions, count } = keeper.choose(batch, verdicts, nowMs);
  return [...positions.subarray(0, count)].flatMap((i) => spans[i] ?? []);
}

const random = randomOf(7);
function traceId(): Buffer {
  const id = Buffer.alloc(16);
  for (let at = 0; at < 16; at += 4) id.writeUInt32BE(Math.floor(random() * 2 ** 32), at);
  return id;
}
const plain = (): Given => ({ traceId: traceId(), verdict: VERDICT.request });
const notable = (): Given => ({ traceId: traceId(), verdict: VERDICT.notable });
const many = (count: number, make: () => Given) => Array.from({ length: count }, make);

/** Runs a stream of bodies for some seconds; every 100 ms one of `perSecond / 10` spans. */
function run(
  keeper: TraceKeeper,
  seconds: number,
  perSecond: number,
  make: () => Given,
  fromMs = START_MS,
): { kept: Given[]; sent: number } {
  const kept: Given[] = [];
  for (let tick = 1; tick <= seconds * 10; tick++) {
    kept.push(...keptOf(keeper, many(perSecond / 10, make), fromMs + tick * 100));
  }
  return { kept, sent: seconds * perSecond };
}

describe("the budget", () => {
  test("is kept over the long run, whatever comes", () => {
    for (const make of [plain, notable, () => (random() < 0.1 ? notable() : plain())]) {
      const keeper = new TraceKeeper(20, START_MS);
      const { kept } = run(keeper, 200, 400, make);
      // 200 s at 20 a second, and the minute's worth that may be spent at once.
      expect(kept.length).toBeLessThanOrEqual((200 + 60) * 20);
      expect(kept.length).toBeGreaterThan(200 * 20 * 0.4);
    }
  });

  test("keeps everything while little comes, and after a burst again", () => {
    const keeper = new TraceKeeper(50, START_MS);
    const quiet = run(keeper, 60, 40, plain);
    expect(quiet.kept).toHaveLength(quiet.sent);
    const burst = run(keeper, 30, 2_000, plain, START_MS + 60_000);
    expect(burst.kept.length).toBeLessThan(burst.sent / 4);
    run(keeper, 60, 10, plain, START_MS + 90_000);
    const after = run(keeper, 60, 40, plain, START_MS + 150_000);
    expect(after.kept).toHaveLength(after.sent);
    expect(keeper.headShare).toBe(1);
  });

  test("`all` keeps all but what was rejected", () => {
    const keeper = new TraceKeeper(Number.POSITIVE_INFINITY, START_MS);
    const spans = [plain(), { ...plain(), verdict: VERDICT.rejected }, notable()];
    expect(keptOf(keeper, spans, START_MS)).toEqual([spans[0], spans[2]]);
    expect(keeper.headShare).toBe(1);
  });

  test("of nothing keeps nothing", () => {
    const keeper = new TraceKeeper(0, START_MS);
    expect(run(keeper, 5, 100, notable).kept).toEqual([]);
  });
});

describe("what is kept", () => {
  test("under load every error and slow request that the budget allows, and its trace's other spans", () => {
    const keeper = new TraceKeeper(100, START_MS);
    run(keeper, 10, 2_000, plain);
    const odd = notable();
    const sibling = { traceId: odd.traceId, verdict: VERDICT.plain };
    const kept = keptOf(keeper, [sibling, ...many(200, plain), odd], START_MS + 11_000);
    expect(kept).toContain(odd);
    expect(kept).toContain(sibling);
    // A later body with a span of the same trace.
    const later = { traceId: odd.traceId, verdict: VERDICT.plain };
    expect(keptOf(keeper, [...many(200, plain), later], START_MS + 11_100)).toContain(later);
  });

  test("the head sample is told by the trace id alone: instances with one share keep the same traces", () => {
    const [a, b] = [new TraceKeeper(1_000, START_MS), new TraceKeeper(1_000, START_MS)];
    run(a, 20, 4_000, plain);
    run(b, 20, 4_000, plain);
    expect(a.headShare).toBeCloseTo(b.headShare, 6);
    // Half the budget for the head: 500 of 4,000.
    expect(a.headShare).toBeCloseTo(0.125, 1);
    const spans = many(400, plain);
    const keptByA = keptOf(a, spans, START_MS + 20_100);
    expect(keptByA).toEqual(keptOf(b, spans, START_MS + 20_100));
    expect(keptByA.length).toBeGreaterThan(0);
    expect(keptByA.length).toBeLessThan(200);
    // A trace that is kept at a small share is kept at a larger one.
    const generous = new TraceKeeper(2_000, START_MS);
    run(generous, 20, 4_000, plain);
    const keptByGenerous = keptOf(generous, spans, START_MS + 20_100);
    for (const one of keptByA) expect(keptByGenerous).toContain(one);
  });

  test("a clock that steps back spends nothing twice", () => {
    const keeper = new TraceKeeper(10, START_MS);
    run(keeper, 100, 500, notable);
    const endMs = START_MS + 100_000;
    const times = [endMs - 50_000, endMs - 1, endMs - 50_000, endMs];
    const kept = times.map((nowMs) => keptOf(keeper, many(500, notable), nowMs).length);
    // What was left, less than a second's worth, and nothing for the time that was told before.
    expect(kept.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10);
  });
});
