import type { TimelineChange, WindowFigures } from "@/lib/contract/timeline.ts";
import type { ComparedWindows, Stretch } from "@/lib/domain/compared-windows.ts";
import { MINIMUM_COMPARED } from "@/lib/domain/timeline.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import { Cell, CellMerger } from "./cells.ts";
import { passedSeconds } from "./range-plan.ts";
import { toRequestFigures } from "./request-figures.ts";
import { loadMatrix, planFor } from "./request-loading.ts";
import type { RequestFilters } from "./request-selection.ts";

/** What ended longer ago than this hardly changes any more; what still arrives late is seen a little later. */
const SETTLED_MS = 5 * 60_000;
const KEPT_MS = 5 * 60_000;

const settled = new CountedCache<string, WindowFigures>("figures around markers", {
  max: 2_000,
  ttl: KEPT_MS,
});

/** Requests of a stretch of time as one group. */
async function windowFigures(
  filters: RequestFilters,
  { from, to }: Stretch,
  nowMs: number,
): Promise<WindowFigures> {
  const range = { fromMs: from * 1000, toMs: to * 1000 };
  const plan = planFor(range, undefined, nowMs, range.fromMs);
  const whole = { ...plan, first: plan.from, stepSeconds: plan.to - plan.from, points: 1 };
  const { matrix } = await loadMatrix(filters, [], whole, nowMs);
  const [cells] = matrix.groups.values();
  const figures = toRequestFigures(
    new CellMerger(matrix.bytes).figures(cells?.get(0) ?? new Cell()),
    passedSeconds(plan, nowMs),
  );
  return {
    requestCount: figures.requestCount ?? 0,
    throughputPerSecond: figures.throughputPerSecond ?? 0,
    errorRatio: figures.errorRatio,
    p95Ms: figures.p95Ms,
  };
}

async function rememberedFigures(filters: RequestFilters, stretch: Stretch, nowMs: number) {
  if (stretch.to * 1000 > nowMs - SETTLED_MS) return windowFigures(filters, stretch, nowMs);
  const key = JSON.stringify([filters, stretch]);
  const known = settled.get(key);
  if (known) return known;
  const figures = await windowFigures(filters, stretch, nowMs);
  settled.set(key, figures);
  return figures;
}

const difference = (after: number | null, before: number | null): number | null =>
  after === null || before === null ? null : after - before;

/** What changed between two windows; null windows: none were long enough. */
export async function compareWindows(
  filters: RequestFilters,
  windows: ComparedWindows | null,
  nowMs: number,
): Promise<TimelineChange> {
  if (windows === null) return { kind: "tooShort" };
  const { windowSeconds } = windows;
  const [before, after] = await Promise.all([
    rememberedFigures(filters, windows.before, nowMs),
    rememberedFigures(filters, windows.after, nowMs),
  ]);
  if (Math.min(before.requestCount, after.requestCount) < MINIMUM_COMPARED) {
    return {
      kind: "tooFew",
      windowSeconds,
      minimumCount: MINIMUM_COMPARED,
      beforeCount: before.requestCount,
      afterCount: after.requestCount,
    };
  }
  return {
    kind: "compared",
    windowSeconds,
    before,
    after,
    delta: {
      throughputPerSecond: after.throughputPerSecond - before.throughputPerSecond,
      errorRatio: difference(after.errorRatio, before.errorRatio),
      p95Ms: difference(after.p95Ms, before.p95Ms),
    },
  };
}
