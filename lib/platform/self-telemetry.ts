import { randomUUID } from "node:crypto";
import { ExportResultCode } from "@opentelemetry/core";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { NodeSDK, resources, tracing } from "@opentelemetry/sdk-node";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { onShutdown } from "./shutdown.ts";

/** Hands an OTLP traces body over inside the process; false when it was not taken. */
export type SendSelf = (body: Uint8Array) => Promise<boolean>;

const SPANS_MS = 2_000;

/**
 * Starts Headroom's own telemetry: the spans that Next makes of each request, as service `headroom`. Bodies go to
 * ingest inside the process and never over its own HTTP, so telling of them makes no more of them.
 * `OTEL_SDK_DISABLED=true` turns it off.
 */
export function startSelfTelemetry(send: SendSelf, version: string): void {
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: resources.resourceFromAttributes({
      "service.name": SELF_SERVICE,
      "service.version": version,
      "service.instance.id": randomUUID(),
    }),
    instrumentations: [],
    logRecordProcessors: [],
    metricReaders: [],
    spanProcessors: [
      new tracing.BatchSpanProcessor(selfExporter(send), { scheduledDelayMillis: SPANS_MS }),
    ],
  });
  sdk.start();
  onShutdown("telemetry", () => sdk.shutdown());
}

/** An exporter whose bodies stay in the process. What is not taken is lost: it is telemetry about telemetry. */
function selfExporter(send: SendSelf): tracing.SpanExporter {
  return {
    export(spans, done): void {
      const body = ProtobufTraceSerializer.serializeRequest(spans);
      (body ? send(body) : Promise.resolve(false))
        .catch(() => false)
        .then((taken) => {
          done({ code: taken ? ExportResultCode.SUCCESS : ExportResultCode.FAILED });
        });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
