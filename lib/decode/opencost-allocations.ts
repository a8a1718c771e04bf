import { z } from "zod";
import { type Charge, isDecimalText } from "@/lib/domain/costs.ts";
import { storableText } from "./storable-text.ts";

const allocation = z.object({
  name: z.string(),
  properties: z
    .object({
      cluster: z.string().optional(),
      namespace: z.string().optional(),
      controller: z.string().optional(),
      controllerKind: z.string().optional(),
    })
    .nullish(),
  totalCost: z.number(),
});

/** An answer of OpenCost's allocation API: a set of allocations by name for each step of the window. */
export const opencostAnswer = z.object({
  data: z.array(z.record(z.string(), allocation).nullable()),
});
export type OpencostAnswer = z.infer<typeof opencostAnswer>;

/**
 * The allocations of a day as charges. What nobody used (`__idle__`) and what belongs to nobody are lines of their own:
 * left out, the sum would not be what the cluster costs. Amounts are floating at their source: the shortest text of each.
 * @see https://www.opencost.io/docs/integrations/api
 */
export function chargesOfAllocations(
  { data }: OpencostAnswer,
  { day, currency }: { day: string; currency: string },
): Charge[] {
  return data.flatMap((set) =>
    Object.values(set ?? {}).flatMap(({ name, properties, totalCost }) => {
      const amount = String(totalCost);
      if (totalCost === 0 || !isDecimalText(amount)) return [];
      return {
        provider: "Kubernetes",
        billingAccount: "",
        period: `${day.slice(0, 7)}-01`,
        day,
        coveredToMs: Date.parse(day) + 86_400_000,
        service: storableText(serviceOf(name, properties?.namespace)),
        serviceCategory: "",
        account: storableText(properties?.cluster ?? ""),
        accountName: "",
        region: "",
        chargeCategory: "Usage",
        currency,
        tags: tagsOf(properties ?? {}),
        billedCost: null,
        effectiveCost: amount,
        listCost: null,
      };
    }),
  );
}

const SPECIAL: Record<string, string> = {
  __idle__: "Idle",
  __unallocated__: "Unallocated",
  __unmounted__: "Unmounted volumes",
};

function serviceOf(name: string, namespace: string | undefined): string {
  const special = Object.keys(SPECIAL).find((key) => name.includes(key));
  return special === undefined ? (namespace ?? name) : (SPECIAL[special] ?? name);
}

function tagsOf(properties: Record<string, string | undefined>): Record<string, string> {
  const { namespace, controller } = properties;
  const given = { namespace, controller };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) =>
      value === undefined || value.startsWith("__") ? [] : [[key, storableText(value)]],
    ),
  );
}
