import type { LimitFigures, LimitKey } from "@/lib/contract/limits.ts";
import { requestsParams } from "@/lib/contract/requests.ts";
import { rejectedRatioOf, STATUS_POLICY } from "@/lib/domain/limits.ts";
import type { ConcernQuestion, FoundGroup } from "./concern-answer.ts";
import { queryRequests } from "./requests.ts";

type Group = FoundGroup<LimitKey, LimitFigures>;

/** Routes that answered with status 429, by requests; whose limiter it was is not told. */
export async function readStatusLimits(
  { range, filters, nowMs }: ConcernQuestion,
  stepSeconds: number,
): Promise<Group[]> {
  const params = requestsParams.parse({
    ...filters,
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    step: stepSeconds,
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
    return {
      key: { namespace, service, environment, policy: STATUS_POLICY, route },
      totals: figuresOf(totals, whole?.totals),
      at: (slot) => figuresOf(points[slot] ?? NOTHING, whole?.points[slot]),
    };
  });
}

const NOTHING: Counted = { requestCount: null, throughputPerSecond: null };

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
