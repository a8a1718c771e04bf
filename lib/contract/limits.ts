import { z } from "zod";
import { concernGroup, concernParams, concernRange, serviceKeyShape } from "./concern.ts";
import { filter } from "./time.ts";

const count = z.number().nullable();

/** One policy on one route. Null: not told. */
export const limitFigures = z.object({
  allowed: count,
  rejected: count,
  queued: count.meta({ description: "Waiting, the newest that is known" }),
  delayed: count.meta({ description: "Had to wait before they were let through or rejected" }),
  permits: count.meta({ description: "Permits left, the newest that is known" }),
  rejectedRatio: z.number().nullable().meta({ description: "rejected / (allowed + rejected)" }),
  rejectedPerSecond: count,
});
export type LimitFigures = z.infer<typeof limitFigures>;

export const limitKey = z.object({ ...serviceKeyShape, policy: z.string(), route: z.string() });
export type LimitKey = z.infer<typeof limitKey>;

export const limitsResponse = z.object({
  ...concernRange,
  groups: z.array(concernGroup(limitKey, limitFigures)),
  /** The keys that were refused most over the range, by their hashes. */
  busiestKeys: z.array(
    z.object({
      ...serviceKeyShape,
      policy: z.string(),
      keyHash: z.string(),
      rejected: z.number(),
    }),
  ),
});
export type LimitsResponse = z.infer<typeof limitsResponse>;
export type LimitGroup = LimitsResponse["groups"][number];

export const limitsParams = concernParams.extend({ policy: filter, route: filter });
export type LimitsParams = z.infer<typeof limitsParams>;
