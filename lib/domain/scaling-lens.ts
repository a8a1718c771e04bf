import { type DimensionRule, Lens, type LensRow } from "./lens.ts";

/**
 * What a reading is of: an autoscaler, a deployment, or a load balancer's `upstream` and one `target` behind it.
 * `metric`: what the autoscaler scales by. `of`: the service whose instance the target is.
 */
export type ScalingDimension =
  | "hpa"
  | "deployment"
  | "k8sNamespace"
  | "upstream"
  | "target"
  | "of"
  | "metric";
/** `metricTarget` and `metricValue`: of what an autoscaler scales by. `weight`: of a target, as it is configured. */
export type ScalingMeasure =
  | "current"
  | "desired"
  | "minimum"
  | "maximum"
  | "restarts"
  | "metricTarget"
  | "metricValue"
  | "requests"
  | "connections"
  | "weight";

type Row = LensRow<ScalingDimension, ScalingMeasure>;
type Measures = Readonly<Record<string, ScalingMeasure>>;

const rows = (library: string, dimensions: Row["dimensions"], measures: Measures): Row[] =>
  Object.entries(measures).map(([metric, measure]) => ({ library, metric, measure, dimensions }));

/** Of what autoscalers scale by: the mean of the pods' CPU as a share of what they ask for. */
export const CPU_UTILIZATION = "cpu utilization";

const CLUSTER = {
  hpa: { resource: ["k8s.hpa.name"] },
  deployment: { resource: ["k8s.deployment.name", "k8s.hpa.scaletargetref.name"] },
  k8sNamespace: { resource: ["k8s.namespace.name"] },
} as const satisfies Row["dimensions"];

const STATE = {
  hpa: ["horizontalpodautoscaler", "hpa"],
  deployment: ["deployment", "scaletargetref_name"],
  k8sNamespace: ["namespace"],
} as const satisfies Row["dimensions"];

const cpu = (metric: string, measure: ScalingMeasure, more: Partial<Row> = {}): Row => ({
  library: "Collector",
  metric,
  measure,
  dimensions: { ...CLUSTER, metric: { always: CPU_UTILIZATION } },
  ...more,
});

/** Of one metric and type: CPU in per cent of what is asked for, and everything else in its own unit. */
function stateMetric(metric: string, measure: ScalingMeasure): Row[] {
  const row = { library: "kube-state-metrics", metric, measure };
  return [
    {
      ...row,
      dimensions: { ...STATE, metric: { always: CPU_UTILIZATION } },
      where: { metric_name: "cpu", metric_target_type: "utilization" },
      factor: 0.01,
    },
    { ...row, dimensions: { ...STATE, metric: ["metric_name"] } },
  ];
}

const NGINX_UPSTREAM = ["nginx.upstream.name", "upstream", "lb.upstream", "lb.pool"];
const TARGET = [
  "service.instance.id",
  "upstream.instance",
  "lb.target",
  "nginx.peer.name",
  "nginx.peer.address",
  "peer",
  "server",
];
const BEHIND = {
  upstream: NGINX_UPSTREAM,
  target: TARGET,
  of: ["service.name"],
} as const satisfies Row["dimensions"];

const HAPROXY: Record<"upstream" | "target", DimensionRule> = {
  upstream: { resource: ["haproxy.proxy_name"] },
  target: { resource: ["haproxy.service_name"] },
};

/** How autoscalers, deployments and load balancers are told of; older names beside today's. */
export const SCALING_ROWS: readonly Row[] = [
  ...rows("Collector", CLUSTER, {
    "k8s.hpa.pod.current": "current",
    "k8s.hpa.pod.desired": "desired",
    "k8s.hpa.pod.min": "minimum",
    "k8s.hpa.pod.max": "maximum",
    "k8s.hpa.current_pods": "current",
    "k8s.hpa.desired_pods": "desired",
    "k8s.hpa.min_pods": "minimum",
    "k8s.hpa.max_pods": "maximum",
    "k8s.hpa.current_replicas": "current",
    "k8s.hpa.desired_replicas": "desired",
    "k8s.hpa.min_replicas": "minimum",
    "k8s.hpa.max_replicas": "maximum",
    "k8s.deployment.available": "current",
    "k8s.deployment.desired": "desired",
    "k8s.deployment.pod.available": "current",
    "k8s.deployment.pod.desired": "desired",
    "k8s.container.restarts": "restarts",
    "k8s.container.restart.count": "restarts",
  }),
  cpu("k8s.hpa.metric.target.cpu.average_utilization", "metricTarget", { factor: 0.01 }),
  cpu("k8s.pod.cpu_request_utilization", "metricValue"),

  ...rows("kube-state-metrics", STATE, {
    kube_horizontalpodautoscaler_status_current_replicas: "current",
    kube_horizontalpodautoscaler_status_desired_replicas: "desired",
    kube_horizontalpodautoscaler_spec_min_replicas: "minimum",
    kube_horizontalpodautoscaler_spec_max_replicas: "maximum",
    kube_deployment_status_replicas_available: "current",
    kube_deployment_spec_replicas: "desired",
    kube_pod_container_status_restarts_total: "restarts",
  }),
  ...stateMetric("kube_horizontalpodautoscaler_spec_target_metric", "metricTarget"),
  ...stateMetric("kube_horizontalpodautoscaler_status_target_metric", "metricValue"),

  ...rows("nginx", {}, { "nginx.requests": "requests", nginx_connections_active: "connections" }),
  {
    library: "nginx",
    metric: "nginx.connections_current",
    measure: "connections",
    dimensions: {},
    where: { state: "active" },
  },
  {
    library: "nginx by zone",
    metric: "nginx.http.requests",
    measure: "requests",
    dimensions: { upstream: ["nginx.zone.name"] },
    where: { "nginx.zone.type": ["", "server"] },
  },
  ...rows("nginx plus", {}, { nginxplus_http_requests_total: "requests" }),
  ...rows("nginx", BEHIND, {
    "nginx.http.upstream.peer.requests": "requests",
    nginxplus_upstream_server_requests: "requests",
    "nginx.upstream.weight": "weight",
    "lb.weight": "weight",
  }),
  ...rows("haproxy", HAPROXY, {
    "haproxy.requests.total": "requests",
    "haproxy.sessions.count": "connections",
    "haproxy.weight": "weight",
  }),
];

const DIMENSIONS = [
  "hpa",
  "deployment",
  "k8sNamespace",
  "upstream",
  "target",
  "of",
  "metric",
] as const;

export const SCALING_LENS = new Lens<ScalingDimension, ScalingMeasure>(DIMENSIONS, SCALING_ROWS);

/** Weights of instances alone: a load balancer tells them, whatever service is asked for. */
export const WEIGHT_LENS = new Lens<ScalingDimension, ScalingMeasure>(
  DIMENSIONS,
  SCALING_ROWS.filter(({ measure, library }) => measure === "weight" && library !== "haproxy"),
);

/** The order in which libraries are believed when two tell of the same. */
export const SCALING_LIBRARIES: readonly string[] = [
  ...new Set(SCALING_ROWS.map(({ library }) => library)),
];
