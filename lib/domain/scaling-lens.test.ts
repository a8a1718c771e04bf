import { expect, test } from "vitest";
import { CPU_UTILIZATION, SCALING_LENS, SCALING_ROWS } from "./scaling-lens.ts";
import { lensSubject, untestedRows } from "./test-support/untested-rows.ts";

type Golden = {
  attributes?: Record<string, string>;
  resource?: Record<string, string>;
  measure: string;
  factor?: number;
  dimensions: Record<string, string>;
};

const IN_CLUSTER = {
  resource: { "k8s.hpa.name": "orders", "k8s.namespace.name": "shop" },
  dimensions: { hpa: "orders", k8sNamespace: "shop" },
};
const OF_DEPLOYMENT = {
  resource: { "k8s.deployment.name": "orders", "k8s.namespace.name": "shop" },
  dimensions: { hpa: "", deployment: "orders", k8sNamespace: "shop" },
};
const STATE = {
  attributes: { horizontalpodautoscaler: "orders", namespace: "shop" },
  dimensions: { hpa: "orders", k8sNamespace: "shop" },
};
const STATE_DEPLOYMENT = {
  attributes: { deployment: "orders", namespace: "shop" },
  dimensions: { hpa: "", deployment: "orders", k8sNamespace: "shop" },
};
const STATE_CPU = {
  attributes: { ...STATE.attributes, metric_name: "cpu", metric_target_type: "utilization" },
  dimensions: { ...STATE.dimensions, metric: CPU_UTILIZATION },
  factor: 0.01,
};
const PEER = {
  attributes: { "nginx.upstream.name": "gateway", "nginx.peer.name": "10.0.0.1:80" },
  dimensions: { upstream: "gateway", target: "10.0.0.1:80" },
};
const PLAIN = { dimensions: { upstream: "", target: "" } };
const HAPROXY = {
  resource: { "haproxy.proxy_name": "gateway", "haproxy.service_name": "web-1" },
  dimensions: { upstream: "gateway", target: "web-1" },
};

