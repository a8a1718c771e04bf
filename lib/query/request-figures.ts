import type { QuantileBand } from "@/lib/aggregate/quantile.ts";
import type { RequestFigures } from "@/lib/contract/requests.ts";
import type { CellFigures } from "./cells.ts";

const MS = 1_000;

/** Figures of a bucket in which nobody reported. */
export const NOT_REPORTED: RequestFigures = {
  requestCount: null,
  errorCount: null,
  errorRatio: null,
  throughputPerSecond: null,
  meanMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  maxMs: null,
  source: null,
};

/** Figures of a bucket in which a service reported and had no requests. */
export const noRequests = (passedSeconds: number): RequestFigures => ({
  ...NOT_REPORTED,
  requestCount: 0,
  errorCount: 0,
  throughputPerSecond: passedSeconds > 0 ? 0 : null,
});

/** The contract's figures of a cell; `passedSeconds` is the part of its bucket or range that has passed. */
export function toRequestFigures(figures: CellFigures, passedSeconds: number): RequestFigures {
  if (figures.count <= 0) return noRequests(passedSeconds);
  const [p50, p95, p99] = figures.quantiles;
  return {
    requestCount: figures.count,
    errorCount: figures.errors,
    errorRatio: figures.errors / figures.count,
    throughputPerSecond: passedSeconds > 0 ? figures.count / passedSeconds : null,
    meanMs: (figures.sumSeconds / figures.count) * MS,
    p50Ms: estimate(p50),
    p95Ms: estimate(p95),
    p99Ms: estimate(p99),
    maxMs: figures.maxSeconds > 0 || figures.exact ? figures.maxSeconds * MS : null,
    ...(figures.exact || !p50
      ? {}
      : { quantileBounds: { p50Ms: band(p50), p95Ms: band(p95), p99Ms: band(p99) } }),
    source: figures.source,
    ...(figures.exemplar ? { exemplarTraceId: figures.exemplar.toString("hex") } : {}),
  };
}

const estimate = (quantile: QuantileBand | null | undefined): number | null =>
  quantile ? quantile.estimate * MS : null;

const band = (quantile: QuantileBand | null | undefined): [number | null, number | null] =>
  quantile
    ? [quantile.low * MS, Number.isFinite(quantile.high) ? quantile.high * MS : null]
    : [null, null];
