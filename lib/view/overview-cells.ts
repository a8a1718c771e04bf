import type { OVERVIEW_RESOURCES, OverviewService } from "@/lib/contract/overview.ts";
import type { ConcernStatus } from "@/lib/domain/concern-status.ts";
import { SATURATED_RATIO } from "@/lib/domain/resources.ts";
import { formatCount, formatRatio, joined } from "./format.ts";

/** A figure of a concern in a row: what is loud about it, and what stands calmly beside it. */
export type ConcernCell = { status: ConcernStatus; loud: string; rest: string };

/** "1 open" of 6, "2 closed"; null: no breaker reports. */
export function breakersCell(breakers: OverviewService["breakers"]): ConcernCell | null {
  if (!breakers) return null;
  const { status, instanceCount, openCount, halfOpenCount, unknownCount } = breakers;
  const rest = `of ${instanceCount}`;
  if (openCount > 0) return { status, loud: `${openCount} open`, rest };
  if (halfOpenCount > 0) return { status, loud: `${halfOpenCount} half-open`, rest };
  if (unknownCount > 0) return { status, loud: `${unknownCount} silent`, rest };
  return { status, loud: "", rest: `${instanceCount} closed` };
}

/** How many requests were refused and which share that is; null: no limit reports. */
export function limitsCell(limits: OverviewService["limits"]): ConcernCell | null {
  if (!limits || limits.rejected === null) return null;
  const { status, rejected, rejectedRatio } = limits;
  if (rejected <= 0) return { status, loud: "", rest: "none" };
  return {
    ...{ status, loud: formatCount(Math.max(1, Math.round(rejected))) },
    rest: rejectedRatio === null ? "" : joined(formatRatio(rejectedRatio)),
  };
}

const RESOURCE_NAMES: Record<(typeof OVERVIEW_RESOURCES)[number], string> = {
  cpu: "CPU",
  memory: "Memory",
  "event-loop": "Loop",
  filesystem: "Disk",
};

/** What is used most against its limit. `whose`: of which host, container or instance. */
export type SaturationCell = {
  status: "ok" | "warning";
  name: string;
  ratio: number;
  whose: string;
};

/** Null: no limit of anything is known. */
export function saturationCell(resources: OverviewService["resources"]): SaturationCell | null {
  if (!resources?.most) return null;
  const { resource, utilization, instance, host, container } = resources.most;
  return {
    status: utilization > SATURATED_RATIO ? "warning" : "ok",
    name: RESOURCE_NAMES[resource],
    ratio: utilization,
    whose: container || instance || host,
  };
}

/** The hit ratio of all layers together, over equal parts of the range; null where nothing was asked. */
export const cacheCourse = ({ course }: NonNullable<OverviewService["caches"]>) =>
  course.hits.map((hits, index) => {
    const asked = (hits ?? 0) + (course.misses[index] ?? 0);
    return hits === null || asked === 0 ? null : hits / asked;
  });
