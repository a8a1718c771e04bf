import { expect, test } from "vitest";
import { SCALING_LENS } from "./scaling-lens.ts";

test.each([
  ["k8s.hpa.pod.current", "current"],
  ["k8s.hpa.pod.desired", "desired"],
  ["k8s.hpa.pod.min", "minimum"],
  ["k8s.hpa.pod.max", "maximum"],
  ["k8s.hpa.current_replicas", "current"],
  ["k8s.hpa.desired_replicas", "desired"],
  ["k8s.hpa.min_replicas", "minimum"],
  ["k8s.hpa.max_replicas", "maximum"],
  ["k8s.deployment.available", "current"],
  ["k8s.deployment.desired", "desired"],
  ["k8s.container.restarts", "restarts"],
])("%s tells %s", (name, measure) => {
  const resource = new Map([["k8s.hpa.name", "orders"]]);
  const reading = SCALING_LENS.read({ name, unit: "", attributes: new Map(), resource });
  expect(reading).toMatchObject({ measure, factor: 1, dimensions: { hpa: "orders" } });
});
