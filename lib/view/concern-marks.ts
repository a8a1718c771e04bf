import {
  OVERVIEW_CONCERNS,
  type OverviewConcern,
  type OverviewService,
} from "@/lib/contract/overview.ts";
import { type ConcernStatus, worstStatus } from "@/lib/domain/concern-status.ts";
import { overviewStatus } from "./overview-condition.ts";
import type { ServiceRow } from "./service-rows.ts";
import { iconOf } from "./service-status.ts";

export type Mark = "warning" | "critical";

/** Null: nothing is wrong, or it is not known. */
export const markOf = (status: ConcernStatus): Mark | null =>
  status === "warning" || status === "critical" ? status : null;

/** What the bar narrows to; null: every service. */
export type Scope = { service: string | null; namespace: string | null };

const isIn =
  ({ service, namespace }: Scope) =>
  (one: { service: string; namespace: string }): boolean =>
    (service === null || one.service === service) &&
    (namespace === null || one.namespace === namespace);

/** How a concern is, over the services of a scope; the page of the concern says the same in its sentence. */
export const concernStatusOf = (
  services: readonly OverviewService[],
  concern: OverviewConcern,
  scope: Scope,
): ConcernStatus =>
  worstStatus(services.filter(isIn(scope)).flatMap((service) => service[concern]?.status ?? []));

type Input = {
  /** Null: not known yet. */
  rows: readonly ServiceRow[] | null;
  services: readonly OverviewService[] | null;
  scope: Scope;
};

/**
 * What is wrong in each concern, by its id in the rail; a concern without trouble is missing. The overview shows all
 * services whatever the bar narrows to, and every other link keeps the bar.
 */
export function concernMarks({ rows, services, scope }: Input): ReadonlyMap<string, Mark> {
  const told = services ?? [];
  const statuses: [string, ConcernStatus][] = [
    ["overview", overviewStatus(rows ?? [], told)],
    ["requests", worstStatus((rows ?? []).filter(isIn(scope)).map(({ status }) => iconOf(status)))],
    ...OVERVIEW_CONCERNS.map((concern): [string, ConcernStatus] => [
      concern,
      concernStatusOf(told, concern, scope),
    ]),
  ];
  return new Map(
    statuses.flatMap(([id, status]): [string, Mark][] => {
      const mark = markOf(status);
      return mark ? [[id, mark]] : [];
    }),
  );
}
