import type { CacheGroup } from "@/lib/contract/caches.ts";
import type { OverviewService } from "@/lib/contract/overview.ts";
import {
  answeredRatioOf,
  type CacheFlow,
  compareLayers,
  flowBetween,
  LOADER_LAYER,
} from "@/lib/domain/caches.ts";
import { cacheFall, cacheStatus, rankOfStatus, worstStatus } from "@/lib/domain/concern-status.ts";

type Told = NonNullable<OverviewService["caches"]>;
type Layer = Omit<CacheGroup, "fall"> & { fall: ReturnType<typeof cacheFall> };

/** Parts of the range that a course is told in: enough for a sparkline. */
const COURSE_PARTS = 30;

/** The caches of one service; null: it has only loaders. A look-up that a later layer answers is one, not two. */
export function cachesOverview(groups: readonly CacheGroup[], partSeconds: number): Told | null {
  const layers = groups
    .filter(({ key }) => key.layer !== LOADER_LAYER)
    .map((group) => {
      const fall = cacheFall(group.key.layer, group.points, partSeconds);
      return { ...group, fall, status: cacheStatus(group.totals.hitRatio, fall) };
    });
  if (layers.length === 0) return null;
  const caches = cachesOf(layers);
  const flows = caches.flatMap((of) => flowAt(of, ({ totals }) => totals) ?? []);
  const [worst] = layers
    .filter(({ fall }) => fall !== null)
    .toSorted((a, b) => rankOfStatus(a.status) - rankOfStatus(b.status) || depthOf(b) - depthOf(a));
  return {
    status: worstStatus(layers.map(({ status }) => status)),
    layerCount: layers.length,
    ...(flows.length === 0 ? { hits: null, misses: null } : answersOf(flows)),
    hitRatio: answeredRatioOf(flows),
    course: courseOf(caches, layers[0]?.points.length ?? 0),
    worst: worst ? fallOf(worst) : null,
  };
}

const depthOf = ({ fall }: Layer): number => (fall ? fall.usual - fall.fallen : 0);

function fallOf({ key, points, fall }: Layer): Told["worst"] {
  const fellAt = fall && points[fall.from]?.at;
  if (!fall || !fellAt) return null;
  return {
    ...{ cache: key.cache, layer: key.layer, usualRatio: fall.usual, fallenRatio: fall.fallen },
    ...{ fellAt, backAt: fall.to === null ? null : (points[fall.to]?.at ?? null) },
  };
}

/** The layers of each cache, in the order in which they are asked. */
function cachesOf(layers: readonly Layer[]): Layer[][] {
  const caches = new Map<string, Layer[]>();
  for (const layer of layers) {
    const known = caches.get(layer.key.cache);
    if (known) known.push(layer);
    else caches.set(layer.key.cache, [layer]);
  }
  return [...caches.values()].map((of) =>
    of.toSorted((a, b) => compareLayers(a.key.layer, b.key.layer)),
  );
}

/** Null: not told by every layer. */
function flowAt(
  layers: readonly Layer[],
  pick: (layer: Layer) => CacheGroup["totals"] | undefined,
): CacheFlow | null {
  let [first, last]: (CacheGroup["totals"] | undefined)[] = [];
  for (const layer of layers) {
    last = pick(layer);
    if (!last) return null;
    first ??= last;
  }
  return first && last ? flowBetween(first, last) : null;
}

/** What some layer answered, and what none did. */
function answersOf(flows: readonly CacheFlow[]): { hits: number; misses: number } {
  const sum = (pick: (flow: CacheFlow) => number) =>
    flows.reduce((total, flow) => total + pick(flow), 0);
  return {
    hits: sum(({ entered, through }) => entered - through),
    misses: sum((of) => of.through),
  };
}

function courseOf(caches: readonly Layer[][], slots: number): Told["course"] {
  const parts = Math.min(COURSE_PARTS, slots);
  const answers = Array.from({ length: parts }, (_, index) => {
    const [from = 0, to = 0] = [index, index + 1].map((edge) => Math.round((edge * slots) / parts));
    const flows: CacheFlow[] = [];
    for (let slot = from; slot < to; slot++) {
      for (const of of caches) {
        const flow = flowAt(of, ({ points }) => points[slot]);
        if (flow) flows.push(flow);
      }
    }
    return flows.length === 0 ? { hits: null, misses: null } : answersOf(flows);
  });
  return { hits: answers.map(({ hits }) => hits), misses: answers.map(({ misses }) => misses) };
}
