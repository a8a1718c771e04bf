import { serviceId } from "@/lib/aggregate/service-id.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { findServices } from "@/lib/store/origins.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

type ServiceFilter = { service: string[]; namespace: string[]; environment: string[] };

/** Ids of the services that a filter means. Headroom's own is meant only when it is named. */
export async function findServiceIds(client: Queryable, filter: ServiceFilter): Promise<bigint[]> {
  const services = await findServices(client, filter);
  const meant = services.filter(
    ({ service }) => service !== SELF_SERVICE || filter.service.includes(service),
  );
  return meant.map(serviceId);
}
