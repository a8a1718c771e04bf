import type { CacheFigures, CacheKey } from "@/lib/contract/caches.ts";
import { hitRatioOf } from "@/lib/domain/caches.ts";
import { COMMAND_SYSTEMS } from "@/lib/domain/operation-rules.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import type { CacheLine } from "./cache-groups.ts";
import { grouped } from "./grouped.ts";
import { onceBySeries } from "./once-by-series.ts";
import { OperationCell } from "./operation-cells.ts";
import type { OperationLine } from "./operation-lines.ts";

/** A layer of a cache as spans tell of it: a line for hits and one for misses. */
export type CacheSpans = { key: CacheKey; lines: readonly OperationLine[] };

const cacheText = (service: ServiceKey, cache: string) =>
  JSON.stringify([serviceKeyText(service), cache]);

const metricText = onceBySeries((line: CacheLine) => cacheText(line, line.dimensions.cache));

/**
 * Caches that only spans tell of. One of which a metric tells is left out, and so are all of a service that has a metric
 * of a cache without a name: it may be any of them.
 */
export function spanCaches(
  operations: readonly OperationLine[],
  metrics: readonly CacheLine[],
): CacheSpans[] {
  const told = new Set(metrics.map(metricText));
  const keyOf = ({ namespace, service, environment, dimensions }: OperationLine): CacheKey => ({
    ...{ namespace, service, environment },
    ...{ cache: dimensions.cache ?? "", layer: dimensions.layer ?? "" },
  });
  const untold = operations.filter(
    (line) =>
      !told.has(cacheText(line, line.dimensions.cache ?? "")) && !told.has(cacheText(line, "")),
  );
  return [...grouped(untold, (line) => JSON.stringify(keyOf(line))).values()].flatMap((lines) => {
    const [first] = lines;
    return first ? [{ key: keyOf(first), lines }] : [];
  });
}

/** The figures of a layer in a bucket (`slot` = `points`: in the whole range); `reported`: its service is known to run. */
export function cacheSpanFigures(
  { lines }: CacheSpans,
  at: { slot: number; points: number; seconds: number; reported: boolean },
): CacheFigures {
  const cellsOf = (result: string) =>
    lines
      .filter(({ dimensions }) => dimensions.result === result)
      .flatMap(({ slots, total }) => (at.slot === at.points ? total : slots[at.slot]) ?? []);
  const cells = [...cellsOf("hit"), ...cellsOf("miss")];
  const isTold = cells.length > 0 || at.reported;
  const count = (result: string) =>
    isTold ? cellsOf(result).reduce((sum, cell) => sum + cell.count, 0) : null;
  const [hits, misses] = [count("hit"), count("miss")];
  const requestCount = hits === null || misses === null ? null : hits + misses;
  const none = isTold ? 0 : null;
  return {
    ...{ hits, misses, staleHits: none, passed: none, errors: none, requestCount },
    hitRatio: hitRatioOf({ hits, misses }),
    throughputPerSecond: requestCount !== null && at.seconds > 0 ? requestCount / at.seconds : null,
    ...latencyOf(cells),
    ...{ evictions: null, entries: null, sizeBytes: null, limitBytes: null },
    ...{ savedCalls: null, savedMs: null },
  };
}

function latencyOf(cells: readonly OperationCell[]) {
  if (cells.length === 0) return { meanMs: null, p50Ms: null, p95Ms: null };
  const all = new OperationCell();
  for (const cell of cells) all.addCell(cell);
  const [p50, p95] = all.quantiles([0.5, 0.95]);
  return {
    meanMs: (all.sumSeconds / all.count) * 1_000,
    p50Ms: p50 ? p50.estimate * 1_000 : null,
    p95Ms: p95 ? p95.estimate * 1_000 : null,
  };
}

/** Queries per second of a service's databases, caches among them left out; null: no span tells of any. */
export function queriesPerSecondOf(
  operations: readonly OperationLine[],
  seconds: number,
): (service: ServiceKey) => number | null {
  const counts = new Map<string, number>();
  for (const line of operations) {
    if (COMMAND_SYSTEMS.has(line.dimensions.system ?? "")) continue;
    const text = serviceKeyText(line);
    counts.set(text, (counts.get(text) ?? 0) + line.total.count);
  }
  return (service) => {
    const count = counts.get(serviceKeyText(service));
    return count === undefined || seconds <= 0 ? null : count / seconds;
  };
}
