import { metricExemplarsParams } from "@/lib/contract/metrics.ts";
import { queryMetricExemplars } from "@/lib/query/metric-exemplars.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/metrics/exemplars",
  { query: metricExemplarsParams },
  ({ query, nowMs }) => queryMetricExemplars(query, nowMs),
);
