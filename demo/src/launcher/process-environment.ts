import type { ServiceName } from "../messages.ts";
import type { Release } from "./releases.ts";
import type { Settings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

export type InstanceSpec = {
  service: ServiceName;
  instance: string;
  release: Release;
  /** Where it listens; absent: on any free port, a new one at each start. */
  port?: number;
};

/** Passed on as they are: what Node needs, and the user's own OpenTelemetry settings, such as headers. */
const INHERITED = /^(PATH|HOME|TMPDIR|TZ|LANG|NODE_EXTRA_CA_CERTS|OTEL_.*)$/;

/** The environment of one service process: the standard `OTEL_*` variables and its connections. */
export function serviceEnvironment(
  spec: InstanceSpec,
  { settings, surroundings }: { settings: Settings; surroundings: Surroundings },
): NodeJS.ProcessEnv {
  const { service, instance, release, port = 0 } = spec;
  const { databaseUrl, replicaUrl, redisUrl } = surroundings;
  return {
    ...telemetryEnvironment({ service, instance, version: release.version }, settings),
    DEMO_PORT: String(port),
    DEMO_INSTANCE: instance,
    DEMO_DATABASE_URL: databaseUrl,
    DEMO_SLOW_BUILD: spec.release.slow ? "1" : "0",
    ...(replicaUrl !== undefined && { DEMO_REPLICA_URL: replicaUrl }),
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  };
}

/** The process that reports the machine and the load balancer. */
export function collectorEnvironment(
  settings: Settings,
  nginxStatusUrl: string | undefined,
): NodeJS.ProcessEnv {
  return {
    ...telemetryEnvironment(
      { service: "collector", instance: "collector-1", version: "1.0.0" },
      settings,
    ),
    ...(nginxStatusUrl !== undefined && { DEMO_NGINX_STATUS_URL: nginxStatusUrl }),
  };
}

type Named = { service: string; instance: string; version: string };

function telemetryEnvironment(
  { service, instance, version }: Named,
  { otlpEndpoint }: Settings,
): NodeJS.ProcessEnv {
  const resource = {
    "deployment.environment.name": "demo",
    "service.version": version,
    "service.instance.id": instance,
  };
  return {
    ...OFTEN_ENOUGH,
    ...inheritedEnvironment(),
    OTEL_SERVICE_NAME: service,
    OTEL_RESOURCE_ATTRIBUTES: Object.entries(resource)
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: process.env.OTEL_EXPORTER_OTLP_PROTOCOL ?? "http/protobuf",
    OTEL_TRACES_EXPORTER: "otlp",
    OTEL_METRICS_EXPORTER: "otlp",
    OTEL_LOGS_EXPORTER: "otlp",
  };
}

/** How often telemetry is sent, unless the user says otherwise. */
const OFTEN_ENOUGH = {
  OTEL_BSP_SCHEDULE_DELAY: "2000",
  OTEL_BLRP_SCHEDULE_DELAY: "2000",
  OTEL_METRIC_EXPORT_INTERVAL: "10000",
  OTEL_METRIC_EXPORT_TIMEOUT: "8000",
};

/** The load generator is the outside world: it has no telemetry of its own. */
export function loadEnvironment({ speed, arrivals }: Settings): NodeJS.ProcessEnv {
  return {
    ...inheritedEnvironment(),
    DEMO_SPEED: String(speed),
    ...(arrivals !== undefined && { DEMO_ARRIVALS: String(arrivals) }),
  };
}

/** The program that pushes the shop's past reads its settings by itself. */
export function backfillEnvironment({ otlpEndpoint }: Settings): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => name.startsWith("DEMO_"));
  return {
    ...inheritedEnvironment(),
    ...Object.fromEntries(own),
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
  };
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => INHERITED.test(name));
  return { ...Object.fromEntries(inherited), NODE_ENV: "production" };
}
