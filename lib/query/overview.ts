import { type BreakersResponse, breakersParams } from "@/lib/contract/breakers.ts";
import { cachesParams } from "@/lib/contract/caches.ts";
import { databasesParams } from "@/lib/contract/databases.ts";
import { eventsParams } from "@/lib/contract/events.ts";
import { limitsParams } from "@/lib/contract/limits.ts";
import type { OverviewParams, OverviewResponse, OverviewService } from "@/lib/contract/overview.ts";
import { resourcesParams } from "@/lib/contract/resources.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { BREAKER_LENS } from "@/lib/domain/breakers.ts";
import { CACHE_LENS } from "@/lib/domain/cache-lens.ts";
import { DATABASE_LENS } from "@/lib/domain/databases.ts";
import { EVENT_LENS } from "@/lib/domain/events.ts";
import type { Lens } from "@/lib/domain/lens.ts";
import { LIMIT_LENS } from "@/lib/domain/limits.ts";
import { judgedStep } from "@/lib/domain/nice-steps.ts";
import { RESOURCE_LENS } from "@/lib/domain/resource-lens.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import { readPool } from "@/lib/platform/db.ts";
import { queryBreakers } from "./breakers.ts";
import { queryCaches } from "./caches.ts";
import { costNews } from "./cost-happenings.ts";
import { databasesByService, databasesOverview } from "./database-overview.ts";
import { queryDatabases } from "./databases.ts";
import { queryEvents } from "./events.ts";
import { findLensSeries } from "./lens-series.ts";
import { queryLimits } from "./limits.ts";
import { stepOfMany } from "./metric-plan.ts";
import { cachesOverview } from "./overview-caches.ts";
import {
  breakersOverview,
  eventsOverview,
  limitsOverview,
  resourcesOverview,
} from "./overview-concerns.ts";
import { overviewCosts } from "./overview-costs.ts";
import { queryResources } from "./resources.ts";

/** Every open page asks, and metrics are exported every ten seconds at most: what is so recent is told again. */
const FRESH_FOR_MS = 5_000;

const recent = new CountedCache<string, Promise<OverviewResponse>>("overviews", {
  max: 50,
  ttl: FRESH_FOR_MS,
});

/**
 * What each concern says of each service, and how it is. The concerns are asked as their pages ask them, only in the
 * parts of the range by which both judge, or the coarser ones in which their pages show many series. Throws `ParameterError`.
 */
export function queryOverview(params: OverviewParams, nowMs: number): Promise<OverviewResponse> {
  const text = JSON.stringify([params.from, params.to, params.environment.toSorted()]);
  const known = recent.get(text);
  if (known) return known;
  const answer = readOverview(params, nowMs);
  recent.set(text, answer);
  answer.catch(() => recent.delete(text));
  return answer;
}

async function readOverview(params: OverviewParams, nowMs: number): Promise<OverviewResponse> {
  const { fromMs, toMs } = resolveRange(params, nowMs);
  const judged = judgedStep({ fromMs, toMs });
  const { environment } = params;
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  const filters = { service: [], namespace: [], environment, instance: [] };
  const asked = async <Dimension extends string, Measure extends string>(
    lens: Lens<Dimension, Measure>,
  ) => {
    const { length } = await findLensSeries(readPool(), lens, { filters, nowMs });
    const step = stepOfMany({ fromMs, toMs }, { least: judged, series: length, nowMs });
    return { ...range, environment, step: String(step) };
  };
  const services = new Services();
  const costsFound = Promise.all([overviewCosts(nowMs), costNews(nowMs)]);
  const caches = await queryCaches(cachesParams.parse(await asked(CACHE_LENS)), nowMs);
  services.tell("caches", caches.groups, (own) => cachesOverview(own, judged));
  const { breakers } = await queryBreakers(breakersParams.parse(await asked(BREAKER_LENS)), nowMs);
  services.tell("breakers", breakers.map(withKey), (own) =>
    breakersOverview(own.map(({ breaker }) => breaker)),
  );
  const limits = await queryLimits(limitsParams.parse(await asked(LIMIT_LENS)), nowMs);
  services.tell("limits", limits.groups, limitsOverview);
  const databases = await queryDatabases(databasesParams.parse(await asked(DATABASE_LENS)), nowMs);
  services.tell("databases", databasesByService(databases), ([own]) => databasesOverview(own));
  const events = await queryEvents(eventsParams.parse(await asked(EVENT_LENS)), nowMs);
  services.tell("events", events.groups, eventsOverview);
  const resources = await queryResources(resourcesParams.parse(await asked(RESOURCE_LENS)), nowMs);
  services.tell("resources", resources.groups, resourcesOverview);
  const [costs, { month }] = await costsFound;
  const withCosts = services.all().map((service) => {
    const own = costs.get(serviceKeyText(service));
    return own ? { ...service, costs: own } : service;
  });
  return { ...range, services: withCosts, costs: month };
}

const withKey = (breaker: BreakersResponse["breakers"][number]) => ({ key: breaker, breaker });

type Concerns = Omit<OverviewService, keyof ServiceKey | "costs">;

/** What is told of each service, by one concern after the other. */
class Services {
  private readonly byKey = new Map<string, OverviewService>();

  tell<Concern extends keyof Concerns, Thing extends { key: ServiceKey }>(
    concern: Concern,
    things: readonly Thing[],
    summarise: (own: readonly Thing[]) => Concerns[Concern],
  ): void {
    const byService = new Map<string, Thing[]>();
    for (const thing of things) {
      const text = serviceKeyText(thing.key);
      const own = byService.get(text);
      if (own) own.push(thing);
      else byService.set(text, [thing]);
    }
    for (const own of byService.values()) {
      const [first] = own;
      if (first) this.of(first.key)[concern] = summarise(own);
    }
  }

  all(): OverviewService[] {
    return [...this.byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, service]) => service);
  }

  private of({ namespace, service, environment }: ServiceKey): Concerns {
    const text = serviceKeyText({ namespace, service, environment });
    const known = this.byKey.get(text) ?? {
      ...{ namespace, service, environment, caches: null, breakers: null },
      ...{ limits: null, databases: null, events: null, resources: null },
    };
    this.byKey.set(text, known);
    return known;
  }
}
