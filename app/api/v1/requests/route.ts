import { requestsParams } from "@/lib/contract/requests.ts";
import { WEB_INGEST } from "@/lib/ingest/gateway.ts";
import { queryRequests } from "@/lib/query/requests.ts";
import { apiRoute } from "@/lib/web/http.ts";
import { ingestPreflight, ingestRoute } from "@/lib/web/http-ingest.ts";

export const GET = apiRoute("GET /api/v1/requests", { query: requestsParams }, ({ query, nowMs }) =>
  queryRequests(query, nowMs),
);

/** Requests of services without OpenTelemetry. */
export const POST = ingestRoute("POST /api/v1/requests", "requests", WEB_INGEST);

export { ingestPreflight as OPTIONS };
