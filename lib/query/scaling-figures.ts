import type { ScalingFigures, ScalingGroup, ScalingKey } from "@/lib/contract/scaling.ts";
import type { FoundGroup } from "./concern-answer.ts";

/** What else is told of a group than its figures. */
export type ScalingDetail = Pick<ScalingGroup, "formula" | "weightsFrom" | "members">;

/** A group as it is found in one range, before it is compared. */
export type ScalingFound = FoundGroup<ScalingKey, ScalingFigures> & ScalingDetail;

/** Of which nothing is known. */
export const emptyFigures = (): ScalingFigures => ({
  current: null,
  desired: null,
  minimum: null,
  maximum: null,
  pinnedSeconds: null,
  formulaReplicas: null,
  restarts: null,
  restartIncrease: null,
  instances: null,
  requestCount: null,
  requestsPerInstance: null,
  connections: null,
});
