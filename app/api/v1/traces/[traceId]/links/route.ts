import { traceIdOfPath } from "@/lib/contract/traces.ts";
import { queryLinkingSpans } from "@/lib/query/linking-spans.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/traces/[traceId]/links",
  { query: noParams },
  ({ path, nowMs }) => queryLinkingSpans(traceIdOfPath(path.traceId), nowMs),
);
