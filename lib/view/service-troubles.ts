import type { OverviewConcern, OverviewService } from "@/lib/contract/overview.ts";
import { type ConcernStatus, rankOfStatus } from "@/lib/domain/concern-status.ts";
import { STATUS_POLICY } from "@/lib/domain/limits.ts";
import { troubleText } from "./database-words.ts";
import { formatCount, formatRatio, joined } from "./format.ts";
import { formatTime } from "./time-format.ts";

/** Something that a concern tells of a service, in words: "Its [cache] [users/l2] [fell to 61 % at 14:01]". */
export type Happening = {
  concern: OverviewConcern;
  status: ConcernStatus;
  kind: string;
  name: string;
  did: string;
  /** When it began; null: not known. */
  atMs: number | null;
};

/** A happening that is worth a mark on the overview. */
export type Trouble = Happening & { status: "warning" | "critical" };

/**
 * Where a warning is the daily work of what reports it: a limiter refuses some requests, a consumer tries again. Such a
 * warning marks the concern's own page, and not every service that has one.
 */
const WORKS_AS_MEANT: ReadonlySet<OverviewConcern> = new Set(["limits", "events"]);

const percent = (ratio: number | null) => joined(formatRatio(ratio));
const msOf = (at: string | null) => (at === null ? null : Date.parse(at));

/** Everything that the concerns tell of a service beyond its requests, trouble first. */
export function happeningsOf(service: OverviewService, zone: string): Happening[] {
  const time = (at: string) => formatTime(Date.parse(at), zone, "minute");
  return [
    ...cacheHappenings(service, time),
    ...breakerHappenings(service, time),
    ...limitHappenings(service, time),
    ...databaseHappenings(service, zone),
    ...eventHappenings(service),
    ...resourceHappenings(service),
  ].toSorted((a, b) => rankOfStatus(a.status) - rankOfStatus(b.status));
}

/** The happenings that mark a service on the overview, the worst first. */
export const troublesOf = (happenings: readonly Happening[]): Trouble[] =>
  happenings.flatMap((one) => {
    const { status } = one;
    if (status !== "critical" && status !== "warning") return [];
    return status === "warning" && WORKS_AS_MEANT.has(one.concern) ? [] : [{ ...one, status }];
  });

type Time = (at: string) => string;

function cacheHappenings({ caches, service }: OverviewService, time: Time): Happening[] {
  if (!caches?.worst) return [];
  const { cache, layer, usualRatio, fallenRatio, fellAt, backAt } = caches.worst;
  const back = backAt === null ? "" : `, back at ${time(backAt)}`;
  return [
    {
      ...{ concern: "caches", status: caches.status, kind: "cache" },
      name: [cache || service, layer].filter(Boolean).join("/"),
      did: `fell from ${percent(usualRatio)} to ${percent(fallenRatio)} at ${time(fellAt)}${back}`,
      atMs: msOf(fellAt),
    },
  ];
}

function breakerHappenings({ breakers }: OverviewService, time: Time): Happening[] {
  if (!breakers) return [];
  const { worst, openedAt, openedBreaker } = breakers;
  const shared = { concern: "breakers", kind: "breaker" } as const;
  if (worst && worst.state !== "unknown") {
    const since = worst.since === null ? "" : ` since ${time(worst.since)}`;
    const did = `is ${worst.state}${since}`;
    const atMs = msOf(worst.since);
    return [{ ...shared, status: breakers.status, name: worst.breaker, did, atMs }];
  }
  if (openedAt === null || openedBreaker === null) return [];
  const did = `was open from ${time(openedAt)} on for a while`;
  return [{ ...shared, status: "ok", name: openedBreaker, did, atMs: msOf(openedAt) }];
}

function limitHappenings({ limits }: OverviewService, time: Time): Happening[] {
  if (!limits?.worst) return [];
  const { policy, route, mostAt } = limits.worst;
  const share =
    limits.rejectedRatio === null
      ? `${formatCount(limits.rejected)} requests`
      : `${percent(limits.rejectedRatio)} of its requests`;
  const when = mostAt === null ? "" : `, most at ${time(mostAt)}`;
  const isStatus = policy === STATUS_POLICY;
  return [
    {
      ...{ concern: "limits", status: limits.status },
      kind: isStatus ? "route" : "limit",
      name: isStatus ? route : [policy || "limit", route].filter(Boolean).join(" on "),
      did: isStatus ? `answered ${share} with 429${when}` : `rejected ${share}${when}`,
      atMs: msOf(mostAt),
    },
  ];
}

const DATABASE_KINDS = {
  errors: "database",
  deadlocks: "database",
  waits: "pool",
  lag: "replica",
  "n-plus-one": "route",
} as const;

function databaseHappenings({ databases }: OverviewService, zone: string): Happening[] {
  if (!databases?.worst) return [];
  const { worst, status } = databases;
  return [
    {
      ...{ concern: "databases", status, kind: DATABASE_KINDS[worst.kind], name: worst.name },
      did: troubleText(worst, zone),
      atMs: "at" in worst ? Date.parse(worst.at) : null,
    },
  ];
}

function eventHappenings({ events }: OverviewService): Happening[] {
  if (!events?.worst) return [];
  const { destination, consumerGroup } = events.worst;
  const dead = Math.round(events.deadLettered ?? 0);
  const lost = (events.deadLettered ?? 0) > 0;
  const did = lost
    ? `gave up ${formatCount(Math.max(1, dead))} ${dead > 1 ? "messages" : "message"}`
    : `failed ${formatCount(Math.max(1, Math.round(events.failed ?? 0)))} times`;
  const name = consumerGroup ? `${consumerGroup} on ${destination}` : destination;
  return [{ concern: "events", status: events.status, kind: "consumer", name, did, atMs: null }];
}

const USES = {
  cpu: (share: string) => `uses ${share} of its CPU`,
  memory: (share: string) => `uses ${share} of its memory`,
  "event-loop": (share: string) => `keeps its event loop ${share} busy`,
  filesystem: (share: string) => `has filled ${share} of a file system`,
} as const;

function resourceHappenings({ resources, service }: OverviewService): Happening[] {
  if (!resources?.most || resources.saturatedCount === 0) return [];
  const { resource, utilization, instance, host, container } = resources.most;
  return [
    {
      ...{ concern: "resources", status: resources.status, kind: "instance" },
      name: container || instance || host || service,
      did: USES[resource](percent(utilization)),
      atMs: null,
    },
  ];
}
