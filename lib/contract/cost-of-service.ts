import { z } from "zod";
import { SHARE_BASES } from "@/lib/domain/cost-mapping.ts";
import { COST_METRICS } from "@/lib/domain/costs.ts";
import { costServicesParams } from "./cost-services.ts";

const day = z.iso.date();
const amount = z.string().meta({ description: "exact decimal" });
const name = z.string().max(255);

export const costOfServiceParams = costServicesParams.extend({
  service: name.min(1, "name the service"),
  namespace: name.default(""),
  environment: name.default(""),
});
export type CostOfServiceParams = z.infer<typeof costOfServiceParams>;

/** Whole days that are billed. `perThousandRequests` null: no requests of those days are known. */
const period = {
  from: day,
  through: day,
  total: amount,
  perThousandRequests: amount.nullable(),
};

export const costOfServiceResponse = z.object({
  /** Null: no bill tells of the range. */
  currency: z.string().nullable(),
  metric: z.enum(COST_METRICS).nullable(),
  /** Null: no line of a bill names the service, by tag, namespace or rule. */
  costs: z
    .object({
      ...period,
      requestCount: z.number(),
      /** Of distinct users of days with requests; null: none is named. */
      users: z.number().nullable(),
      perUser: amount.nullable(),
      /** Of the whole bill of these days; null: that comes to nothing. */
      billRatio: z.number().nullable(),
      /** As many whole days before; null: no bill tells of them. */
      previous: z.object(period).nullable(),
      /** Every whole day. `amount` null: no bill tells of it. */
      days: z.array(
        z.object({
          day,
          amount: amount.nullable(),
          requestCount: z.number(),
          perThousandRequests: amount.nullable(),
        }),
      ),
      /** By what lines are its, the most first; they add up to the total. */
      attributions: z.array(
        z.object({
          by: z.enum(["rule", "tag"]),
          dimension: z.string().meta({ description: "service, account, region, tag:NAME …" }),
          value: z.string(),
          sharedBy: z.enum(SHARE_BASES).nullable().meta({ description: "null: its alone" }),
          /** Services of the bill, the dearest first. */
          lines: z.array(z.object({ service: z.string(), amount })),
          amount,
        }),
      ),
    })
    .nullable(),
  /** What no service was given of the same days; a part of it may be this one's. */
  unmapped: amount.nullable(),
});
export type CostOfServiceResponse = z.infer<typeof costOfServiceResponse>;
