import type { OverviewService } from "@/lib/contract/overview.ts";
import { worstStatus } from "@/lib/domain/concern-status.ts";
import { databaseTroubles, type JudgedDatabases } from "@/lib/domain/database-troubles.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { grouped } from "./grouped.ts";

type OfService = { key: ServiceKey; told: JudgedDatabases };

/** What an answer tells of each service's databases. */
export function databasesByService(answer: JudgedDatabases): OfService[] {
  const services = new Map<string, ServiceKey>();
  const byService = <Thing extends { key: ServiceKey }>(things: readonly Thing[]) => {
    const found = grouped(things, ({ key }) => serviceKeyText(key));
    for (const [text, [first]] of found) if (first) services.set(text, first.key);
    return found;
  };
  const groups = byService(answer.groups);
  const pools = byService(answer.pools);
  const replicas = byService(answer.replicas);
  const nPlusOnes = byService(answer.nPlusOnes);
  return [...services].map(([text, key]) => ({
    key,
    told: {
      groups: groups.get(text) ?? [],
      pools: pools.get(text) ?? [],
      replicas: replicas.get(text) ?? [],
      nPlusOnes: nPlusOnes.get(text) ?? [],
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
