import { traceAttributesParams } from "@/lib/contract/trace-attributes.ts";
import { queryTraceAttributes } from "@/lib/query/trace-attributes.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/traces/attributes",
  { query: traceAttributesParams },
  ({ query, nowMs }) => queryTraceAttributes(query, nowMs),
);
