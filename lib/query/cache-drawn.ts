import type { CacheFigures, CacheGroup, CacheKey, CachesResponse } from "@/lib/contract/caches.ts";
import { cachesOf, wholeOfCaches } from "@/lib/domain/cache-flow.ts";
import { LOADER_LAYER } from "@/lib/domain/caches.ts";
import { cacheFall, cacheStatus, rankOfStatus } from "@/lib/domain/concern-status.ts";
import type { CacheLookUps } from "./cache-groups.ts";
import { type Drawn, instantsOf } from "./concern-answer.ts";
import { onceBySlot } from "./once-by-slot.ts";
import type { RangePlan } from "./range-plan.ts";

export type LookUpsAt = (slot: number) => CacheLookUps;
export type WholeOfCaches = Exclude<keyof NonNullable<CachesResponse["whole"]>, "at">;

type Told = { key: CacheKey; totals: CacheFigures; fall?: CacheGroup["fall"] };

/** A layer with its look-ups by bucket. */
export type FoundLayer<Group extends Told> = { key: CacheKey; group: Group; lookUps: LookUpsAt };

/** The stretch in which a layer answered less than usual, by its moments; null: there is none. */
export function fallOf(
  layer: string,
  lookUps: LookUpsAt,
  { plan, partSeconds }: { plan: RangePlan; partSeconds: number },
): NonNullable<CacheGroup["fall"]> | null {
  const instants = instantsOf(plan);
  const points = instants.map((at, slot) => {
    const { hits, misses } = lookUps(slot);
    return { at, hits, misses };
  });
  const found = cacheFall(layer, points, partSeconds);
  const at = (index: number) => instants[index] ?? "";
  return found && { ...found, from: at(found.from), to: found.to === null ? null : at(found.to) };
}

/** What the page draws: hit ratio and latency of layers in the order of its rows, and all caches together. */
export function drawnCaches<Group extends Told>(
  found: readonly FoundLayer<Group>[],
): Drawn<Group, WholeOfCaches> {
  const rows = found
    .map((one) => ({ ...one, id: JSON.stringify(Object.values(one.key)), rank: rankOf(one.group) }))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (b.group.totals.requestCount ?? 0) - (a.group.totals.requestCount ?? 0) ||
        a.id.localeCompare(b.id),
    );
  const caches = cachesOf(rows);
  const all = onceBySlot((slot) => wholeOfCaches(caches, ({ lookUps }) => lookUps(slot)));
  const whole = (figure: WholeOfCaches) => (slot: number) => all(slot)[figure];
  const knowing = (figure: "hitRatio" | "p95Ms") =>
    rows.map(({ group }) => group).filter(({ totals }) => totals[figure] !== null);
  return {
    charts: [knowing("hitRatio").filter(({ key }) => key.layer !== LOADER_LAYER), knowing("p95Ms")],
    whole: {
      hitRatio: whole("hitRatio"),
      throughputPerSecond: whole("throughputPerSecond"),
      evictions: whole("evictions"),
      staleHits: whole("staleHits"),
      answeredPerSecond: whole("answeredPerSecond"),
      throughPerSecond: whole("throughPerSecond"),
    },
  };
}

function rankOf({ totals, fall = null }: Told): number {
  const lasts = fall && { ...fall, to: fall.to === null ? null : Date.parse(fall.to) };
  return rankOfStatus(cacheStatus(totals.hitRatio, lasts && { ...lasts }));
}
