import { metrics } from "@opentelemetry/api";
import { HostMetrics } from "@opentelemetry/host-metrics";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { announceReady, stopWithLauncher } from "../channel.ts";
import { GATEWAYS } from "../gateways.ts";
import { type NginxStatus, parseStubStatus } from "./stub-status.ts";

/** What a Collector on the machine would report: the machine itself, and nginx by the names of its receiver. */
const telemetry = new NodeSDK();
telemetry.start();
new HostMetrics({ metricGroups: ["system.cpu", "system.memory", "system.network"] }).start();
const meter = metrics.getMeter("collector");

/** The weights stand in nginx's configuration, which its receiver does not read: a gauge of our own. */
const weights = meter.createObservableGauge("nginx.upstream.weight", {
  description: "Share of an upstream's requests that its instance is to get, against the others.",
});
weights.addCallback((result) => {
  for (const { instance, weight } of GATEWAYS) {
    result.observe(weight, {
      "nginx.upstream.name": "gateway",
      "service.name": "gateway",
      "service.instance.id": instance,
    });
  }
});

const statusUrl = process.env.DEMO_NGINX_STATUS_URL;
if (statusUrl !== undefined && statusUrl !== "") reportNginx(statusUrl);

function reportNginx(url: string): void {
  const requests = meter.createObservableCounter("nginx.requests", { unit: "{request}" });
  const connections = meter.createObservableGauge("nginx.connections_current", {
    unit: "{connection}",
  });
  meter.addBatchObservableCallback(
    async (result) => {
      const status = await scrape(url);
      if (!status) return;
      result.observe(requests, status.requests);
      for (const state of ["active", "reading", "writing", "waiting"] as const) {
        result.observe(connections, status[state], { state });
      }
    },
    [requests, connections],
  );
}

/** Undefined: nginx does not answer now. */
async function scrape(url: string): Promise<NginxStatus | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return parseStubStatus(await answer.text());
  } catch {
    return undefined;
  }
}

stopWithLauncher(() => telemetry.shutdown());
announceReady({ type: "ready", url: "" });
