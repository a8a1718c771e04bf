import { metricQueryParams } from "@/lib/contract/metrics.ts";
import { queryMetrics } from "@/lib/query/metrics.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/metrics/query",
  { query: metricQueryParams },
  ({ query, nowMs }) => queryMetrics(query, nowMs),
);
