import type { CacheFigures, CacheGroup, CacheKey, CachesResponse } from "@/lib/contract/caches.ts";
import { LOADER_LAYER } from "@/lib/domain/caches.ts";
import { type Fall, findFall } from "@/lib/domain/level-shift.ts";
import { formatRatio, joined } from "./format.ts";
import { formatTime } from "./time-format.ts";

/** One layer of a cache in the table. */
export type CacheRow = {
  id: string;
  status: "ok" | "warning" | "critical" | "unknown";
  text: string;
  key: CacheKey;
  /** "users/l2". */
  name: string;
  totals: CacheFigures;
  previous: CacheFigures | null;
  ratios: readonly (number | null)[];
  fall: (Fall & { fromMs: number; toMs: number | null }) | null;
  group: CacheGroup;
};

/** A fall of this much is critical while it lasts. */
const CRITICAL_FALL = 0.15;
const RANK = { critical: 0, warning: 1, unknown: 2, ok: 3 } as const;

/** "users/l2"; a cache without a name is called by its service. */
export const cacheName = ({ service, cache, layer }: CacheKey): string =>
  [cache || service, layer].filter(Boolean).join("/");

/** Every layer of every cache, trouble first, then the busiest. */
export function toCacheRows(answer: CachesResponse): CacheRow[] {
  return answer.groups
    .map(toRow)
    .sort(
      (a, b) =>
        RANK[a.status] - RANK[b.status] ||
        (b.totals.requestCount ?? 0) - (a.totals.requestCount ?? 0) ||
        a.id.localeCompare(b.id),
    );
}

function toRow(group: CacheGroup): CacheRow {
  const { key, totals, points } = group;
  const isLoader = key.layer === LOADER_LAYER;
  const found = isLoader
    ? null
    : findFall(
        points.map(({ hits, misses }) => ({
          part: hits,
          whole: hits === null || misses === null ? null : hits + misses,
        })),
      );
  const msAt = (index: number) => Date.parse(points[index]?.at ?? "");
  const fall = found && {
    ...found,
    fromMs: msAt(found.from),
    toMs: found.to === null ? null : msAt(found.to),
  };
  const name = cacheName(key);
  return {
    id: JSON.stringify(Object.values(key)),
    status: statusOf(fall, totals),
    text: `${name} ${key.service} ${key.environment}`,
    key,
    name,
    totals,
    previous: group.previous?.totals ?? null,
    ratios: points.map(({ hitRatio }) => hitRatio),
    fall,
    group,
  };
}

function statusOf(fall: CacheRow["fall"], totals: CacheFigures): CacheRow["status"] {
  if (totals.hitRatio === null) return "unknown";
  if (fall === null) return "ok";
  const isOver = fall.toMs !== null;
  return !isOver && fall.usual - fall.fallen >= CRITICAL_FALL ? "critical" : "warning";
}

/** "fell from 94.1 % to 61.3 % at 14:02, back at 14:07"; null: it did not fall. */
export function fallText({ fall }: CacheRow, zone: string): string | null {
  if (!fall) return null;
  const back = fall.toMs === null ? "" : `, back at ${formatTime(fall.toMs, zone)}`;
  return `fell from ${joined(formatRatio(fall.usual))} to ${joined(formatRatio(fall.fallen))} at ${formatTime(fall.fromMs, zone)}${back}`;
}
