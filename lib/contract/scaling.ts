import { z } from "zod";
import { concernGroup, concernParams, concernRange, serviceKeyShape } from "./concern.ts";
import { instant } from "./time.ts";

export const scalingParams = concernParams;
export type ScalingParams = z.infer<typeof scalingParams>;

const figure = z.number().nullable();
const ratio = z.number().nullable().meta({ description: "0 to 1" });

/** Of a service, autoscaler, deployment or load balancer. Null: not reported. */
export const scalingFigures = z.object({
  /** Instances of an autoscaler or deployment, the last that was reported. */
  current: figure,
  desired: figure,
  minimum: figure,
  maximum: figure,
  /** How long an autoscaler had or wanted as many as it may, to the bucket. */
  pinnedSeconds: figure,
  /** ceil(current × value / target) of what it scales by. */
  formulaReplicas: figure,
  /** Of containers, as counted since their pods began; the last that was reported. */
  restarts: figure,
  /** By how much that grew. */
  restartIncrease: figure,
  /** Distinct `service.instance.id` that served requests. */
  instances: figure,
  /** Served by a service; taken by a load balancer. */
  requestCount: figure,
  requestsPerInstance: figure,
  /** Open at a load balancer. */
  connections: figure,
});
export type ScalingFigures = z.infer<typeof scalingFigures>;

export const SCALING_KINDS = ["service", "autoscaler", "deployment", "balancer"] as const;
export type ScalingKind = (typeof SCALING_KINDS)[number];

/** What is empty is not told or does not apply. `upstream`: of a load balancer. */
export const scalingKey = z.object({
  kind: z.enum(SCALING_KINDS),
  ...serviceKeyShape,
  hpa: z.string(),
  deployment: z.string(),
  k8sNamespace: z.string(),
  upstream: z.string(),
});
export type ScalingKey = z.infer<typeof scalingKey>;

const stretch = z.object({ from: instant, to: instant });

/** An instance of a service, or a target behind a load balancer. */
export const scalingMember = z.object({
  instance: z.string(),
  /** Null: not told, taken as 1. */
  weight: figure,
  requestCount: figure,
  /** Of the requests while it served, and what its weight asks for; null: it was alone. */
  share: ratio,
  expectedShare: ratio,
  /** share / expectedShare − 1. */
  skewRatio: figure,
  errorRatio: ratio,
  meanMs: figure,
  p95Ms: figure,
  /** When it got much more or less than its weight, and when it took much longer than the others. */
  uneven: z.array(stretch),
  slow: z.array(stretch),
  /** `shareRatio`: share / expectedShare. Empty of instances beyond the first hundred of an answer. */
  points: z.array(
    z.object({ at: instant, requestCount: figure, p95Ms: figure, shareRatio: figure }),
  ),
});
export type ScalingMember = z.infer<typeof scalingMember>;

/** The autoscaler's formula worked out at the end of the range. */
export const scalingFormula = z.object({
  metric: z.string(),
  value: z.number(),
  target: z.number(),
  current: z.number(),
  asked: z.number(),
  withinTolerance: z.boolean(),
  replicas: z.number(),
});
export type ScalingFormula = z.infer<typeof scalingFormula>;

const scalingGroup = concernGroup(scalingKey, scalingFigures).extend({
  formula: scalingFormula.nullable(),
  /** `assumed`: no weight is told, all are equal. */
  weightsFrom: z.enum(["metric", "resource", "assumed"]).nullable(),
  members: z.array(scalingMember),
});
export type ScalingGroup = z.infer<typeof scalingGroup>;

export const scalingResponse = z.object({
  ...concernRange,
  instancesFrom: instant.meta({
    description: "Services are told of from here: of all at once for two days at most",
  }),
  groups: z.array(scalingGroup),
});
export type ScalingResponse = z.infer<typeof scalingResponse>;
