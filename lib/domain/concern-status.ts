import type { BreakerState } from "./breakers.ts";
import { LOADER_LAYER } from "./caches.ts";
import type { BudgetStatus } from "./cost-budgets.ts";
import { type Fall, findFall } from "./level-shift.ts";

/**
 * How one thing of a concern is. What judges here is asked by the concern's page for its rows and its sentence, by the
 * marks of the rail and by the overview, so that they never disagree.
 */
export type ConcernStatus = "ok" | "warning" | "critical" | "unknown";

/** A fall of this much is critical while it lasts. */
const CRITICAL_FALL = 0.15;
/** From this share of refusals on a limit is in the way of many. */
const CRITICAL_REJECTED_RATIO = 0.2;

const RANK: Record<ConcernStatus, number> = { critical: 0, warning: 1, unknown: 2, ok: 3 };

/** Trouble first: a smaller rank stands higher. */
export const rankOfStatus = (status: ConcernStatus): number => RANK[status];

/** The status that stands first; `unknown` when there is none. */
export const worstStatus = (statuses: readonly ConcernStatus[]): ConcernStatus =>
  statuses.toSorted((a, b) => RANK[a] - RANK[b])[0] ?? "unknown";

type LookUps = { at: string; hits: number | null; misses: number | null };

/**
 * The stretch of points in which a layer answered less than usual; the loader, which is no cache, has none. It is looked
 * for in parts of the range (see `judgedStep`), so that who asks with a finer step finds the same.
 */
export function cacheFall(
  layer: string,
  points: readonly LookUps[],
  partSeconds: number,
): Fall | null {
  if (layer === LOADER_LAYER) return null;
  const parts = partsOf(points, partSeconds);
  const fall = findFall(parts);
  const startOf = (part: number) => parts[part]?.start ?? points.length;
  return (
    fall && { ...fall, from: startOf(fall.from), to: fall.to === null ? null : startOf(fall.to) }
  );
}

const MOST_MOMENTS = 5_000;
const moments = new Map<string, number>();

/** Unix seconds of an instant: the layers of an answer all have the same. */
function secondsOf(at: string): number {
  const known = moments.get(at);
  if (known !== undefined) return known;
  if (moments.size >= MOST_MOMENTS) moments.clear();
  const seconds = Date.parse(at) / 1_000;
  moments.set(at, seconds);
  return seconds;
}

/** Points added up by part; a part of which nothing was told has nulls. */
function partsOf(points: readonly LookUps[], partSeconds: number) {
  const parts: { id: number; start: number; part: number | null; whole: number | null }[] = [];
  for (const [start, { at, hits, misses }] of points.entries()) {
    const id = Math.floor(secondsOf(at) / partSeconds);
    const whole = hits === null || misses === null ? null : hits + misses;
    const last = parts.at(-1);
    if (last?.id !== id) parts.push({ id, start, part: hits, whole });
    else if (whole !== null) {
      last.part = (last.part ?? 0) + (hits ?? 0);
      last.whole = (last.whole ?? 0) + whole;
    }
  }
  return parts;
}

/** A layer of a cache, by its hit ratio over the range and whether it fell. */
export function cacheStatus(
  hitRatio: number | null,
  fall: Pick<Fall, "usual" | "fallen" | "to"> | null,
): ConcernStatus {
  if (hitRatio === null) return "unknown";
  if (fall === null) return "ok";
  return fall.to === null && fall.usual - fall.fallen >= CRITICAL_FALL ? "critical" : "warning";
}

const OF_BREAKER: Record<BreakerState, ConcernStatus> = {
  open: "critical",
  "forced-open": "critical",
  "half-open": "warning",
  unknown: "unknown",
  closed: "ok",
};

/** An instance of a breaker, by its newest state. */
export const breakerStatus = (state: BreakerState): ConcernStatus => OF_BREAKER[state];

/** A policy on a route, by what it refused. */
export function limitStatus(of: {
  rejected: number | null;
  rejectedRatio: number | null;
}): ConcernStatus {
  if (of.rejected === null) return "unknown";
  if (of.rejected <= 0) return "ok";
  return (of.rejectedRatio ?? 0) >= CRITICAL_REJECTED_RATIO ? "critical" : "warning";
}

/** A destination as one consumer group sees it: a message that was given up is lost. */
export function eventStatus(of: {
  deadLettered: number | null;
  failed: number | null;
}): ConcernStatus {
  if ((of.deadLettered ?? 0) > 0) return "critical";
  return (of.failed ?? 0) > 0 ? "warning" : "ok";
}

/** A host, container or instance. */
export function resourceStatus(condition: "saturated" | "idle" | "ok" | null): ConcernStatus {
  if (condition === null) return "unknown";
  return condition === "saturated" ? "warning" : "ok";
}

/** Bills of a month: a budget that is spent or will be, or costs that nobody expected and that go on. */
export function billStatus(of: {
  budgets: readonly BudgetStatus[];
  ongoingAnomalies: number;
}): ConcernStatus {
  const worst = worstStatus(of.budgets.filter((status) => status !== "unknown"));
  if (worst === "critical" || worst === "warning") return worst;
  return of.ongoingAnomalies > 0 ? "warning" : "ok";
}
