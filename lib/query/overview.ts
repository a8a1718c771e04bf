import { breakersParams } from "@/lib/contract/breakers.ts";
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
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import type { JudgedBreaker } from "./breaker-instance.ts";
import { judgedBreakers } from "./breakers.ts";
import { readCaches } from "./caches.ts";
import { type ConcernQuestion, withPoints } from "./concern-answer.ts";
import { costNews } from "./cost-happenings.ts";
import { databasesByService, databasesOverview } from "./database-overview.ts";
import { readDatabases } from "./databases.ts";
import { readEvents } from "./events.ts";
import { findLensSeries } from "./lens-series.ts";
import { readLimits } from "./limits.ts";
import { stepOfMany } from "./metric-plan.ts";
import { cachesOverview } from "./overview-caches.ts";
import {
  breakersOverview,
  eventsOverview,
  limitsOverview,
  resourcesOverview,
} from "./overview-concerns.ts";
import { overviewCosts } from "./overview-costs.ts";
import { readResources } from "./resources.ts";

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
  /** A page's question, in parts in which the page judges; what it shows beside that is left out. */
  const asked = async <Dimension extends string, Measure extends string>(
    lens: Lens<Dimension, Measure>,
  ): Promise<ConcernQuestion> => {
    const { length } = await findLensSeries(readPool(), lens, { filters, nowMs });
    const step = stepOfMany({ fromMs, toMs }, { least: judged, series: length, nowMs });
    return { range: { fromMs, toMs }, step, filters, nowMs, isJudged: true };
  };
  const services = new Services();
  const costsFound = Promise.all([overviewCosts(nowMs), costNews(nowMs)]);
  const pool = readPool();
  // Three at a time: while one waits for Postgres another adds up, and readers of other pages get connections too.
  await Promise.all([
    (async () => {
      const caches = await readCaches(await asked(CACHE_LENS), cachesParams.parse({}));
      const layers = caches.groups.map((group) => withPoints(group, caches.plan));
      services.tell("caches", layers, (own) => cachesOverview(own, judged));
      const resources = await asked(RESOURCE_LENS);
      const { groups } = await inSnapshot(pool, (client) =>
        readResources(client, resources, resourcesParams.parse({})),
      );
      services.tell("resources", groups, resourcesOverview);
    })(),
    (async () => {
      const { step } = await asked(BREAKER_LENS);
      const wanted = breakersParams.parse({ environment });
      const breakers = await judgedBreakers(wanted, { range: { fromMs, toMs }, step, nowMs });
      services.tell("breakers", breakers.map(withKey), (own) =>
        breakersOverview(own.map(({ breaker }) => breaker)),
      );
      const limits = await asked(LIMIT_LENS);
      const { groups, plan } = await inSnapshot(pool, (client) =>
        readLimits(client, limits, limitsParams.parse({})),
      );
      services.tell("limits", groups, (own) => limitsOverview(own, plan));
    })(),
    (async () => {
      const events = await readEvents(await asked(EVENT_LENS), eventsParams.parse({}));
      services.tell("events", events.groups, eventsOverview);
      const wanted = databasesParams.parse({});
      const databases = await readDatabases(await asked(DATABASE_LENS), {
        ...{ wanted, isCompared: false },
      });
      const told = databasesByService({ groups: databases.groups, ...databases.extras });
      services.tell("databases", told, ([own]) => databasesOverview(own));
    })(),
  ]);
  const [costs, { month }] = await costsFound;
  const withCosts = services.all().map((service) => {
    const own = costs.get(serviceKeyText(service));
    return own ? { ...service, costs: own } : service;
  });
  return { ...range, services: withCosts, costs: month };
}

const withKey = (breaker: JudgedBreaker) => ({ key: breaker, breaker });

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
