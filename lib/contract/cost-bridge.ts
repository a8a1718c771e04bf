import { z } from "zod";
import { BRIDGE_PARTS } from "@/lib/domain/cost-bridge.ts";
import { serviceKeyShape } from "./concern.ts";
import { costServicesParams } from "./cost-services.ts";

const day = z.iso.date();
const amount = z.string().meta({ description: "exact decimal, of 1,000 requests" });

export const costBridgeParams = costServicesParams.extend({
  previousFrom: z
    .string()
    .optional()
    .meta({ description: "Absent: the same days of the month before" }),
  previousTo: z.string().optional(),
});
export type CostBridgeParams = z.infer<typeof costBridgeParams>;

export const costBridgeResponse = z.object({
  currency: z.string().nullable(),
  /** Whole days that are compared; null: none is whole. */
  from: day.nullable(),
  through: day.nullable(),
  previousFrom: day.nullable(),
  previousThrough: day.nullable(),
  /** Parts add up to `after` less `before`, exactly; null: no bill or no requests of one of the periods. */
  bridge: z
    .object({
      before: amount,
      after: amount,
      parts: z.array(
        z.object({
          id: z.enum(BRIDGE_PARTS),
          amount,
          services: z.array(z.object({ name: z.string(), amount })),
        }),
      ),
    })
    .nullable(),
  /** The first new version of each service in the later period. */
  deploys: z.array(z.object({ ...serviceKeyShape, version: z.string(), day })),
});
export type CostBridgeResponse = z.infer<typeof costBridgeResponse>;
