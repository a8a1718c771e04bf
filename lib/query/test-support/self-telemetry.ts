import { metrics } from "@opentelemetry/api";
import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resources, metrics as sdk } from "@opentelemetry/sdk-node";
import { mainPools } from "@/lib/platform/db.ts";
import { takeThread } from "@/lib/platform/self-figures.ts";
import { registerSelfMetrics } from "@/lib/platform/self-metrics.ts";
import { ThreadWatch } from "@/lib/platform/thread-figures.ts";
import type { TestDashboard } from "./dashboard.ts";

const RESOURCE = { "service.name": "headroom", "service.instance.id": "one", "host.name": "host" };

class Reader extends sdk.MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** What this process tells of itself, as in a server, sent to a test's ingest whenever `tell` is called. */
export function startSelfMetrics({ ingest }: TestDashboard): {
  tell: () => Promise<void>;
  stop: () => void;
} {
  const reader = new Reader();
  const resource = resources.resourceFromAttributes(RESOURCE);
  metrics.setGlobalMeterProvider(new sdk.MeterProvider({ resource, readers: [reader] }));
  const watch = new ThreadWatch("main", mainPools);
  registerSelfMetrics({
    stats: () => null,
    tables: () => Promise.resolve([]),
    dataDir: process.cwd(),
  });
  return {
    tell: async () => {
      takeThread(watch.figures());
      const { resourceMetrics } = await reader.collect();
      const body = ProtobufMetricsSerializer.serializeRequest(resourceMetrics);
      const { kind } = await ingest.send("metrics", body ?? new Uint8Array());
      if (kind !== "accepted") throw new Error(`Headroom's own metrics were ${kind}`);
    },
    stop: () => {
      watch.stop();
      metrics.disable();
    },
  };
}
