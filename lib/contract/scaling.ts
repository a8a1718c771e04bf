import { z } from "zod";
import { concernGroup, concernParams, concernRange, serviceKeyShape } from "./concern.ts";

export const scalingParams = concernParams;
export type ScalingParams = z.infer<typeof scalingParams>;

const figure = z.number().nullable();
/** Instances of an autoscaler or deployment, the last that was reported. Null: not reported. */
export const scalingFigures = z.object({
  current: figure,
  desired: figure,
  minimum: figure,
  maximum: figure,
  restarts: figure,
});
export type ScalingFigures = z.infer<typeof scalingFigures>;

const scalingKey = z.object({ ...serviceKeyShape, hpa: z.string(), deployment: z.string() });
export const scalingResponse = z.object({
  ...concernRange,
  groups: z.array(concernGroup(scalingKey, scalingFigures)),
});
export type ScalingResponse = z.infer<typeof scalingResponse>;
