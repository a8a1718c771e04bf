import type { ServiceKey } from "@/lib/domain/service.ts";
import type { Queryable } from "./queryable.ts";

/** The weight that an instance says of itself. */
export type InstanceWeight = ServiceKey & { instance: string; weight: number };

const WEIGHTS = `
  SELECT
    namespace, service, environment, instance,
    resource ->> 'headroom.instance.weight' AS weight
  FROM origins
  WHERE resource ? 'headroom.instance.weight'
  ORDER BY registered_ms, origin_id
`;

/** Every weight that is told by a resource, the one that was said first first. What is no number above 0 is left out. */
export async function loadInstanceWeights(client: Queryable): Promise<InstanceWeight[]> {
  const { rows } = await client.query<ServiceKey & { instance: string; weight: string }>(WEIGHTS);
  return rows.flatMap((row) => {
    const weight = Number(row.weight);
    return weight > 0 && Number.isFinite(weight) ? [{ ...row, weight }] : [];
  });
}
