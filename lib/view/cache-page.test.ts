import { expect, test } from "vitest";
import type { CacheChain, CacheFigures, CacheGroup } from "@/lib/contract/caches.ts";
import { toChainBars } from "./cache-chain.ts";
import { toCacheRows } from "./cache-rows.ts";
import { cacheFigures, cachesCondition, cacheTracks } from "./caches.ts";
import { plainText } from "./sentence.ts";

const figures = (hits: number, misses: number, errors = 0): CacheFigures => ({
  ...{ hits, misses, errors, staleHits: 0, passed: 0, requestCount: hits + misses + errors },
  hitRatio: hits / (hits + misses),
  throughputPerSecond: (hits + misses + errors) / 100,
  ...{ meanMs: 2, p50Ms: 1, p95Ms: 4, evictions: null, entries: null, sizeBytes: null },
  ...{ limitBytes: null, savedCalls: null, savedMs: null },
});
const group = (layer: string, totals: CacheFigures, previous?: CacheFigures): CacheGroup => ({
  key: { namespace: "", service: "shop", environment: "production", cache: "users", layer },
  source: "metrics",
  totals,
  points: [{ at: "2026-11-24T13:00:00.000Z", ...totals }],
  ...(previous ? { previous: { totals: previous, points: [] } } : {}),
});
const answer = (...groups: CacheGroup[]) => ({
  ...{ from: "2026-11-24T13:00:00.000Z", to: "2026-11-24T13:01:40.000Z", stepSeconds: 100 },
  ...{ groups, chains: [] },
});

/** 1,000 look-ups: 600 answered by the first layer, 300 by the second, 100 loaded. */
const LAYERED = answer(
  group("l1", figures(600, 400), figures(700, 300)),
  group("l2", figures(300, 80, 20), figures(250, 50)),
  group("l3", figures(100, 0)),
);
const rows = toCacheRows(LAYERED);
const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

test("layers are not added up: a miss of one that the next answers is one look-up", () => {
  const shown = cacheFigures(LAYERED, rows, "hour before");
  const find = (id: string) => shown.find((figure) => figure.id === id);
  expect(find("ratio")?.value).toEqual({ value: "90.0", unit: "%" });
  // Of 1,000 before, 50 came through.
  expect(plain(find("ratio")?.change?.text)).toBe("−5.00 points");
  expect(find("rate")?.value.value).toBe("10.0");
  expect(plainText(cachesCondition(rows, "UTC").parts)).toContain("1,000 look-ups");
});

test("what is answered and what is let through per second, over all caches", () => {
  const track = cacheTracks(LAYERED, rows, 0).tracks.find(({ id }) => id === "lookups");
  expect(track?.lines.map(({ label, values }) => [label, values[0]])).toEqual([
    ["answered by a cache", expect.closeTo(9, 9)],
    ["let through", expect.closeTo(1, 9)],
  ]);
});

const chain = (some: Partial<CacheChain>): CacheChain => ({
  key: { namespace: "", service: "shop", environment: "production", cache: "users" },
  ...{ lookupsPerSecond: 10, hitRatio: 0.9, databaseQueriesPerSecond: 4, restShare: 0 },
  layers: [
    { layer: "l1", share: 0.6, savedCalls: 600, savedMs: 1_200, loadsPerPoint: 0.0025 },
    { layer: "l2", share: 0.3, savedCalls: 300, savedMs: 15_000, loadsPerPoint: 0.004 },
    { layer: "l3", share: 0.1, savedCalls: null, savedMs: null, loadsPerPoint: null },
  ],
  ...some,
});

test("each bar begins where the one before ended, also in the period before", () => {
  const bars = toChainBars(chain({}), rows);
  expect(bars.map(({ from, share, tone }) => [from, share, tone])).toEqual([
    [0, 0.6, 1],
    [0.6, 0.3, 2],
    [expect.closeTo(0.9, 9), 0.1, "origin"],
  ]);
  // The loader did not report before: then nothing is said of any layer.
  expect(bars[0]?.before).toBeNull();
  const known = toChainBars(chain({ layers: chain({}).layers.slice(0, 2) }), rows);
  expect(known.map(({ before }) => before)).toEqual([
    { from: 0, share: 0.7 },
    { from: 0.7, share: 0.25 },
  ]);
});

test("what five points would do to the database", () => {
  const [l1, l2, l3] = toChainBars(chain({}), rows);
  // 10 look-ups/s × 5 points × 0.0025 and 0.004 loads.
  expect(l1?.fivePointsText).toBe(
    "∓0.125 loads/s: 3.88 or 4.13 database queries/s instead of 4.00",
  );
  expect(l2?.fivePointsText).toMatch(/^∓0\.200? loads/);
  expect(l3?.fivePointsText).toBe("");
  const [alone] = toChainBars(chain({ databaseQueriesPerSecond: null }), rows);
  expect(alone?.fivePointsText).toBe("∓0.125 loads/s");
});

test("without a loader that is measured, the rest is a bar of its own", () => {
  const bars = toChainBars(chain({ layers: chain({}).layers.slice(0, 2), restShare: 0.1 }), rows);
  expect(bars.at(-1)).toMatchObject({ label: "behind it", share: 0.1, tone: "origin" });
});
