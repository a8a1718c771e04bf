import type { DatabasesResponse } from "@/lib/contract/databases.ts";
import type { OverviewService } from "@/lib/contract/overview.ts";
import { worstStatus } from "@/lib/domain/concern-status.ts";
import { databaseTroubles, type JudgedDatabases } from "@/lib/domain/database-troubles.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";

type OfService = { key: ServiceKey; told: JudgedDatabases };

/** What an answer tells of each service's databases. */
export function databasesByService(answer: DatabasesResponse): OfService[] {
  const services = new Map<string, ServiceKey>();
  const { groups, pools, replicas, nPlusOnes } = answer;
  for (const { key } of [...groups, ...pools, ...replicas, ...nPlusOnes]) {
    services.set(serviceKeyText(key), key);
  }
  const own = <Thing extends { key: ServiceKey }>(things: readonly Thing[], text: string) =>
    things.filter(({ key }) => serviceKeyText(key) === text);
  return [...services].map(([text, key]) => ({
    key,
    told: {
      groups: own(groups, text),
      pools: own(pools, text),
      replicas: own(replicas, text),
      nPlusOnes: own(nPlusOnes, text),
    },
  }));
}

/** The databases of one service, as their page judges them. */
export function databasesOverview(
  service: OfService | undefined,
): NonNullable<OverviewService["databases"]> | null {
  if (!service) return null;
  const troubles = databaseTroubles(service.told);
  const [worst] = troubles;
  return {
    status: worst ? worstStatus(troubles.map(({ status }) => status)) : "ok",
    worst: worst ?? null,
  };
}
