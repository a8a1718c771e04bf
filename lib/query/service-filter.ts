import { serviceId } from "@/lib/aggregate/service-id.ts";
import { findServices } from "@/lib/store/origins.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

type ServiceFilter = { service: string[]; namespace: string[]; environment: string[] };

/** Ids of the services that a filter means; null: it names nothing, so all. */
export async function findServiceIds(
  client: Queryable,
  { service, namespace, environment }: ServiceFilter,
): Promise<bigint[] | null> {
  if (service.length + namespace.length + environment.length === 0) return null;
  const services = await findServices(client, { service, namespace, environment });
  return services.map(serviceId);
}
