import { NodeSDK } from "@opentelemetry/sdk-node";

/**
 * Sends what an example does to `OTEL_EXPORTER_OTLP_ENDPOINT` (http://127.0.0.1:4318), as any service would. The
 * returned function sends what is left and ends.
 */
export function startTelemetry(): () => Promise<void> {
  const sdk = new NodeSDK({ serviceName: process.env.OTEL_SERVICE_NAME ?? "kit-example" });
  sdk.start();
  return () => sdk.shutdown();
}