const GOLDEN: readonly (readonly [string, Golden])[] = [
  ["k8s.hpa.pod.current", { ...IN_CLUSTER, measure: "current" }],
  ["k8s.hpa.pod.desired", { ...IN_CLUSTER, measure: "desired" }],
  ["k8s.hpa.pod.min", { ...IN_CLUSTER, measure: "minimum" }],
  ["k8s.hpa.pod.max", { ...IN_CLUSTER, measure: "maximum" }],
  ["k8s.hpa.current_pods", { ...IN_CLUSTER, measure: "current" }],
  ["k8s.hpa.desired_pods", { ...IN_CLUSTER, measure: "desired" }],
  ["k8s.hpa.min_pods", { ...IN_CLUSTER, measure: "minimum" }],
  ["k8s.hpa.max_pods", { ...IN_CLUSTER, measure: "maximum" }],
  ["k8s.hpa.current_replicas", { ...IN_CLUSTER, measure: "current" }],
  ["k8s.hpa.desired_replicas", { ...IN_CLUSTER, measure: "desired" }],
  ["k8s.hpa.min_replicas", { ...IN_CLUSTER, measure: "minimum" }],
  ["k8s.hpa.max_replicas", { ...IN_CLUSTER, measure: "maximum" }],
  ["k8s.deployment.available", { ...OF_DEPLOYMENT, measure: "current" }],
  ["k8s.deployment.desired", { ...OF_DEPLOYMENT, measure: "desired" }],
  ["k8s.deployment.pod.available", { ...OF_DEPLOYMENT, measure: "current" }],
  ["k8s.deployment.pod.desired", { ...OF_DEPLOYMENT, measure: "desired" }],
  ["k8s.container.restarts", { ...OF_DEPLOYMENT, measure: "restarts" }],
  ["k8s.container.restart.count", { ...OF_DEPLOYMENT, measure: "restarts" }],
  [
    "k8s.hpa.metric.target.cpu.average_utilization",
    {
      resource: { ...IN_CLUSTER.resource, "k8s.hpa.scaletargetref.name": "orders-api" },
      measure: "metricTarget",
      factor: 0.01,
      dimensions: { hpa: "orders", deployment: "orders-api", metric: CPU_UTILIZATION },
    },
  ],
  [
    "k8s.pod.cpu_request_utilization",
    {
      resource: OF_DEPLOYMENT.resource,
      measure: "metricValue",
      dimensions: { deployment: "orders", metric: CPU_UTILIZATION },
    },
  ],
  ["kube_horizontalpodautoscaler_status_current_replicas", { ...STATE, measure: "current" }],
  ["kube_horizontalpodautoscaler_status_desired_replicas", { ...STATE, measure: "desired" }],
  ["kube_horizontalpodautoscaler_spec_min_replicas", { ...STATE, measure: "minimum" }],
  ["kube_horizontalpodautoscaler_spec_max_replicas", { ...STATE, measure: "maximum" }],
  ["kube_deployment_status_replicas_available", { ...STATE_DEPLOYMENT, measure: "current" }],
  ["kube_deployment_spec_replicas", { ...STATE_DEPLOYMENT, measure: "desired" }],
  [
    "kube_pod_container_status_restarts_total",
    {
      attributes: { namespace: "shop" },
      measure: "restarts",
      dimensions: { k8sNamespace: "shop" },
    },
  ],
  ["kube_horizontalpodautoscaler_spec_target_metric", { ...STATE_CPU, measure: "metricTarget" }],
  ["kube_horizontalpodautoscaler_status_target_metric", { ...STATE_CPU, measure: "metricValue" }],
  [
    "kube_horizontalpodautoscaler_status_target_metric",
    {
      attributes: { ...STATE.attributes, metric_name: "queue", metric_target_type: "value" },
      measure: "metricValue",
      dimensions: { hpa: "orders", metric: "queue" },
    },
  ],
  ["nginx.requests", { ...PLAIN, measure: "requests" }],
  ["nginx_http_requests_total", { ...PLAIN, measure: "requests" }],
  ["nginxplus_http_requests_total", { ...PLAIN, measure: "requests" }],
  [
    "nginx.http.requests",
    {
      attributes: { "nginx.zone.name": "shop", "nginx.zone.type": "SERVER" },
      measure: "requests",
      dimensions: { upstream: "shop", target: "" },
    },
  ],
  [
    "nginx.connections_current",
    { ...PLAIN, attributes: { state: "active" }, measure: "connections" },
  ],
  ["nginx_connections_active", { ...PLAIN, measure: "connections" }],
  ["nginx.http.upstream.peer.requests", { ...PEER, measure: "requests" }],
  [
    "nginxplus_upstream_server_requests",
    { ...PEER, attributes: { upstream: "gateway", server: "10.0.0.1:80" }, measure: "requests" },
  ],
  [
    "nginx.upstream.weight",
    {
      attributes: { upstream: "gateway", "service.instance.id": "g-1", "service.name": "gateway" },
      measure: "weight",
      dimensions: { upstream: "gateway", target: "g-1", of: "gateway" },
    },
  ],
  [
    "nginx.upstream.weight",
    {
      attributes: { "nginx.upstream.name": "gateway", "upstream.instance": "gateway-1" },
      measure: "weight",
      dimensions: { upstream: "gateway", target: "gateway-1", of: "" },
    },
  ],
  [
    "lb.weight",
    {
      attributes: { "lb.upstream": "gateway", "lb.target": "g-1" },
      measure: "weight",
      dimensions: { upstream: "gateway", target: "g-1" },
    },
  ],
  ["haproxy.requests.total", { ...HAPROXY, measure: "requests" }],
  ["haproxy.sessions.count", { ...HAPROXY, measure: "connections" }],
  ["haproxy.weight", { ...HAPROXY, measure: "weight" }],
];

test.each(GOLDEN)("%s", (name, { factor = 1, attributes, resource, ...expected }) => {
  const subject = { name, ...(attributes && { attributes }), ...(resource && { resource }) };
  expect(SCALING_LENS.read(lensSubject(subject))).toMatchObject({ ...expected, factor });
});

test("every row has a golden", () => {
  const goldens = GOLDEN.map(([name, { attributes = {}, resource = {} }]) => ({
    name,
    attributes,
    resource,
  }));
  expect(untestedRows(SCALING_ROWS, goldens)).toEqual([]);
});

test.each([
  ["nginx.connections_current", { state: "waiting" }],
  ["nginx.http.requests", { "nginx.zone.type": "LOCATION" }],
])("%s of %o is not counted a second time", (name, attributes) => {
  expect(SCALING_LENS.read(lensSubject({ name, attributes }))).toBeNull();
});
