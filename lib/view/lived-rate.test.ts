import { expect, it } from "vitest";
import type { RequestPoint } from "@/lib/contract/requests.ts";
import { livedRate } from "./lived-rate.ts";

const figures = {
  errorCount: 0,
  errorRatio: 0,
  meanMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  maxMs: null,
  source: null,
};
const START = Date.UTC(2026, 0, 1);

/** Points of 60 s; a null count is a gap. */
const pointsOf = (counts: (number | null)[], lastSeconds = 60): RequestPoint[] =>
  counts.map((requestCount, i) => ({
    ...figures,
    at: new Date(START + i * 60_000).toISOString(),
    requestCount,
    throughputPerSecond:
      requestCount === null ? null : requestCount / (i === counts.length - 1 ? lastSeconds : 60),
  }));

const rate = (counts: (number | null)[], lastSeconds?: number) => {
  const requestCount = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const throughputPerSecond = requestCount / (counts.length * 60);
  const totals = { ...figures, requestCount, throughputPerSecond };
  return livedRate({ totals, points: pointsOf(counts, lastSeconds) });
};

it("counts from the first report", () => {
  expect(rate([null, null, 60, 120])).toBeCloseTo(1.5);
});

it("is the answer's own rate when the group reported from the beginning", () => {
  expect(rate([60, null, 60])).toBeCloseTo(120 / 180);
});

it("takes silence after the first report as time without requests", () => {
  expect(rate([null, 60, null, null])).toBeCloseTo(60 / 180);
});

it("counts only the part of the newest bucket that has passed", () => {
  expect(rate([null, 60, 20], 20)).toBeCloseTo(1);
});
