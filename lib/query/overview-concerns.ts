import type { EventFigures, EventKey } from "@/lib/contract/events.ts";
import type { LimitFigures, LimitKey } from "@/lib/contract/limits.ts";
import type { OverviewService } from "@/lib/contract/overview.ts";
import type { ResourceFigures, ResourceGroup } from "@/lib/contract/resources.ts";
import {
  breakerStatus,
  eventStatus,
  limitStatus,
  rankOfStatus,
  resourceStatus,
  worstStatus,
} from "@/lib/domain/concern-status.ts";
import { rejectedRatioOf } from "@/lib/domain/limits.ts";
import type { JudgedBreaker } from "./breaker-instance.ts";
import { type FoundGroup, pointsOf } from "./concern-answer.ts";
import type { RangePlan } from "./range-plan.ts";

type Told<Concern extends keyof OverviewService> = NonNullable<OverviewService[Concern]>;

const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

/** The first of those of which it is the most. */
function maxBy<Thing>(things: readonly Thing[], of: (thing: Thing) => number): Thing | undefined {
  let [most] = things;
  for (const thing of things) if (most !== undefined && of(thing) > of(most)) most = thing;
  return most;
}

/** An instance that reports no more says nothing while others of its breaker report. */
const telling = (breakers: readonly JudgedBreaker[]): readonly JudgedBreaker[] =>
  breakers.filter(
    ({ breaker, state }) =>
      state !== "unknown" ||
      breakers.every((other) => other.breaker !== breaker || other.state === "unknown"),
  );

/** The instances of breakers of one service. */
export function breakersOverview(breakers: readonly JudgedBreaker[]): Told<"breakers"> {
  const count = (...states: JudgedBreaker["state"][]) =>
    breakers.filter(({ state }) => states.includes(state)).length;
  const rank = (one: JudgedBreaker) => rankOfStatus(breakerStatus(one.state));
  const [worst] = breakers.toSorted((a, b) => rank(a) - rank(b) || b.openSeconds - a.openSeconds);
  const openings = breakers.flatMap(({ breaker, transitions }) =>
    transitions
      .filter(({ from, to }) => from === "closed" && (to === "open" || to === "forced-open"))
      .map(({ at }) => ({ at, breaker })),
  );
  const opened = openings.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  return {
    status: worstStatus(telling(breakers).map(({ state }) => breakerStatus(state))),
    instanceCount: breakers.length,
    openCount: count("open", "forced-open"),
    halfOpenCount: count("half-open"),
    unknownCount: count("unknown"),
    worst:
      worst && worst.state !== "closed"
        ? { breaker: worst.breaker, state: worst.state, since: worst.since }
        : null,
    openedAt: opened?.at ?? null,
    openedBreaker: opened?.breaker ?? null,
  };
}

/** The rate limits of one service, with the buckets of the range. */
export function limitsOverview(
  groups: readonly FoundGroup<LimitKey, LimitFigures>[],
  plan: RangePlan,
): Told<"limits"> {
  const told = groups.map(({ totals }) => totals);
  const rejected = sumOf(told.map((one) => one.rejected));
  const judged = told.filter((one) => one.allowed !== null && one.rejected !== null);
  const refusing = groups.filter(({ totals }) => (totals.rejected ?? 0) > 0);
  const worst = maxBy(refusing, ({ totals }) => totals.rejected ?? 0);
  const peak =
    worst && maxBy(worst.ownPoints ?? pointsOf(plan, worst.at), (point) => point.rejected ?? 0);
  return {
    status: worstStatus(told.map(limitStatus)),
    rejected,
    rejectedRatio: rejectedRatioOf(
      sumOf(judged.map((one) => one.allowed)),
      sumOf(judged.map((one) => one.rejected)),
    ),
    worst: worst
      ? { policy: worst.key.policy, route: worst.key.route, mostAt: peak?.at ?? null }
      : null,
  };
}

/** What one service publishes and processes. */
export function eventsOverview(
  groups: readonly Pick<FoundGroup<EventKey, EventFigures>, "key" | "totals">[],
): Told<"events"> {
  const told = groups.map(({ totals }) => totals);
  const [worst] = groups
    .filter(({ totals }) => (totals.deadLettered ?? 0) > 0 || (totals.failed ?? 0) > 0)
    .toSorted(
      (a, b) =>
        (b.totals.deadLettered ?? 0) - (a.totals.deadLettered ?? 0) ||
        (b.totals.failed ?? 0) - (a.totals.failed ?? 0),
    );
  return {
    status: worstStatus(told.map(eventStatus)),
    failed: sumOf(told.map((one) => one.failed)),
    deadLettered: sumOf(told.map((one) => one.deadLettered)),
    worst: worst
      ? { destination: worst.key.destination, consumerGroup: worst.key.consumerGroup }
      : null,
  };
}

const LIMITED = [
  ["cpu", "cpuUtilization"],
  ["memory", "memoryUtilization"],
  ["event-loop", "eventLoopUtilization"],
  ["filesystem", "filesystemUtilization"],
] as const satisfies readonly (readonly [string, keyof ResourceFigures])[];

/** The hosts, containers and instances of one service. */
export function resourcesOverview(
  groups: readonly Pick<ResourceGroup, "key" | "totals" | "condition">[],
): Told<"resources"> {
  const used = groups.flatMap(({ key, totals }) =>
    LIMITED.flatMap(([resource, figure]) => {
      const utilization = totals[figure];
      if (utilization === null) return [];
      const { instance, host, container } = key;
      return [{ resource, utilization, instance, host, container }];
    }),
  );
  return {
    status: worstStatus(groups.map(({ condition }) => resourceStatus(condition))),
    thingCount: groups.length,
    saturatedCount: groups.filter(({ condition }) => condition === "saturated").length,
    most: maxBy(used, ({ utilization }) => utilization) ?? null,
  };
}
