import { breakersParams } from "@/lib/contract/breakers.ts";
import { cachesParams } from "@/lib/contract/caches.ts";
import { databasesParams } from "@/lib/contract/databases.ts";
import { eventsParams } from "@/lib/contract/events.ts";
import type { JourneyParams, JourneyResponse } from "@/lib/contract/journey.ts";
import { limitsParams } from "@/lib/contract/limits.ts";
import { scalingParams } from "@/lib/contract/scaling.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { itemsOf, JOURNEY, type JourneyFacts, stageOf } from "@/lib/domain/journey.ts";
import { STATUS_POLICY } from "@/lib/domain/limits.ts";
import { readPool } from "@/lib/platform/db.ts";
import { queryBreakers } from "./breakers.ts";
import { queryCaches } from "./caches.ts";
import { queryDatabases } from "./databases.ts";
import { queryEvents } from "./events.ts";
import { queryLimits } from "./limits.ts";
import { queryScaling } from "./scaling.ts";
import { queryUserDays } from "./users.ts";

const DAYS = 7;
const LOOK_SECONDS = 3_600;
const MOST_EVIDENCE = 5;

/**
 * The stage of the journey, from distinct users a day, and which of what it asks for telemetry shows to be in place.
 * Throws `ParameterError`.
 */
export async function queryJourney(params: JourneyParams, nowMs: number): Promise<JourneyResponse> {
  const range = resolveRange(params, nowMs);
  const toMs = Math.min(range.toMs, nowMs);
  const { service, namespace, environment } = params;
  const filters = { service, namespace, environment };
  const users = await queryUserDays(readPool(), { filters, toMs, dayCount: DAYS });
  const known = users.days.flatMap((day) => day.users ?? []);
  const usersPerDay = known.length === 0 ? null : Math.max(...known);
  const stage = stageOf(usersPerDay);
  const seen = { fromMs: toMs - LOOK_SECONDS * 1_000, toMs };
  const facts = await readFacts(filters, seen, nowMs);
  const asked = new Set(itemsOf(stage).map(({ id }) => id));
  return {
    stage,
    usersPerDay,
    ...users,
    checklist: JOURNEY.map(({ evidence, ...item }) => {
      const found = [...new Set(evidence(facts))].sort();
      return {
        ...item,
        isAskedFor: asked.has(item.id),
        isSeen: found.length > 0,
        evidence: found.slice(0, MOST_EVIDENCE),
        evidenceCount: found.length,
      };
    }),
    seenFrom: new Date(seen.fromMs).toISOString(),
    seenTo: new Date(seen.toMs).toISOString(),
  };
}

/** What the concerns' own pages show of an hour, in one bucket; one after another, so that others get connections. */
async function readFacts(
  filters: Pick<JourneyParams, "service" | "namespace" | "environment">,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  nowMs: number,
): Promise<JourneyFacts> {
  const asked = {
    ...filters,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    step: LOOK_SECONDS,
  };
  const scaling = await queryScaling(scalingParams.parse(asked), nowMs);
  const caches = await queryCaches(cachesParams.parse(asked), nowMs);
  const { breakers } = await queryBreakers(breakersParams.parse(asked), nowMs);
  const limits = await queryLimits(limitsParams.parse(asked), nowMs);
  const databases = await queryDatabases(databasesParams.parse(asked), nowMs);
  const events = await queryEvents(eventsParams.parse(asked), nowMs);
  const ofKind = (kind: string) => scaling.groups.filter(({ key }) => key.kind === kind);
  return {
    services: ofKind("service").flatMap(({ key, totals }) =>
      (totals.requestCount ?? 0) > 0 ? [{ service: key.service, instances: totals.instances }] : [],
    ),
    balancers: ofKind("balancer").map(({ key }) => ({ name: key.upstream || key.service })),
    autoscalers: ofKind("autoscaler").map(({ key }) => ({ name: key.hpa })),
    caches: caches.groups.flatMap(({ key, totals }) =>
      (totals.requestCount ?? 0) > 0 || totals.hitRatio !== null ? [key] : [],
    ),
    breakers,
    limits: limits.groups.map(({ key }) => key).filter(({ policy }) => policy !== STATUS_POLICY),
    databases: databases.groups.map(({ key }) => ({ ...key, name: key.databaseNamespace })),
    pools: databases.pools.map(({ key }) => key),
    replicas: databases.replicas.map(({ key }) => key).filter(({ role }) => role === "replica"),
    queues: events.groups.map(({ key }) => key),
  };
}
