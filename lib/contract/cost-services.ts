import { z } from "zod";
import { SHARE_BASES } from "@/lib/domain/cost-mapping.ts";
import { COST_BASES } from "@/lib/domain/cost-sources.ts";
import { COST_METRICS } from "@/lib/domain/costs.ts";
import { serviceKeyShape } from "./concern.ts";

const day = z.iso.date();
const amount = z.string().meta({ description: "exact decimal" });
const name = z.string().max(255);
const key = z.strictObject({
  namespace: name.default(""),
  service: name.min(1),
  environment: name.default(""),
});

const target = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("service"), ...key.shape }),
  z.strictObject({
    kind: z.literal("shared"),
    by: z.enum(SHARE_BASES),
    services: z.array(key).max(500).default([]).meta({ description: "Empty: all" }),
  }),
]);

const rule = z.strictObject({
  dimension: z
    .string()
    .max(300)
    .regex(
      /^(service|account|region|category|tag:.+)$/s,
      "service, account, region, category or tag:NAME",
    ),
  value: z.string().min(1).max(500).meta({ description: "* is any but an empty one" }),
  target,
});

/** Rules in their order; body of `PUT /api/v1/costs/mapping`. */
export const costMapping = z.strictObject({ rules: z.array(rule).max(500) });
export type CostMapping = z.infer<typeof costMapping>;

/** Parameters of everything that is told of services. */
export const costServicesParams = z.object({
  from: z.string().default("now-30d"),
  to: z.string().default("now"),
  metric: z.enum(COST_METRICS).optional(),
  currency: z.string().optional(),
  basis: z.enum(COST_BASES).optional(),
});
export type CostServicesParams = z.infer<typeof costServicesParams>;

const mapped = z.object({
  ...serviceKeyShape,
  direct: amount,
  shared: amount.meta({ description: "Its part of what several share" }),
  total: amount,
  requestCount: z.number(),
  perThousandRequests: amount.nullable().meta({ description: "null: it answered nothing" }),
  users: z
    .number()
    .nullable()
    .meta({ description: "Distinct ones of the range; null: none is named" }),
  perUser: amount.nullable(),
});
export type CostOfService = z.infer<typeof mapped>;

export const costServicesResponse = z.object({
  /** Days from, through. */
  from: day,
  through: day,
  currency: z.string().nullable(),
  metric: z.enum(COST_METRICS).nullable(),
  total: amount.nullable(),
  /** The dearest first; with `unmapped` they add up to the total. */
  services: z.array(mapped),
  unmapped: z.object({
    total: amount,
    /** Lines of the bill by its service, the dearest first. */
    lines: z.array(
      z.object({
        service: z.string(),
        amount,
        reason: z.enum(["noRule", "noRequests", "noCpu"]),
      }),
    ),
  }),
});
export type CostServicesResponse = z.infer<typeof costServicesResponse>;
