import type { InstrumentationScope, KeyValue, Resource } from "@/lib/decode/otlp-messages.ts";
import { type ServiceKey, UNKNOWN_SERVICE } from "@/lib/domain/service.ts";
import { seriesId } from "./series-id.ts";
import { serviceId } from "./service-id.ts";

/** Whom telemetry comes from: what a resource and its instrumentation scope say that Headroom keys by. */
export type Origin = {
  readonly originId: bigint;
  readonly service: ServiceKey;
  /** Of the service without regard to the source of its counts. */
  readonly serviceId: bigint;
  /** `service.instance.id`, else the pod's name; empty when neither is given. */
  readonly instance: string;
  readonly version: string;
  readonly hostName: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  /**
   * What else tells senders without `service.instance.id` apart, as one text: a Collector's receivers say what they
   * measured (an autoscaler, a container, a database) on the resource alone. Empty when there is nothing of it.
   */
  readonly entity: string;
  readonly resource: Resource | undefined;
};

/** Resource attributes that name what is measured. Pod and host stand in for the instance and are left out. */
const ENTITY_KEYS: ReadonlySet<string> = new Set([
  "k8s.cluster.name",
  "k8s.namespace.name",
  "k8s.node.name",
  "k8s.hpa.name",
  "k8s.deployment.name",
  "k8s.statefulset.name",
  "k8s.daemonset.name",
  "k8s.replicaset.name",
  "k8s.replicationcontroller.name",
  "k8s.job.name",
  "k8s.cronjob.name",
  "k8s.resourcequota.name",
  "k8s.container.name",
  "k8s.volume.name",
  "container.name",
  "container.id",
  "server.address",
  "server.port",
  "redis.instance.endpoint",
  "postgresql.database.name",
  "postgresql.schema.name",
  "postgresql.table.name",
  "postgresql.index.name",
  "mysql.instance.endpoint",
  "mongodb.database.name",
  "haproxy.addr",
  "haproxy.proxy_name",
  "haproxy.service_name",
  "rabbitmq.node.name",
  "rabbitmq.vhost.name",
  "rabbitmq.queue.name",
  "elasticsearch.cluster.name",
  "elasticsearch.node.name",
]);

function entityOf(attributes: readonly KeyValue[]): string {
  if (textOf(attributes, "service.instance.id") !== "") return "";
  const told = attributes.flatMap(({ key, value }) => {
    const text = value?.stringValue ?? value?.intValue?.toString() ?? "";
    return ENTITY_KEYS.has(key) && text !== "" ? [[key, text] as const] : [];
  });
  if (told.length === 0) return "";
  return JSON.stringify(told.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The text of a resource attribute; empty when it is absent or not a text. */
function textOf(attributes: readonly KeyValue[], ...keys: string[]): string {
  for (const key of keys) {
    const value = attributes.find((attribute) => attribute.key === key)?.value?.stringValue;
    if (value) return value.replaceAll("\0", "").toWellFormed().slice(0, 255);
  }
  return "";
}

/** Reads the identity of a resource and scope. Without `service.name` it is `unknown_service`. */
export function describeOrigin(
  resource: Resource | undefined,
  scope: InstrumentationScope | undefined,
): Origin {
  const attributes = resource?.attributes ?? [];
  const service = {
    namespace: textOf(attributes, "service.namespace"),
    service: textOf(attributes, "service.name") || UNKNOWN_SERVICE,
    environment: textOf(attributes, "deployment.environment.name", "deployment.environment"),
  };
  return {
    originId: seriesId(["origin", contentOf(resource), contentOf(scope)]),
    service,
    serviceId: serviceId(service),
    instance: textOf(attributes, "service.instance.id", "k8s.pod.name"),
    version: textOf(attributes, "service.version"),
    hostName: textOf(attributes, "host.name"),
    scopeName: scope?.name.replaceAll("\0", "").slice(0, 255) ?? "",
    scopeVersion: scope?.version.replaceAll("\0", "").slice(0, 255) ?? "",
    entity: entityOf(attributes),
    resource,
  };
}

/** The content of a message as one text; 64-bit integers as decimal, byte strings as hex. */
const contentOf = (message: Resource | InstrumentationScope | undefined): string =>
  JSON.stringify(message ?? null, (_, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
  });
