import { type DimensionRule, Lens, type LensRow } from "./lens.ts";

export type ScalingDimension = "hpa" | "deployment";
export type ScalingMeasure = "current" | "desired" | "minimum" | "maximum" | "restarts";

const HPA: DimensionRule = { resource: ["k8s.hpa.name"] };
const DEPLOYMENT: DimensionRule = { resource: ["k8s.deployment.name"] };

const row = (
  metric: string,
  measure: ScalingMeasure,
): LensRow<ScalingDimension, ScalingMeasure> => ({
  library: "Collector, cluster receiver",
  metric,
  measure,
  dimensions: { hpa: HPA, deployment: DEPLOYMENT },
});

/** How a Collector tells of autoscalers, deployments and restarts; older names beside today's. */
export const SCALING_LENS = new Lens<ScalingDimension, ScalingMeasure>(
  ["hpa", "deployment"],
  [
    row("k8s.hpa.pod.current", "current"),
    row("k8s.hpa.pod.desired", "desired"),
    row("k8s.hpa.pod.min", "minimum"),
    row("k8s.hpa.pod.max", "maximum"),
    row("k8s.hpa.current_replicas", "current"),
    row("k8s.hpa.desired_replicas", "desired"),
    row("k8s.hpa.min_replicas", "minimum"),
    row("k8s.hpa.max_replicas", "maximum"),
    row("k8s.deployment.available", "current"),
    row("k8s.deployment.desired", "desired"),
    row("k8s.container.restarts", "restarts"),
  ],
);
