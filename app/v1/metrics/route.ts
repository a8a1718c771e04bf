import { WEB_INGEST } from "@/lib/ingest/gateway.ts";
import { ingestPreflight, ingestRoute, otlpMethodNotAllowed } from "@/lib/web/http-ingest.ts";

export const POST = ingestRoute("POST /v1/metrics", "metrics", WEB_INGEST);

export {
  ingestPreflight as OPTIONS,
  otlpMethodNotAllowed as DELETE,
  otlpMethodNotAllowed as GET,
  otlpMethodNotAllowed as PATCH,
  otlpMethodNotAllowed as PUT,
};
