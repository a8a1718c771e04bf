import type { CacheFigures, CacheKey } from "@/lib/contract/caches.ts";
import {
  CACHE_LIBRARIES,
  type CacheDimension,
  type CacheMeasure,
} from "@/lib/domain/cache-lens.ts";
import { hitRatioOf } from "@/lib/domain/caches.ts";
import type { LensLine } from "./lens-line.ts";

export type CacheLine = LensLine<CacheDimension, CacheMeasure>;

/** What a layer answered and what it did not. */
export type CacheLookUps = Pick<
  CacheFigures,
  | ("hits" | "misses" | "staleHits" | "passed" | "errors" | "hitRatio" | "requestCount")
  | ("throughputPerSecond" | "evictions")
>;

const LOOK_UPS = new Set<CacheMeasure>(["hits", "staleHits", "misses", "passed", "errors"]);

/** The lines of one layer of a cache: of each measure those of one library, so that nothing is counted twice. */
export class CacheLayerLines {
  private readonly counts = new Map<CacheMeasure, Float64Array[]>();
  private readonly gauges = new Map<CacheMeasure, Extract<CacheLine, { kind: "gauge" }>[]>();
  private cells: Pick<Extract<CacheLine, { kind: "histogram" }>, "cells" | "factor"> | null = null;
  /** Unix seconds of what was last told. */
  readonly newest: number;

  constructor(
    readonly key: CacheKey,
    lines: readonly CacheLine[],
  ) {
    this.newest = Math.max(...lines.map((line) => line.newest));
    for (const line of believed(lines)) {
      if (line.kind === "counter") push(this.counts, line.measure, line.counts);
      else if (line.kind === "gauge") push(this.gauges, line.measure, line);
      else if (line.measure === "durationMs") this.takeLatency(line);
    }
  }

  private takeLatency(line: Extract<CacheLine, { kind: "histogram" }>): void {
    this.cells ??= { cells: line.cells, factor: line.factor };
  }

  /** The figures of a bucket; of the whole range where `slot` is the one after the last. */
  figures(slot: number, { points, seconds }: { points: number; seconds: number }): CacheFigures {
    const { meanMs, p50Ms, p95Ms } = this.latency(slot);
    const counted = this.lookUps(slot, seconds);
    // One literal: figures that are spread out take several times as long, and there is one for each bucket.
    return {
      hits: counted.hits,
      misses: counted.misses,
      staleHits: counted.staleHits,
      passed: counted.passed,
      errors: counted.errors,
      hitRatio: counted.hitRatio,
      requestCount: counted.requestCount,
      throughputPerSecond: counted.throughputPerSecond,
      meanMs,
      p50Ms,
      p95Ms,
      evictions: counted.evictions,
      entries: this.sumAt("entries", slot, points),
      sizeBytes: this.sumAt("sizeBytes", slot, points),
      limitBytes: this.sumAt("limitBytes", slot, points),
      savedCalls: null,
      savedMs: null,
    };
  }

  /** Those of the figures that are counted. */
  lookUps(slot: number, seconds: number): CacheLookUps {
    const fresh = this.increase("hits", slot);
    const stale = this.increase("staleHits", slot);
    const missed = this.increase("misses", slot);
    const passed = this.increase("passed", slot);
    const failed = this.increase("errors", slot);
    const told = (fresh ?? stale ?? missed ?? passed ?? failed) !== null;
    // A cache that counts hits and had none of a kind has not made a counter for it yet.
    const none = told ? 0 : null;
    const hits = fresh === null ? (stale ?? none) : fresh + (stale ?? 0);
    const misses = missed ?? none;
    const requestCount = told
      ? (fresh ?? 0) + (stale ?? 0) + (missed ?? 0) + (passed ?? 0) + (failed ?? 0)
      : null;
    return {
      hits,
      misses,
      staleHits: stale ?? none,
      passed: passed ?? none,
      errors: failed ?? none,
      hitRatio: told ? hitRatioOf({ hits, misses }) : this.meanOf("hitRatio", slot),
      requestCount,
      throughputPerSecond: requestCount !== null && seconds > 0 ? requestCount / seconds : null,
      evictions: this.increase("evictions", slot),
    };
  }

  private increase(measure: CacheMeasure, slot: number): number | null {
    let sum: number | null = null;
    for (const counts of this.counts.get(measure) ?? []) sum = plus(sum, counts[slot]);
    return sum;
  }

  private meanOf(measure: CacheMeasure, slot: number): number | null {
    const known = (this.gauges.get(measure) ?? []).flatMap(({ means }) => finite(means[slot]));
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
  }

  /** Levels of all series added up; of the whole range the newest that is known. */
  private sumAt(measure: CacheMeasure, slot: number, points: number): number | null {
    const lines = this.gauges.get(measure);
    if (lines === undefined) return null;
    const at = (place: number) => {
      let sum: number | null = null;
      for (const { lasts } of lines) sum = plus(sum, lasts[place]);
      return sum;
    };
    if (slot < points) return at(slot);
    for (let place = points - 1; place >= 0; place--) {
      const sum = at(place);
      if (sum !== null) return sum;
    }
    return null;
  }

  private latency(slot: number): Pick<CacheFigures, "meanMs" | "p50Ms" | "p95Ms"> {
    const cell = this.cells?.cells.get(slot);
    if (!this.cells || !cell || cell.count <= 0) return { meanMs: null, p50Ms: null, p95Ms: null };
    const { factor } = this.cells;
    const quantile = (q: number) => {
      const [value] = finite(cell.quantile(q)?.estimate);
      return value === undefined ? null : value * factor;
    };
    const [mean] = finite(cell.sum / cell.count);
    return {
      meanMs: mean === undefined ? null : mean * factor,
      p50Ms: quantile(0.5),
      p95Ms: quantile(0.95),
    };
  }
}

/** A sum with another value, where that is known. */
const plus = (sum: number | null, value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? (sum ?? 0) + value : sum;

const finite = (value: number | undefined): number[] =>
  value !== undefined && Number.isFinite(value) ? [value] : [];

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

/** Of look-ups, and of every other measure, the lines of the library that comes first. */
function believed(lines: readonly CacheLine[]): CacheLine[] {
  const first = new Map<string, number>();
  const told = lines.map((line) => {
    const { measure } = line;
    const topic = LOOK_UPS.has(measure) ? "look-ups" : measure;
    const rank = CACHE_LIBRARIES.indexOf(line.library);
    first.set(topic, Math.min(first.get(topic) ?? Number.POSITIVE_INFINITY, rank));
    return { line, topic, rank };
  });
  return told.flatMap(({ line, topic, rank }) => (rank === first.get(topic) ? [line] : []));
}
