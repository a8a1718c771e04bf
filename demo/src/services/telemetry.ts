import { HostMetrics } from "@opentelemetry/host-metrics";
import { ExpressInstrumentation, ExpressLayerType } from "@opentelemetry/instrumentation-express";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { IORedisInstrumentation } from "@opentelemetry/instrumentation-ioredis";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { RuntimeNodeInstrumentation } from "@opentelemetry/instrumentation-runtime-node";
import { metrics, NodeSDK } from "@opentelemetry/sdk-node";
import { USER_HEADER } from "../user-header.ts";

/**
 * The OpenTelemetry SDK as any Node service would start it; everything else comes from `OTEL_*` variables.
 * A service imports this module before all others, so that the libraries are patched when they load.
 */
export const telemetry = new NodeSDK({
  views: [
    {
      meterName: "@opentelemetry/instrumentation-pg",
      instrumentName: "db.client.connection.*",
      aggregation: { type: metrics.AggregationType.DROP },
    },
  ],
  instrumentations: [
    new HttpInstrumentation({
      startIncomingSpanHook: ({ headers }) => {
        const user = headers[USER_HEADER];
        return typeof user === "string" ? { "enduser.id": user } : {};
      },
    }),
    new ExpressInstrumentation({ ignoreLayersType: [ExpressLayerType.MIDDLEWARE] }),
    new PgInstrumentation({ requireParentSpan: true }),
    new IORedisInstrumentation(),
    new RuntimeNodeInstrumentation(),
  ],
});

telemetry.start();
new HostMetrics({ metricGroups: ["process.cpu", "process.memory"] }).start();
