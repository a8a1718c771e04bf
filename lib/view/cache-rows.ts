import type { CacheFigures, CacheGroup, CacheKey, CachesResponse } from "@/lib/contract/caches.ts";
import {
  type ConcernStatus,
  cacheFall,
  cacheStatus,
  rankOfStatus,
} from "@/lib/domain/concern-status.ts";
import type { Fall } from "@/lib/domain/level-shift.ts";
import { judgedStep } from "@/lib/domain/nice-steps.ts";
import { formatRatio, joined } from "./format.ts";
import { formatTime } from "./time-format.ts";

/** One layer of a cache in the table. */
export type CacheRow = {
  id: string;
  status: ConcernStatus;
  text: string;
  key: CacheKey;
  /** "users/l2". */
  name: string;
  totals: CacheFigures;
  previous: CacheFigures | null;
  ratios: readonly (number | null)[];
  fall: (Pick<Fall, "usual" | "fallen"> & { fromMs: number; toMs: number | null }) | null;
  group: CacheGroup;
};

/** "users/l2"; a cache without a name is called by its service. */
export const cacheName = ({ service, cache, layer }: CacheKey): string =>
  [cache || service, layer].filter(Boolean).join("/");

/** Every layer of every cache, trouble first, then the busiest. */
export function toCacheRows(answer: CachesResponse): CacheRow[] {
  const partSeconds = judgedStep({ fromMs: Date.parse(answer.from), toMs: Date.parse(answer.to) });
  return answer.groups
    .map((group) => toRow(group, partSeconds))
    .sort(
      (a, b) =>
        rankOfStatus(a.status) - rankOfStatus(b.status) ||
        (b.totals.requestCount ?? 0) - (a.totals.requestCount ?? 0) ||
        a.id.localeCompare(b.id),
    );
}

function fallIn({ key, points, fall: told }: CacheGroup, partSeconds: number): CacheRow["fall"] {
  if (told !== undefined) return told && withMs(told);
  const found = cacheFall(key.layer, points, partSeconds);
  const at = (index: number) => points[index]?.at ?? "";
  return (
    found && withMs({ ...found, from: at(found.from), to: found.to === null ? null : at(found.to) })
  );
}

const withMs = ({ from, to, usual, fallen }: NonNullable<CacheGroup["fall"]>) => ({
  ...{ usual, fallen, fromMs: Date.parse(from), toMs: to === null ? null : Date.parse(to) },
});

function toRow(group: CacheGroup, partSeconds: number): CacheRow {
  const { key, totals, points, course } = group;
  const fall = fallIn(group, partSeconds);
  const name = cacheName(key);
  return {
    id: JSON.stringify(Object.values(key)),
    status: cacheStatus(totals.hitRatio, fall && { ...fall, to: fall.toMs }),
    text: `${name} ${key.service} ${key.environment}`,
    key,
    name,
    totals,
    previous: group.previous?.totals ?? null,
    ratios: course ?? points.map(({ hitRatio }) => hitRatio),
    fall,
    group,
  };
}

/** "fell from 94.1 % to 61.3 % at 14:02, back at 14:07"; null: it did not fall. */
export function fallText({ fall }: CacheRow, zone: string): string | null {
  if (!fall) return null;
  const back = fall.toMs === null ? "" : `, back at ${formatTime(fall.toMs, zone)}`;
  return `fell from ${joined(formatRatio(fall.usual))} to ${joined(formatRatio(fall.fallen))} at ${formatTime(fall.fromMs, zone)}${back}`;
}
