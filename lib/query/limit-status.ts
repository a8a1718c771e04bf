import type { LimitFigures, LimitKey } from "@/lib/contract/limits.ts";
import { requestsParams } from "@/lib/contract/requests.ts";
import { rejectedRatioOf, STATUS_POLICY } from "@/lib/domain/limits.ts";
import { type ConcernQuestion, type FoundGroup, instantsOf } from "./concern-answer.ts";
import type { RangePlan } from "./range-plan.ts";
import { queryRequests } from "./requests.ts";

type Group = FoundGroup<LimitKey, LimitFigures>;

/** Routes that answered with status 429, by requests; whose limiter it was is not told. */
export async function readStatusLimits(
  { range, filters, nowMs }: ConcernQuestion,
  plan: RangePlan,
): Promise<Group[]> {
  const params = requestsParams.parse({
    ...filters,
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    step: plan.stepSeconds,
    status: "429",
    groupBy: "service,route",
  });
  const rejected = await queryRequests(params, nowMs);
  const hit = rejected.groups.filter(({ totals }) => (totals.requestCount ?? 0) > 0);
  if (hit.length === 0) return [];
  const all = await queryRequests({ ...params, status: [] }, nowMs);
  const wholes = new Map(all.groups.map((group) => [JSON.stringify(group.key), group]));
  return hit.map(({ key, totals, points }): Group => {
    const whole = wholes.get(JSON.stringify(key));
    const { namespace = "", service = "", environment = "", route = "" } = key;
    const ownPoints = points.map((point, i) => ({
      at: point.at,
      ...figuresOf(point, whole?.points[i]),
    }));
    const byStart = new Map(ownPoints.map((point) => [point.at, point]));
    const at = (slot: number): LimitFigures => {
      const { at: _, ...figures } = byStart.get(instantsOf(plan)[slot] ?? "") ?? UNTOLD;
      return figures;
    };
    return {
      key: { namespace, service, environment, policy: STATUS_POLICY, route },
      totals: figuresOf(totals, whole?.totals),
      ...{ ownPoints, at },
    };
  });
}

const UNTOLD: LimitFigures & { at: string } = {
  ...{ at: "", allowed: null, rejected: null, queued: null, delayed: null, permits: null },
  ...{ rejectedRatio: null, rejectedPerSecond: null },
};

type Counted = { requestCount: number | null; throughputPerSecond: number | null };

function figuresOf(rejected: Counted, whole: Counted | undefined): LimitFigures {
  const all = whole?.requestCount ?? null;
  const refused = all === null ? rejected.requestCount : (rejected.requestCount ?? 0);
  const allowed = all === null || refused === null ? null : all - refused;
  return {
    allowed,
    rejected: refused,
    ...{ queued: null, delayed: null, permits: null },
    rejectedRatio: rejectedRatioOf(allowed, refused),
    rejectedPerSecond: rejected.throughputPerSecond ?? (all === null ? null : 0),
  };
}
