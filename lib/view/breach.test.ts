import { describe, expect, it } from "vitest";
import type { RequestPoint } from "@/lib/contract/requests.ts";
import { errorRule, findBreaches, latencyRule } from "./breach.ts";

const START = Date.UTC(2026, 10, 24, 14, 0, 0);
const STEP = 30_000;

const point = (index: number, over: Partial<RequestPoint>): RequestPoint => ({
  at: new Date(START + index * STEP).toISOString(),
  requestCount: 100,
  errorCount: 0,
  errorRatio: 0,
  throughputPerSecond: 10,
  meanMs: 50,
  p50Ms: 40,
  p95Ms: 100,
  p99Ms: 150,
  maxMs: 200,
  source: "spans",
  ...over,
});

const latencies = (values: (number | null)[]) =>
  values.map((p95Ms, index) =>
    point(index, p95Ms === null ? { p95Ms, requestCount: null, errorRatio: null } : { p95Ms }),
  );

const breachesOf = (values: (number | null)[]) =>
  findBreaches({ points: latencies(values), stepMs: STEP }, latencyRule(200)).map((breach) => ({
    ...breach,
    fromMs: (breach.fromMs - START) / STEP,
    toMs: (breach.toMs - START) / STEP,
  }));

describe("findBreaches by latency", () => {
  it("finds the stretch, its end and its peak", () => {
    expect(breachesOf([100, 100, 100, 300, 400, 350, 300, 100, 100, 100, 100])).toEqual([
      { fromMs: 3, toMs: 7, stepMs: STEP, ongoing: false, peak: 400 },
    ]);
  });

  it("does not call one odd bucket an incident", () => {
    expect(breachesOf([100, 100, 100, 900, 100, 100, 100])).toEqual([]);
  });

  it("says that it still goes on", () => {
    expect(breachesOf([100, 100, 100, 300, 300, 300])).toEqual([
      { fromMs: 3, toMs: 6, stepMs: STEP, ongoing: true, peak: 300 },
    ]);
  });

  it("bridges a bucket without data, but not a long silence", () => {
    expect(breachesOf([300, 300, null, 300, 300])).toHaveLength(1);
    const silence = Array.from({ length: 10 }, () => null);
    expect(breachesOf([300, 300, 300, ...silence, 300, 300, 300])).toHaveLength(2);
  });

  it("is not at the limit yet at exactly the limit", () => {
    expect(breachesOf([200, 200, 200, 200])).toEqual([]);
  });

  it("needs requests to judge", () => {
    const points = latencies([300, 300, 300]).map((p) => ({ ...p, requestCount: 2 }));
    expect(findBreaches({ points, stepMs: STEP }, latencyRule(200))).toEqual([]);
  });
});

describe("findBreaches by errors", () => {
  const errors = (counts: number[]) =>
    counts.map((errorCount, index) => point(index, { errorCount, errorRatio: errorCount / 100 }));

  it("needs more than a chance failure", () => {
    const points = errors([0, 0, 1, 0, 0, 0, 1]);
    expect(findBreaches({ points, stepMs: STEP }, errorRule(0.001))).toEqual([]);
  });

  it("finds a burst", () => {
    const [burst] = findBreaches(
      { points: errors([0, 0, 4, 6, 5, 0, 0, 0, 0]), stepMs: STEP },
      errorRule(0.001),
    );
    expect(burst).toEqual({
      fromMs: START + 2 * STEP,
      toMs: START + 5 * STEP,
      stepMs: STEP,
      ongoing: false,
      peak: 0.06,
    });
  });
});
