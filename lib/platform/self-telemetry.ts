import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import {
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { metrics, NodeSDK, resources, tracing } from "@opentelemetry/sdk-node";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { mainPools } from "./db.ts";
import { takeThread } from "./self-figures.ts";
import { onShutdown } from "./shutdown.ts";
import { ThreadWatch } from "./thread-figures.ts";

/** Hands an OTLP body over inside the process; false when it was not taken. */
export type SendSelf = (signal: "traces" | "metrics", body: Uint8Array) => Promise<boolean>;

const SPANS_MS = 2_000;
const METRICS_MS = 10_000;
const WATCH_MS = 1_000;

/** Watches the main thread's event loop, heap and pools, once a second. */
export function watchMainThread(): void {
  const watch = new ThreadWatch("main", mainPools);
  const timer = setInterval(() => {
    takeThread(watch.figures());
  }, WATCH_MS);
  timer.unref();
  onShutdown("telemetry", () => {
    clearInterval(timer);
    watch.stop();
  });
}

/**
 * Starts Headroom's own telemetry as service `headroom`: the spans that Next makes of each request, and the metrics of
 * the global meter provider. Bodies go to ingest inside the process and never over its own HTTP, and ingest's figures
 * leave them out, so telling of them makes no more of them. `OTEL_SDK_DISABLED=true` turns it off.
 */
export function startSelfTelemetry(send: SendSelf, version: string): void {
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: resources.resourceFromAttributes({
      "service.name": SELF_SERVICE,
      "service.version": version,
      "service.instance.id": randomUUID(),
      "host.name": hostname(),
    }),
    instrumentations: [],
    logRecordProcessors: [],
    metricReaders: [
      new metrics.PeriodicExportingMetricReader({
        exporter: metricExporter(send),
        exportIntervalMillis: METRICS_MS,
        exportTimeoutMillis: METRICS_MS / 2,
      }),
    ],
    spanProcessors: [
      new tracing.BatchSpanProcessor(spanExporter(send), { scheduledDelayMillis: SPANS_MS }),
    ],
  });
  sdk.start();
  onShutdown("telemetry", () => sdk.shutdown());
}

const nothing = () => Promise.resolve();

/** Exporters whose bodies stay in the process. What is not taken is lost: it is telemetry about telemetry. */
function spanExporter(send: SendSelf): tracing.SpanExporter {
  return {
    export: (spans, done) =>
      handOver(send, "traces", ProtobufTraceSerializer.serializeRequest(spans), done),
    forceFlush: nothing,
    shutdown: nothing,
  };
}

function metricExporter(send: SendSelf): metrics.PushMetricExporter {
  return {
    export: (collected, done) =>
      handOver(send, "metrics", ProtobufMetricsSerializer.serializeRequest(collected), done),
    forceFlush: nothing,
    shutdown: nothing,
  };
}

function handOver(
  send: SendSelf,
  signal: "traces" | "metrics",
  body: Uint8Array | undefined,
  done: (result: ExportResult) => void,
): void {
  (body ? send(signal, body) : Promise.resolve(false))
    .catch(() => false)
    .then((taken) => {
      done({ code: taken ? ExportResultCode.SUCCESS : ExportResultCode.FAILED });
    });
}
