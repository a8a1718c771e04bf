import type { RequestPoint } from "@/lib/contract/requests.ts";

/** A stretch of time in which a limit was broken. */
export type Breach = {
  fromMs: number;
  /** End of the last broken bucket. */
  toMs: number;
  /** Length of a bucket: how exactly the bounds are known. */
  stepMs: number;
  /** Nothing newer speaks against it. */
  ongoing: boolean;
  /** The largest value of one bucket, in the measure's unit. */
  peak: number;
};

/** How a measure is judged bucket by bucket; a bucket counts together with its minute on both sides. */
export type BreachRule = {
  limit: number;
  /** The bucket's figure; null: nothing was measured. */
  valueOf: (point: RequestPoint) => number | null;
  /** Whether a window's buckets break the limit together. */
  breaks: (window: readonly RequestPoint[], limit: number) => boolean;
};

/** Neighbours within this time are judged together, so that one odd bucket is not an incident. */
const WINDOW_MS = 60_000;
/** A bucket of this length proves a breach by itself; of shorter ones it takes two, and more than a minute. */
const LONG_STEP_MS = 300_000;
const shortestMs = (stepMs: number) =>
  stepMs >= LONG_STEP_MS ? stepMs : Math.max(WINDOW_MS + 1, 2 * stepMs);
/** Fewer failures than this in a window may be chance. */
const FEWEST_ERRORS = 3;
/** Fewer requests than this in a window give no p95. */
const FEWEST_REQUESTS = 20;

const sum = (points: readonly RequestPoint[], of: (point: RequestPoint) => number | null) =>
  points.reduce((total, point) => total + (of(point) ?? 0), 0);

/** More than half of the window's requests lie in buckets whose p95 is over the limit. */
export const latencyRule = (limit: number): BreachRule => ({
  limit,
  valueOf: (point) => point.p95Ms,
  breaks: (window) => {
    const all = sum(window, (point) => point.requestCount);
    const slow = window.filter((point) => (point.p95Ms ?? 0) > limit);
    return all >= FEWEST_REQUESTS && sum(slow, (point) => point.requestCount) > all / 2;
  },
});

/** The window's errors are over the limit, and more than a chance few. */
export const errorRule = (limit: number): BreachRule => ({
  limit,
  valueOf: (point) => point.errorRatio,
  breaks: (window) => {
    const errors = sum(window, (point) => point.errorCount);
    const all = sum(window, (point) => point.requestCount);
    return errors >= FEWEST_ERRORS && all > 0 && errors / all > limit;
  },
});

type Series = { points: readonly RequestPoint[]; stepMs: number };

/**
 * The stretches in which the rule's limit was broken, oldest first. A stretch begins and ends with a bucket
 * that is itself over the limit and lasts more than a minute; buckets without data end it after two minutes.
 */
export function findBreaches({ points, stepMs }: Series, rule: BreachRule): Breach[] {
  const reach = Math.floor(WINDOW_MS / stepMs);
  const isBroken = (index: number) =>
    rule.breaks(points.slice(Math.max(0, index - reach), index + reach + 1), rule.limit);
  const isOver = (point: RequestPoint) => (rule.valueOf(point) ?? 0) > rule.limit;
  const newestKnownMs = lastKnownMs(points, rule);
  const breaches: Breach[] = [];
  let open: Breach | null = null;
  points.forEach((point, index) => {
    if (rule.valueOf(point) === null) return;
    if (!isBroken(index)) {
      open = null;
      return;
    }
    if (!isOver(point)) return;
    const atMs = Date.parse(point.at);
    const value = rule.valueOf(point) ?? 0;
    if (!open || atMs - open.toMs > 2 * WINDOW_MS + stepMs) {
      open = { fromMs: atMs, toMs: atMs + stepMs, stepMs, ongoing: false, peak: value };
      breaches.push(open);
    }
    open.toMs = atMs + stepMs;
    open.peak = Math.max(open.peak, value);
    open.ongoing = newestKnownMs - atMs <= Math.max(WINDOW_MS, stepMs);
  });
  return breaches.filter((breach) => breach.toMs - breach.fromMs >= shortestMs(stepMs));
}

function lastKnownMs(points: readonly RequestPoint[], rule: BreachRule): number {
  const newest = points.findLast((point) => rule.valueOf(point) !== null);
  return newest ? Date.parse(newest.at) : 0;
}
