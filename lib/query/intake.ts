import type { IntakeResponse } from "@/lib/contract/intake.ts";
import { SELF_SERVICE, type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { env } from "@/lib/platform/env.ts";
import { intakeStats } from "@/lib/platform/intake-stats.ts";
import { seriesCatalog } from "./request-loading.ts";

const startedMs = Date.now();

/** What this process has received since it started, and the services that are known at all. */
export async function queryIntake(nowMs: number): Promise<IntakeResponse> {
  const catalog = seriesCatalog();
  await catalog.refresh(nowMs);
  const services = new Map<string, ServiceKey>();
  for (const { namespace, service, environment } of catalog.all()) {
    const key = { namespace, service, environment };
    services.set(serviceKeyText(key), key);
  }
  const others = [...services.values()].filter((key) => key.service !== SELF_SERVICE);
  const stats = intakeStats();
  const { otlpHost, otlpHttpPort, otlpGrpcPort, ingestAuth, roles } = env();
  const host = addressed(otlpHost);
  const listens = roles.includes("ingest");
  return {
    startedAt: new Date(stats?.startedMs ?? startedMs).toISOString(),
    now: new Date(nowMs).toISOString(),
    hasData: others.length > 0,
    otlpHttpUrl: listens && otlpHttpPort !== 0 ? `http://${host}:${otlpHttpPort}` : null,
    otlpGrpcTarget: listens && otlpGrpcPort !== 0 ? `${host}:${otlpGrpcPort}` : null,
    keyRequired: ingestAuth === "required",
    requestsReceived: stats?.requestsReceived ?? 0,
    spansPerSecond: stats?.spansPerSecond ?? 0,
    keptSpansPerSecond: stats?.keptSpansPerSecond ?? 0,
    refusals: (stats?.refusals ?? []).map(({ reason, count, lastMs }) => ({
      reason,
      count,
      lastAt: new Date(lastMs).toISOString(),
    })),
    environments: [...new Set(others.map((key) => key.environment))].sort(),
    services: others.map(({ service, namespace, environment }) => ({
      name: service,
      namespace,
      environment,
    })),
  };
}

/** A name under which clients can reach what listens there. */
function addressed(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
